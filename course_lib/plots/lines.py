"""Curves: one or more series over a common axis."""

from collections.abc import Mapping, Sequence

from course_lib.plots.figure import COLORS, LINE_STYLES, new_axes, publish


def lines(
    series: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    title: str,
    xlabel: str,
    ylabel: str,
    alt: str,
    levels: Mapping[str, float] | None = None,
    log: bool = False,
) -> None:
    """Display each series of (x, y) as a line, told apart by colour, dashes and a label at its end.

    Args:
        levels: heights worth a thin horizontal line, each with its name.
        log: whether both axes are logarithmic; the horizontal one is then marked at the x of the series.

    Raises:
        ValueError: if a series has not as many x as y.
    """
    axes = new_axes(title, xlabel, ylabel)
    for index, (name, (x, y)) in enumerate(series.items()):
        if len(x) != len(y):
            raise ValueError(f"series {name!r} must have as many x as y, got {len(x)} and {len(y)}.")
        color, dashes = COLORS[index % len(COLORS)], LINE_STYLES[index % len(LINE_STYLES)]
        dots = "o" if len(x) <= 12 else None
        axes.plot(x, y, label=name, color=color, linestyle=dashes, marker=dots, markersize=4)
    for name, height in (levels or {}).items():
        axes.axhline(height, color="#666666", linewidth=0.8)
        axes.annotate(name, (1, height), xycoords=("axes fraction", "data"), ha="right", va="bottom", fontsize=9)
    if log:
        axes.set_xscale("log")
        axes.set_yscale("log")
        ticks = sorted({place for x, _ in series.values() for place in x})
        axes.set_xticks(ticks, [f"{tick:,g}" for tick in ticks], minor=False)
        axes.set_xticks([], minor=True)
        axes.yaxis.set_major_formatter("{x:g}")
    if len(series) > 1:
        axes.legend(frameon=False)
    publish(axes, alt)
