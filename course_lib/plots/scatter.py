"""Words as points of a plane, a mark for each kind."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from course_lib.plots.figure import COLORS, new_axes

MARKS = "osD^vPX*"


def draw_scatter(
    points: Sequence[Sequence[float]],
    labels: Sequence[str],
    kinds: Sequence[str],
    title: str,
    xlabel: str,
    ylabel: str,
    every: int = 1,
) -> Axes:
    """Return axes with each point drawn as its kind's mark, told apart by shape and colour.

    Args:
        every: write out only every n-th label, where there is no room for all.

    Raises:
        ValueError: if there is not one label and one kind for each point, or there are more than eight kinds.
    """
    if not len(points) == len(labels) == len(kinds):
        raise ValueError(f"each point needs a label and a kind, got {len(points)}, {len(labels)} and {len(kinds)}.")
    if len(set(kinds)) > len(MARKS):
        raise ValueError(f"there may be {len(MARKS)} kinds of points, got {len(set(kinds))}.")
    axes = new_axes(title, xlabel, ylabel, height=4.8)
    for index, kind in enumerate(sorted(set(kinds))):
        of_it = [point for point, its in zip(points, kinds, strict=True) if its == kind]
        axes.scatter(
            [x for x, _ in of_it],
            [y for _, y in of_it],
            s=22,
            marker=MARKS[index],
            color=COLORS[index % len(COLORS)],
            label=kind,
            linewidths=0,
        )
    for (x, y), label in list(zip(points, labels, strict=True))[::every]:
        axes.annotate(label, (x, y), xytext=(3, 3), textcoords="offset points", fontsize=8)
    if len(set(kinds)) > 1:
        axes.legend(frameon=False, fontsize=8.5, loc="center left", bbox_to_anchor=(1, 0.5))
    return axes
