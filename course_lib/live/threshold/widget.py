"""Where to draw the line: move a threshold through real scores, and watch what it costs.

Tested by tests/live/test_threshold.py. Left out: costs for the two kinds of mistakes.
"""

from collections.abc import Sequence
from pathlib import Path

import traitlets
from matplotlib.axes import Axes

from course_lib.live.figure import LiveFigure
from course_lib.metrics.classification import ConfusionMatrix, accuracy, confusion_matrix
from course_lib.metrics.precision_recall import Scores
from course_lib.plots.figure import COLORS, new_axes

STEP = 0.01  # of the slider
MOST = 2000  # texts; the page holds a number for each


class Threshold(LiveFigure):
    """Texts by their score, a threshold, and all that follows from it.

    Args:
        scores: the probability that each text was given of being the wanted label.
        is_wanted: whether it is.
        wanted: what the label is called, such as "spam".
        other: what all other texts are called, such as "ham".
        precision: what the second task asks for.

    Raises:
        ValueError: if there are no texts, more than 2,000, not as many scores as truths,
            a score is not a probability, or one of the two kinds is missing.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    scores = traitlets.List(traitlets.Float()).tag(sync=True)
    is_wanted = traitlets.List(traitlets.Bool()).tag(sync=True)
    wanted = traitlets.Unicode().tag(sync=True)
    other = traitlets.Unicode().tag(sync=True)
    precision = traitlets.Float().tag(sync=True)
    threshold = traitlets.Float(0.5).tag(sync=True)

    alt = (
        "Two rows of ticks along the scores from 0 to 1: those of wanted texts are mostly "
        "on the right, those of the others mostly on the left, some in between. In the "
        "live figure a threshold moves through them; counts, precision and recall follow."
    )

    def __init__(
        self,
        scores: Sequence[float],
        is_wanted: Sequence[bool],
        wanted: str = "spam",
        other: str = "ham",
        precision: float = 0.95,
    ) -> None:
        if not 1 <= len(scores) <= MOST or len(scores) != len(is_wanted):
            must = f"there must be 1 to {MOST:,} texts, each with a score and the truth"
            raise ValueError(f"{must}, got {len(scores)} and {len(is_wanted)}.")
        if not 0 <= min(scores) <= max(scores) <= 1:
            came = f"{min(scores)} to {max(scores)}"
            raise ValueError(f"scores must be probabilities from 0 to 1, got {came}.")
        if len({bool(one) for one in is_wanted}) < 2:
            only = bool(is_wanted[0])
            raise ValueError(f"there must be texts of both kinds, got only {only}.")
        super().__init__(
            scores=[round(float(one), 4) for one in scores],
            is_wanted=[bool(one) for one in is_wanted],
            wanted=wanted,
            other=other,
            precision=precision,
        )

    def predictions(self) -> list[str]:
        """Return the label of each text at the present threshold: wanted from it on."""
        names = self.other, self.wanted
        return [names[score >= self.threshold] for score in self.scores]

    def targets(self) -> list[str]:
        """Return the true label of each text."""
        return [(self.other, self.wanted)[one] for one in self.is_wanted]

    def matrix(self) -> ConfusionMatrix:
        """Return the confusion matrix at the present threshold, wanted label first."""
        labels = [self.wanted, self.other]
        return confusion_matrix(self.predictions(), self.targets(), labels)

    def results(self) -> Scores:
        """Return precision, recall and F1 of the wanted label."""
        return self.matrix().by_label()[self.wanted].scores()

    def accuracy(self) -> float:
        """Return the share of texts that are on their side of the threshold."""
        return accuracy(self.predictions(), self.targets())

    def still(self) -> Axes:
        title = f"Scores of {self.other} and {self.wanted}"
        axes = new_axes(title, f"score for {self.wanted}", "truth")
        for row in (0, 1):
            pairs = zip(self.scores, self.is_wanted, strict=True)
            here = [score for score, one in pairs if one == bool(row)]
            axes.plot(here, [row] * len(here), "|", color=COLORS[row], markersize=26)
        axes.axvline(self.threshold, color="#333333", linestyle="--")
        axes.set_yticks((0, 1), (self.other, self.wanted))
        axes.set_ylim(-0.7, 1.7)
        return axes
