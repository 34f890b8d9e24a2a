"""Bars: one number for each of a few named things."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from course_lib.plots.figure import COLORS, new_axes, publish

HATCHES = ("", "//", "..", "xx")


def draw_bars(
    groups: Mapping[str, Sequence[float]], labels: Sequence[str], title: str, xlabel: str, ylabel: str
) -> Axes:
    """Return axes with one cluster of bars a label, one bar a group, each with its number on top.

    Raises:
        ValueError: if a group has not one number for each label.
    """
    axes = new_axes(title, xlabel, ylabel)
    width = 0.8 / len(groups)
    for index, (name, heights) in enumerate(groups.items()):
        if len(heights) != len(labels):
            raise ValueError(f"group {name!r} must have one number a label, {len(labels)}, got {len(heights)}.")
        places = [place + width * (index - (len(groups) - 1) / 2) for place in range(len(labels))]
        bars = axes.bar(
            places, heights, width, label=name, color=COLORS[index], hatch=HATCHES[index], edgecolor="white"
        )
        axes.bar_label(bars, fmt="%.2f", fontsize=8.5)
    axes.set_xticks(range(len(labels)), labels)
    if len(groups) > 1:
        axes.legend(frameon=False)
    return axes


def bars(
    groups: Mapping[str, Sequence[float]], labels: Sequence[str], title: str, xlabel: str, ylabel: str, alt: str
) -> None:
    """Display one cluster of bars a label; see `draw_bars`."""
    publish(draw_bars(groups, labels, title, xlabel, ylabel), alt)
