"""Point at a word of a translation, see which words of the source its heads look at."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import traitlets
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.applications.translation.alignment import Alignment
from course_lib.live.figure import LiveFigure
from course_lib.plots.heatmap import draw_heatmap


class AlignmentFigure(LiveFigure):
    """The cross-attention of some translations, by layer and head, or averaged.

    Args:
        alignments: of the translations that can be chosen.
        glosses: for each of them, each target word in the reader's language.
        goal: the word, of the first translation, that the task asks for.
        task: what to find.
        found: what is said when it is found.

    Raises:
        ValueError: if there is no alignment, there are not as many glosses as words, or
            the goal is no word of the first one.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    sentences = traitlets.List(traitlets.Dict()).tag(sync=True)
    sentence = traitlets.Int(0).tag(sync=True)
    layer = traitlets.Int(-1).tag(sync=True)  # -1 is the mean over all
    head = traitlets.Int(-1).tag(sync=True)
    row = traitlets.Int(0).tag(sync=True)
    goal = traitlets.Int(0).tag(sync=True)
    task = traitlets.Unicode().tag(sync=True)
    found = traitlets.Unicode().tag(sync=True)

    alt = (
        "A grid: a row for each Chinese word, a column for each English one, darker where "
        "more attention lies. In the live figure one presses a Chinese word and reads how "
        "much it looks at each English one, by layer and head."
    )

    def __init__(
        self,
        alignments: Sequence[Alignment],
        glosses: Sequence[Sequence[str]],
        goal: str,
        task: str,
        found: str,
    ) -> None:
        if not alignments:
            raise ValueError("there must be at least 1 alignment, got 0.")
        words = alignments[0].target.words
        if goal not in words:
            raise ValueError(f"goal must be one of the words {words}, got {goal!r}.")
        n_layers = alignments[0].weights.shape[0]
        pairs = zip(alignments, glosses, strict=True)
        super().__init__(
            sentences=[plain(*pair) for pair in pairs],
            layer=n_layers - 1,
            goal=words.index(goal),
            task=task,
            found=found,
        )

    def table(self) -> Float[Tensor, "target source"]:
        """Return the weights at the present setting."""
        weights = torch.tensor(self.sentences[self.sentence]["weights"]) / 1000
        some = weights if self.layer < 0 else weights[self.layer : self.layer + 1]
        mean = some.mean(dim=0)
        return mean.mean(dim=0) if self.head < 0 else mean[self.head]

    def still(self) -> Axes:
        sentence = self.sentences[self.sentence]
        return draw_heatmap(
            self.table(),
            rows=sentence["gloss"],  # pictures may lack a font for Chinese
            columns=sentence["source"],
            title="What each Chinese word looks at",
            xlabel="English word",
            ylabel="Chinese word, glossed",
        )


def plain(one: Alignment, gloss: Sequence[str]) -> dict[str, Any]:
    """Return an alignment as lists, its weights in thousandths.

    Raises:
        ValueError: if there is not one gloss for each target word.
    """
    words = one.target.words
    if len(gloss) != len(words):
        must = f"there must be a gloss for each of the {len(words)} words {words}"
        raise ValueError(f"{must}, got {len(gloss)}.")
    weights = (1000 * one.weights).round().int().tolist()
    read = zip(one.source.words[:-1], one.source.spans, strict=False)
    text = "".join(f"{' ' * (end - start > len(word))}{word}" for word, (start, end) in read)
    texts = {"text": text, "source": one.source.words, "target": words, "gloss": list(gloss)}
    return {**texts, "weights": weights}
