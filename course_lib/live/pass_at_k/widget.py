"""pass@k in the hand: how many programs were written, how many are right, how many one may draw.

Tested by tests/live/test_pass_at_k.py and tests/site/live/test_pass_at_k.py.
Left out: several problems at once.
"""

from pathlib import Path

import traitlets
from matplotlib.axes import Axes

from course_lib.live.figure import LiveFigure
from course_lib.metrics.pass_at_k import pass_at_k
from course_lib.plots.figure import COLORS, new_axes

MOST = 30  # programs


class PassAtK(LiveFigure):
    """A row of programs, some of them right; k of them are drawn, again and again.

    Args:
        n_samples: programs written for one problem.
        n_correct: how many of them pass.
        k: programs drawn.

    Raises:
        ValueError: if not 0 ≤ n_correct ≤ n_samples, 1 ≤ k ≤ n_samples and n_samples ≤ 30.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    n_samples = traitlets.Int().tag(sync=True)
    n_correct = traitlets.Int().tag(sync=True)
    k = traitlets.Int().tag(sync=True)
    start = traitlets.List(traitlets.Int()).tag(sync=True)

    alt = (
        "Two curves over k, the number of programs drawn: pass@k rises to 1, and the naive "
        "formula 1 - (1 - c/n)^k stays below it for every k above 1. In the live figure "
        "the numbers of programs, of right ones and of draws can be changed."
    )

    def __init__(self, n_samples: int = 10, n_correct: int = 2, k: int = 1) -> None:
        if not 1 <= n_samples <= MOST:
            raise ValueError(f"n_samples must be from 1 to {MOST}, got {n_samples}.")
        pass_at_k(n_samples, n_correct, k)
        start = [n_samples, n_correct, k]
        super().__init__(n_samples=n_samples, n_correct=n_correct, k=k, start=start)

    def estimate(self) -> float:
        """Return pass@k at the present setting."""
        return pass_at_k(self.n_samples, self.n_correct, self.k)

    def naive(self) -> float:
        """Return what drawing with putting back would give."""
        return float(1 - (1 - self.n_correct / self.n_samples) ** self.k)

    def still(self) -> Axes:
        n, c = self.n_samples, self.n_correct
        axes = new_axes(f"{c} of {n} programs are right", "k, programs drawn", "chance that one of them is right")
        ks = range(1, n + 1)
        axes.plot(ks, [pass_at_k(n, c, k) for k in ks], "o-", color=COLORS[0], label="pass@k")
        axes.plot(ks, [1 - (1 - c / n) ** k for k in ks], "s--", color=COLORS[1], label="naive")
        axes.set_ylim(0, 1.05)
        axes.legend()
        return axes
