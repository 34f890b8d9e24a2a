"""Type a context: what do the counts after 0, 1 and 2 words say of the next word, and what after back-off?"""

import base64
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import traitlets
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.live.figure import LiveFigure
from course_lib.models.back_off import Interpolated, StupidBackoff
from course_lib.models.kneser_ney import KneserNey
from course_lib.models.ngram import AddK, MaximumLikelihood, NGramModel
from course_lib.plots.bars import draw_bars
from course_lib.tokenizers.words import UNKNOWN, WordTokenizer

ORDER = 3


class BackOff(LiveFigure):
    """The next word after a context that the reader types, from the counts of one short text.

    The page gets the text itself, two bytes a word, and counts it there.

    Args:
        tokens: the text, as words; at least one.
        context: what stands in the field at the start; its words must be words of the text.
        method: how the three orders are combined at the start: one of `settings`.

    Raises:
        ValueError: if the text is empty or has too many different words, a word of the context does not occur in it,
            or there is no such method.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    words = traitlets.Unicode().tag(sync=True)  # the most frequent first, separated by spaces
    text = traitlets.Unicode().tag(sync=True)  # the number of each word in `words`, two bytes each, in base 64
    context = traitlets.Unicode().tag(sync=True)
    method = traitlets.Unicode().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)  # the one number that each method has

    alt = (
        "Bars: the four likeliest next words after the context at the start, by the counts after no word, after one "
        "word, after two words, and by the three combined. In the live figure the reader types another context, "
        "chooses how the three are combined, and moves the slider of that method."
    )

    def __init__(self, tokens: Sequence[str], context: str, method: str = "interpolated") -> None:
        counts = Counter(tokens)
        if not 1 <= len(counts) <= 2**16:
            raise ValueError(f"the text must have 1 to {2**16} different words, got {len(counts)}.")
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        number = {word: place for place, word in enumerate(ranked)}
        settings = {"interpolated": 0.7, "stupid": 0.4, "kneser-ney": 0.75, "add-k": 0.1}
        if method not in settings:
            raise ValueError(f"method must be one of {list(settings)}, got {method!r}.")
        self._tokens, self._vocabulary = list(tokens), ranked
        if unknown := [word for word in self._words_of(context) if word not in number]:
            raise ValueError(f"the context must be made of words of the text, got {unknown[0]!r}.")
        super().__init__(
            words=" ".join(ranked),
            text=base64.b64encode(np.array([number[word] for word in tokens], "<u2").tobytes()).decode(),
            context=context,
            method=method,
            settings=settings,
        )

    def distribution(self) -> Float[Tensor, " vocab"]:
        """Return what the library's model gives each word after the context, at the present setting."""
        setting = self.settings[self.method]
        given = (self._tokens, ORDER, self._vocabulary)
        model: NGramModel
        if self.method == "add-k":
            model = AddK(*given, k=setting)
        elif self.method == "kneser-ney":
            model = KneserNey(*given, discounts=[setting] * ORDER)
        elif self.method == "stupid":
            model = StupidBackoff(*given)
            model.factor = setting
        else:
            model = Interpolated(*given, weight=setting)
        return model.distribution(self._words_of(self.context))

    def still(self) -> Axes:
        combined = self.distribution()
        best = combined.argsort(descending=True, stable=True)[:4].tolist()  # more would be too narrow for their numbers
        groups = {}
        for n, name in enumerate(("no context", "one word", "two words")):
            after = self._words_of(self.context)[-n:] if n else []
            share = MaximumLikelihood(self._tokens, n + 1, self._vocabulary).distribution(after)
            groups[name] = share[best].tolist()
        groups["combined"] = combined[best].tolist()
        labels = [self._vocabulary[place] for place in best]
        return draw_bars(groups, labels, f"After “{self.context}”", "next word", "probability")

    def _words_of(self, context: str) -> list[str]:
        return WordTokenizer([UNKNOWN]).tokens(context)
