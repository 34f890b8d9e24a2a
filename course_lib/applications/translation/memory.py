"""A translation memory: find the nearest sentence that was translated before, and hand over its translation.

It is what translators' tools have done for decades, and the hardest baseline where texts repeat.
Tested by tests/applications/translation/test_memory.py.
Left out: mending the part that differs (example-based translation, Nagao 1984).
"""

from collections.abc import Sequence

from course_lib.corpora.records import Translation
from course_lib.finetuning.tf_idf import TfIdf
from course_lib.models.bag_of_words import Bag


class TranslationMemory:
    """Remembers pairs; nearest is the source with the highest cosine of TF-IDF vectors.

    Args:
        pairs: what was translated before.
        bag: what counts as a word; for Chinese sources `Bag("zh", presence=False)`.

    Raises:
        ValueError: if there is no pair.
    """

    def __init__(self, pairs: Sequence[Translation], bag: Bag | None = None) -> None:
        if not pairs:
            raise ValueError("there must be at least 1 pair to remember, got 0.")
        self.pairs = list(pairs)
        sources = [one.source for one in self.pairs]
        self.tf_idf = TfIdf(sources) if bag is None else TfIdf(sources, bag)
        self.vectors = self.tf_idf.vectors(sources)

    def nearest(self, source: str) -> Translation:
        """Return the pair whose source is the most alike; of equal ones, the first."""
        cosines = self.vectors @ self.tf_idf.vectors([source])[0]
        return self.pairs[int(cosines.argmax())]

    def translate(self, sources: Sequence[str]) -> list[str]:
        """Return for each source the translation of the nearest one."""
        return [self.nearest(one).target for one in sources]
