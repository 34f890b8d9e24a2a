"""Contours: a surface over a plane as lines of equal height, and paths that walk on it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.plots.figure import COLORS, LINE_STYLES, new_axes, publish

N_STEPS = 150  # of the grid, to each side


def draw_contours(
    height: Callable[[Float[Tensor, "point 2"]], Float[Tensor, " point"]],
    paths: Mapping[str, Sequence[tuple[float, float]]],
    title: str,
    xlabel: str = "x",
    ylabel: str = "y",
    reach: float = 2.2,
    goal: tuple[float, float] | None = None,
) -> Axes:
    """Return axes with the surface's contours, closer and closer at the bottom, and the paths.

    Args:
        height: from points to the surface's height over them.
        paths: the points that each walker passes; what lies outside is cut off.
        reach: the plane is shown from -reach to reach, both ways.
        goal: a point to mark with a cross.

    Raises:
        ValueError: if `reach` is not positive.
    """
    if not reach > 0:
        raise ValueError(f"reach must be positive, got {reach}.")
    axes = new_axes(title, xlabel, ylabel, width=5.2, height=4.6)
    side = torch.linspace(-reach, reach, N_STEPS, dtype=torch.float64)
    grid = height(torch.cartesian_prod(side, side)).view(N_STEPS, N_STEPS).T
    low, high = grid.min().item(), grid.max().item()
    levels = [low + (high - low) * (i / 14) ** 3 for i in range(1, 14)]
    axes.contour(side.numpy(), side.numpy(), grid.numpy(), levels=levels, colors="#999999", linewidths=0.7)
    for index, (name, points) in enumerate(paths.items()):
        x, y = zip(*points, strict=True)
        style: dict[str, Any] = {
            "color": COLORS[index % len(COLORS)],
            "linestyle": LINE_STYLES[index % len(LINE_STYLES)],
        }
        axes.plot(x, y, label=name, linewidth=1.6, marker=".", markersize=4, **style)
    if goal is not None:
        axes.plot(*goal, "x", color="#333333", markersize=9, markeredgewidth=2, label="minimum")
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    if axes.lines:
        axes.legend(frameon=True, fontsize=8.5)
    return axes


def contours(
    height: Callable[[Float[Tensor, "point 2"]], Float[Tensor, " point"]],
    paths: Mapping[str, Sequence[tuple[float, float]]],
    title: str,
    alt: str,
    xlabel: str = "x",
    ylabel: str = "y",
    reach: float = 2.2,
    goal: tuple[float, float] | None = None,
) -> None:
    """Display a surface's contours with paths; see `draw_contours`."""
    publish(draw_contours(height, paths, title, xlabel, ylabel, reach, goal), alt)
