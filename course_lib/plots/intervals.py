"""Means with their intervals, as curves over a common axis."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from matplotlib.axes import Axes

from course_lib.plots.figure import COLORS, LINE_STYLES, new_axes, publish
from course_lib.plots.scatter import MARKS


@runtime_checkable
class Interval(Protocol):
    """A mean with the ends of its interval, such as an `Estimate` of finetuning/repeats."""

    @property
    def mean(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


def draw_intervals(
    series: Mapping[str, tuple[Sequence[float], Sequence[Interval]]],
    title: str,
    xlabel: str,
    ylabel: str,
    log: bool = False,
) -> Axes:
    """Return axes with each series as a curve of means, a bar from low to high at each.

    Args:
        log: whether the horizontal axis is logarithmic, marked at the x of the series.

    Raises:
        ValueError: if a series has not as many x as means, or there are more than four.
    """
    if len(series) > len(COLORS):
        raise ValueError(f"there may be {len(COLORS)} series, got {len(series)}.")
    axes = new_axes(title, xlabel, ylabel)
    for index, (name, (x, means)) in enumerate(series.items()):
        if len(x) != len(means):
            must = f"series {name!r} must have as many x as means"
            raise ValueError(f"{must}, got {len(x)} and {len(means)}.")
        ends = [[m.mean - m.low for m in means], [m.high - m.mean for m in means]]
        apart = 1 + 0.03 * (index - (len(series) - 1) / 2) if log else 1  # no bar hides another
        look: dict[str, Any] = {"color": COLORS[index], "linestyle": LINE_STYLES[index]}
        axes.errorbar(
            [place * apart for place in x],
            [m.mean for m in means],
            yerr=ends,
            label=name,
            marker=MARKS[index],
            markersize=5,
            capsize=3,
            **look,
        )
    if log:
        axes.set_xscale("log")
        ticks = sorted({place for x, _ in series.values() for place in x})
        axes.set_xticks(ticks, [f"{tick:,g}" for tick in ticks], minor=False)
        axes.set_xticks([], minor=True)
    if len(series) > 1:
        axes.legend(frameon=False)
    return axes


def intervals(
    series: Mapping[str, tuple[Sequence[float], Sequence[Interval]]],
    title: str,
    xlabel: str,
    ylabel: str,
    alt: str,
    log: bool = False,
) -> None:
    """Display means with their intervals; see `draw_intervals`."""
    publish(draw_intervals(series, title, xlabel, ylabel, log), alt)
