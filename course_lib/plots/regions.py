"""Regions: what a classifier says of every point of a plane, and the points it has seen."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.plots.figure import COLORS, new_axes, publish

MARKERS = ("o", "s")
N_STEPS = 120  # of the grid, to each side


def draw_regions(
    probability: Callable[[Float[Tensor, "point 2"]], Float[Tensor, " point"]],
    points: Float[Tensor, "seen 2"],
    labels: Sequence[int],
    title: str,
    xlabel: str,
    ylabel: str,
    margin: float = 0.5,
) -> Axes:
    """Return axes with the probability of class 1 as a shade, and a line where it is a half.

    Args:
        probability: from points to the probability that each is of class 1.
        points: those to mark; class 0 as circles, class 1 as squares.
        labels: 0 or 1 for each point.
        margin: how far to look beyond the points.

    Raises:
        ValueError: if there is not one label, 0 or 1, for each point.
    """
    if len(points) != len(labels) or not set(labels) <= {0, 1}:
        raise ValueError(
            f"each of {len(points)} points must have a label, 0 or 1, got {len(labels)}: {sorted(set(labels))}."
        )
    axes = new_axes(title, xlabel, ylabel, width=4.6, height=3.9)
    low, high = points.amin(dim=0) - margin, points.amax(dim=0) + margin
    x, y = (torch.linspace(float(low[i]), float(high[i]), N_STEPS) for i in range(2))
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        p = probability(grid).view(N_STEPS, N_STEPS).T.numpy()
    shades = axes.contourf(x.numpy(), y.numpy(), p, levels=[i / 10 for i in range(11)], cmap="RdBu_r", alpha=0.55)
    if p.min() < 0.5 < p.max():
        axes.contour(x.numpy(), y.numpy(), p, levels=[0.5], colors="#333333", linewidths=1.5)
    axes.figure.colorbar(shades, ax=axes, label="probability of class 1")
    size = 70 if len(points) <= 12 else 18
    for label, marker in enumerate(MARKERS):
        some_x, some_y = points[[one == label for one in labels]].T.numpy()
        color = COLORS[label]
        axes.scatter(some_x, some_y, s=size, marker=marker, color=color, edgecolor="white", label=f"class {label}")
    axes.legend(frameon=True, fontsize=8.5)
    return axes


def regions(
    probability: Callable[[Float[Tensor, "point 2"]], Float[Tensor, " point"]],
    points: Float[Tensor, "seen 2"],
    labels: Sequence[int],
    title: str,
    alt: str,
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    margin: float = 0.5,
) -> None:
    """Display the regions of a classifier; see `draw_regions`."""
    publish(draw_regions(probability, points, labels, title, xlabel, ylabel, margin), alt)
