"""Tags as a lattice: set what a step from tag to tag scores, and watch the best path."""

from collections.abc import Sequence
from pathlib import Path as FilePath

import torch
import traitlets
from matplotlib.axes import Axes

from course_lib.finetuning.crf import Path, Rules, log_partition, viterbi
from course_lib.live.figure import LiveFigure
from course_lib.plots.figure import COLORS, new_axes

FORBIDDEN = -10.0  # at this setting and below, a step is out of the question


class BestPath(LiveFigure):
    """Viterbi on a sentence: emissions as they are, transitions under the reader's hand.

    Args:
        words: of the sentence.
        labels: BIO tags.
        emissions: for each word the score of each label.
        task: the step, from label and to label, that the reader is to make impossible.

    Raises:
        ValueError: if there is not a score of each label for each word, or a label of
            the task is none.
    """

    _esm = FilePath(__file__).with_name("widget.js")
    _css = FilePath(__file__).with_name("widget.css")
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    emissions = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    transitions = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    task = traitlets.List(traitlets.Unicode()).tag(sync=True)

    alt = (
        "A lattice: a column for each word, a row for each tag, and a line through the tags of the best path at the "
        "start. In the live figure a slider sets what a step from one tag to another scores, and the path follows."
    )

    def __init__(
        self,
        words: Sequence[str],
        labels: Sequence[str],
        emissions: Sequence[Sequence[float]],
        task: tuple[str, str],
    ) -> None:
        sizes = [len(row) for row in emissions]
        if sizes != [len(labels)] * len(words):
            must = f"there must be {len(labels)} scores for each of {len(words)} words"
            raise ValueError(f"{must}, got {sizes}.")
        if not {*task} <= {*labels}:
            raise ValueError(f"the task must name two of {list(labels)}, got {list(task)}.")
        super().__init__(
            words=list(words),
            labels=list(labels),
            emissions=[[float(score) for score in row] for row in emissions],
            transitions=[[0.0] * len(labels) for _ in labels],
            task=list(task),
        )

    def rules(self) -> Rules:
        """Return the scores of steps as they are set; a path may begin and end anywhere."""
        step = torch.tensor(self.transitions)
        free = torch.zeros(len(self.labels))
        return Rules(free, step.masked_fill(step <= FORBIDDEN, float("-inf")), free)

    def best(self) -> Path:
        """Return the best path as the library's `viterbi` finds it."""
        return viterbi(torch.tensor(self.emissions), self.rules())

    def log_sum(self) -> float:
        """Return log of the sum of exp(score) over all paths."""
        return float(log_partition(torch.tensor(self.emissions)[None], self.rules())[0])

    def still(self) -> Axes:
        path = self.best()
        axes = new_axes(f"The best path scores {path.score:.1f}", "word", "tag", 6.4, 3.0)
        places = range(len(self.words))
        axes.plot(places, path.labels, color=COLORS[0], linewidth=3, zorder=1)
        for place, row in enumerate(self.emissions):
            for label, score in enumerate(row):
                box = {"boxstyle": "round", "facecolor": "white", "edgecolor": "#777777"}
                axes.text(place, label, f"{score:.1f}", ha="center", va="center", bbox=box)
        axes.set_xticks(list(places), self.words)
        axes.set_yticks(range(len(self.labels)), self.labels)
        axes.set_xlim(-0.5, len(self.words) - 0.5)
        axes.set_ylim(len(self.labels) - 0.5, -0.5)
        return axes
