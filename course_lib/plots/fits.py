"""Measured points beside the curve fitted to them, and the range it may lie in."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from course_lib.plots.figure import COLORS, LINE_STYLES, new_axes, publish
from course_lib.plots.scatter import MARKS

Curve = tuple[Sequence[float], Sequence[float]]


def draw_fits(
    points: Mapping[str, Curve],
    curves: Mapping[str, Curve],
    title: str,
    xlabel: str,
    ylabel: str,
    band: tuple[Sequence[float], Sequence[float], Sequence[float]] | None = None,
    log: str = "x",
) -> Axes:
    """Return axes with each set of points as its marks, and each curve as its line.

    Points and curve of one name have one colour.

    Args:
        band: (x, lowest, highest) of a range, shown as a shade.
        log: the axes that are logarithmic: "x", "y", "xy" or "".

    Raises:
        ValueError: if a series has not as many x as y, or there are more than four names.
    """
    axes = new_axes(title, xlabel, ylabel)
    names = list(dict.fromkeys([*points, *curves]))
    if len(names) > len(COLORS):
        raise ValueError(f"there may be {len(COLORS)} names, got {len(names)}.")
    for name, (x, y) in [*points.items(), *curves.items()]:
        if len(x) != len(y):
            must = f"series {name!r} must have as many x as y"
            raise ValueError(f"{must}, got {len(x)} and {len(y)}.")
    if band is not None:
        axes.fill_between(*band, color=COLORS[names.index(next(iter(curves)))], alpha=0.2)
    for i, name in enumerate(names):
        if name in curves:
            label = None if name in points else name
            style = LINE_STYLES[i]
            axes.plot(*curves[name], color=COLORS[i], linestyle=style, label=label)
        if name in points:
            axes.plot(*points[name], MARKS[i], color=COLORS[i], markersize=5, label=name)
    if "x" in log:
        axes.set_xscale("log")
    if "y" in log:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter("{x:g}")
    if len(names) > 1:
        axes.legend(frameon=False)
    return axes


def fits(
    points: Mapping[str, Curve],
    curves: Mapping[str, Curve],
    title: str,
    xlabel: str,
    ylabel: str,
    alt: str,
    band: tuple[Sequence[float], Sequence[float], Sequence[float]] | None = None,
    log: str = "x",
) -> None:
    """Display points and fitted curves; see `draw_fits`."""
    publish(draw_fits(points, curves, title, xlabel, ylabel, band, log), alt)
