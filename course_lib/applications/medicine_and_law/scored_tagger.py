"""A network that says of each word how surely it belongs to what is looked for.

Personal data in a note, or the words that make a clause unfair: the spans of its training
say which. It is the small tagger of chapter 14, which sees a word, its ends, its shape
(capitals!) and two neighbours on either side. The course's BERT has no capitals in its
vocabulary: *will* and *Will* are one word to it.
Tested by tests/applications/medicine_and_law/test_scored_tagger.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.town.tasks.examples import tokens
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.small_tagger import (
    Example,
    SmallTagger,
    WordBatch,
    WordLayout,
    trained,
)
from course_lib.finetuning.tagging import in_words, tag_labels


@dataclass(frozen=True)
class ScoredWord:
    """A word or mark, how surely it belongs to a span (0 to 1), and to which kind then."""

    start: int
    end: int
    score: float
    kind: str


@dataclass(frozen=True)
class ScoredTagger:
    """A trained tagger; `labels` are its BIO tags, O first."""

    model: SmallTagger
    layout: WordLayout
    labels: tuple[str, ...]

    def scores(self, texts: Sequence[str]) -> list[list[ScoredWord]]:
        """Return for each text its words and marks with their scores, 1 - p(O).

        Raises:
            ValueError: if `texts` is one string.
        """
        if isinstance(texts, str):
            raise ValueError(f"texts must be a list of texts, got {texts[:20]!r}.")
        places = [tokens(text, "en") for text in texts]
        rows = [[text[one.start : one.end] for one in some] for text, some in zip(texts, places, strict=True)]
        rows = [words or [""] for words in rows]  # the network needs a word to read
        examples = [Example(words, [0] * len(words), [0] * len(words)) for words in rows]
        found: list[list[ScoredWord]] = []
        for some in in_batches(self.model, examples, self.layout, self._read):
            for row in some:
                here = places[len(found)]
                found.append([self._scored(at, p) for at, p in zip(here, row, strict=False)])
        return found

    @staticmethod
    def _read(model: torch.nn.Module, batch: WordBatch) -> list[list[list[float]]]:
        return model(batch).softmax(dim=-1).tolist()

    def _scored(self, place: Span, p: Sequence[float]) -> ScoredWord:
        best = max(range(1, len(p)), key=lambda at: p[at])
        kind = self.labels[best].partition("-")[2]
        return ScoredWord(place.start, place.end, 1 - p[0], kind)

    def spans(self, text: str, threshold: float = 0.5) -> list[Span]:
        """Return the stretches of words whose score is the threshold or more."""
        return marked(self.scores([text])[0], threshold)


def marked(words: Sequence[ScoredWord], threshold: float) -> list[Span]:
    """Return words from the threshold on; neighbours of one kind are one span.

    Raises:
        ValueError: if the threshold is no probability.

    >>> words = [ScoredWord(0, 3, 0.9, "NAME"), ScoredWord(4, 8, 0.6, "NAME")]
    >>> marked(words, 0.5), marked(words, 0.7)
    ([Span(start=0, end=8, label='NAME')], [Span(start=0, end=3, label='NAME')])
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"threshold must be from 0 to 1, got {threshold}.")
    found: list[Span] = []
    last = -1
    for at, one in enumerate(words):
        if one.score < threshold:
            continue
        if found and last == at - 1 and found[-1].label == one.kind:
            found[-1] = found[-1]._replace(end=one.end)
        else:
            found.append(Span(one.start, one.end, one.kind))
        last = at
    return found


def train_tagger(
    texts: Sequence[Annotated],
    epochs: int = 8,
    seed: int = 0,
) -> ScoredTagger:
    """Return a tagger that has learned from texts in which the spans are marked.

    Raises:
        ValueError: if there are no texts.
    """
    if not texts:
        raise ValueError("there must be a text to learn from, got 0.")
    tagged = [in_words(one) for one in texts]
    labels = tag_labels(tagged)
    numbers = {label: at for at, label in enumerate(labels)}
    examples = [Example(one.tokens, [0] * len(one.tokens), [numbers[tag] for tag in one.tags]) for one in tagged]
    model, layout = trained(examples, len(labels), epochs=epochs, seed=seed)
    return ScoredTagger(model, layout, tuple(labels))
