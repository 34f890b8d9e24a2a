"""A guard's two kinds of errors: move its threshold, and say how rare danger is.

Tested by tests/live/test_guard_errors.py. Left out: what each kind of error costs.
"""

from collections.abc import Sequence
from pathlib import Path

import traitlets
from matplotlib.axes import Axes

from course_lib.applications.trust.guard import Rates, rates
from course_lib.live.figure import LiveFigure
from course_lib.plots.figure import COLORS, LINE_STYLES, new_axes

MOST = 2000  # requests; the page holds a number for each
RARE = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # dangerous ones among 1,000


class GuardErrors(LiveFigure):
    """Requests by a guard's score, a threshold, and who is stopped.

    Args:
        scores: from 0 to 1, how dangerous each request looks to the guard.
        dangerous: whether it is.
        most_missed: what the first task asks for: at most this share of dangers missed.

    Raises:
        ValueError: if there are no requests, more than 2,000, not as many scores as truths,
            a score is not from 0 to 1, or one of the two kinds is missing.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    scores = traitlets.List(traitlets.Float()).tag(sync=True)
    dangerous = traitlets.List(traitlets.Bool()).tag(sync=True)
    most_missed = traitlets.Float(0.1).tag(sync=True)
    threshold = traitlets.Float(0.5).tag(sync=True)
    in_thousand = traitlets.Int(500).tag(sync=True)

    alt = (
        "Two curves over the threshold from 0 to 1. Misses rise from 0, false alarms fall "
        "from 1; they cross in between. In the live figure the threshold moves, and a table "
        "says how many of the alarms are real."
    )

    def __init__(
        self,
        scores: Sequence[float],
        dangerous: Sequence[bool],
        most_missed: float = 0.1,
    ) -> None:
        if not 1 <= len(scores) <= MOST or len(scores) != len(dangerous):
            must = f"there must be 1 to {MOST:,} requests, each with a score and the truth"
            raise ValueError(f"{must}, got {len(scores)} and {len(dangerous)}.")
        if not 0 <= min(scores) <= max(scores) <= 1:
            came = f"{min(scores)} to {max(scores)}"
            raise ValueError(f"scores must be from 0 to 1, got {came}.")
        if len({bool(one) for one in dangerous}) < 2:
            only = bool(dangerous[0])
            raise ValueError(f"there must be requests of both kinds, got only {only}.")
        super().__init__(
            scores=[round(float(one), 4) for one in scores],
            dangerous=[bool(one) for one in dangerous],
            most_missed=most_missed,
        )

    def rates(self) -> Rates:
        """Return misses and false alarms at the present threshold."""
        return rates(self.scores, self.dangerous, self.threshold)

    def real_alarms(self) -> float:
        """Return which part of the alarms is real, with danger as rare as it is set."""
        return self.rates().real_alarms(self.in_thousand / 1000)

    def still(self) -> Axes:
        axes = new_axes("A guard's two kinds of errors", "threshold", "rate")
        places = [step / 100 for step in range(101)]
        found = [rates(self.scores, self.dangerous, place) for place in places]
        curves = {
            "misses": [one.misses for one in found],
            "false alarms": [one.false_alarms for one in found],
        }
        for (name, heights), color, style in zip(curves.items(), COLORS, LINE_STYLES, strict=False):
            axes.plot(places, heights, label=name, color=color, linestyle=style)
        axes.axvline(self.threshold, color="#333333", linestyle="--")
        axes.legend(frameon=False)
        return axes
