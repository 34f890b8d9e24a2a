"""Step a walk over the sentences of a story, set the damping: watch TextRank choose its summary."""

from collections.abc import Sequence
from pathlib import Path

import torch
import traitlets
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.applications.summarisation.textrank import (
    DAMPING,
    best,
    pagerank_step,
    similarities,
    transitions,
)
from course_lib.live.figure import LiveFigure
from course_lib.plots.bars import draw_bars

MOST_STEPS = 30


class SentenceRanks(LiveFigure):
    """TextRank on one short story: a walker starts at the first sentence and follows shared words.

    Args:
        sentences: of the story.
        goal: the place of the sentence that the task asks to bring into the summary.

    Raises:
        ValueError: if there are fewer than three sentences, or the goal is none of them.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    sentences = traitlets.List(traitlets.Unicode()).tag(sync=True)
    weights = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    goal = traitlets.Int().tag(sync=True)
    damping = traitlets.Float(DAMPING).tag(sync=True)
    steps = traitlets.Int(0).tag(sync=True)
    chosen = traitlets.Int(2).tag(sync=True)

    alt = (
        "Bars: the score of each sentence of a short story after many steps of TextRank. In the live figure the "
        "sentences lie on a ring, lines join those that share words, and buttons and sliders make the steps, set the "
        "damping and the length of the summary."
    )

    def __init__(self, sentences: Sequence[str], goal: int) -> None:
        if len(sentences) < 3:
            raise ValueError(f"there must be at least 3 sentences, got {len(sentences)}.")
        if not 0 <= goal < len(sentences):
            raise ValueError(f"goal must be the place of a sentence, 0 to {len(sentences) - 1}, got {goal}.")
        weights = similarities(sentences).tolist()
        super().__init__(sentences=list(sentences), weights=weights, goal=goal)

    def scores(self) -> Float[Tensor, " sentence"]:
        """Return the scores at the present setting, as the library's `pagerank_step` computes them."""
        steps = transitions(torch.tensor(self.weights, dtype=torch.float64))
        scores = torch.zeros(len(steps), dtype=torch.float64)
        scores[0] = 1
        for _ in range(self.steps):
            scores = pagerank_step(scores, steps, self.damping)
        return scores

    def summary(self) -> list[int]:
        """Return the places of the sentences that the present scores choose."""
        return best(self.scores(), self.chosen)

    def still(self) -> Axes:
        """Draw the scores at the end of the walk."""
        before, self.steps = self.steps, MOST_STEPS
        scores = self.scores().tolist()
        self.steps = before
        labels = [str(number + 1) for number in range(len(self.sentences))]
        title = f"The scores of TextRank after {MOST_STEPS} steps, damping {self.damping}"
        return draw_bars({"score": scores}, labels, title=title, xlabel="sentence", ylabel="score")
