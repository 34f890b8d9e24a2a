"""A bias of known strength goes into the data: how much of it comes out of the model?

The page holds what small models preferred that were trained at each strength, with and
without counterfactual sentences (course_lib/experiments/trust_bias.py).
Tested by tests/live/test_planted_bias.py. Left out: single jobs, single frames.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import traitlets
from matplotlib.axes import Axes

from course_lib.live.figure import LiveFigure
from course_lib.plots.figure import COLORS, LINE_STYLES, new_axes

ROWS = {"sailor": 1, "nurse": -1, "baker": 0}  # a job of each group, and where it leans


class PlantedBias(LiveFigure):
    """Three jobs, a strength, and how likely a model finds a woman in each.

    Args:
        strengths: at which models were trained, rising from 0.
        plain: for each job of `ROWS` the preference at each strength, from 0 to 1.
        swapped: the same of models that also read each sentence's counterfactual.
        enough: what the first task asks for: the sailor's preference.

    Raises:
        ValueError: if there are fewer than 2 strengths, a job is missing, it has not a
            preference for each strength, or one is not from 0 to 1.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    strengths = traitlets.List(traitlets.Float()).tag(sync=True)
    plain = traitlets.Dict().tag(sync=True)
    swapped = traitlets.Dict().tag(sync=True)
    enough = traitlets.Float(0.8).tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)
    swaps = traitlets.Bool(False).tag(sync=True)

    alt = (
        "Three lines over the planted strength. The preference for a woman rises from one "
        "half for the sailor, falls for the nurse, and stays level for the baker. In the live "
        "figure a slider plants the bias, and a box adds the counterfactual sentences."
    )

    def __init__(
        self,
        strengths: Sequence[float],
        plain: Mapping[str, Sequence[float]],
        swapped: Mapping[str, Sequence[float]],
        enough: float = 0.8,
    ) -> None:
        n = len(strengths)
        if n < 2:
            raise ValueError(f"there must be at least 2 strengths, got {n}.")
        for one in (plain, swapped):
            sizes = {job: len(one.get(job, ())) for job in ROWS}
            if set(sizes.values()) != {n}:
                raise ValueError(f"each job must have {n} preferences, got {sizes}.")
            if outside := [p for job in ROWS for p in one[job] if not 0 <= p <= 1]:
                raise ValueError(f"preferences must be from 0 to 1, got {outside[0]}.")

        def rounded(one: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
            return {job: [round(float(p), 4) for p in one[job]] for job in ROWS}

        super().__init__(
            strengths=[float(one) for one in strengths],
            plain=rounded(plain),
            swapped=rounded(swapped),
            enough=enough,
        )

    def truth(self, job: str) -> float:
        """Return which part of the sentences with this job is told of women."""
        return 0.5 + ROWS[job] * self.strengths[self.place] / 2

    def preference(self, job: str) -> float:
        """Return what the present model prefers."""
        return (self.swapped if self.swaps else self.plain)[job][self.place]

    def still(self) -> Axes:
        axes = new_axes("What was planted comes out", "planted strength", "p(she)")
        for (job, heights), color, style in zip(self.plain.items(), COLORS, LINE_STYLES, strict=False):
            axes.plot(self.strengths, heights, label=job, color=color, linestyle=style, marker="o")
        axes.set_ylim(0, 1)
        axes.legend(frameon=False)
        return axes
