"""Weights as a grid of shades, one row a query, one column a key."""

from collections.abc import Sequence

from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.plots.figure import new_axes, publish

MOST_NUMBERS = 12  # a grid of more rows or columns has no room for a number in each cell


def draw_heatmap(
    weights: Float[Tensor, "query key"],
    rows: Sequence[str],
    columns: Sequence[str],
    title: str,
    xlabel: str = "key",
    ylabel: str = "query",
) -> Axes:
    """Return axes with `weights` drawn as shades, and as numbers where there is room.

    Raises:
        ValueError: if there is not one label for each row and each column.
    """
    if tuple(weights.shape) != (len(rows), len(columns)):
        raise ValueError(
            f"weights must have one row a label, ({len(rows)}, {len(columns)}), got {tuple(weights.shape)}."
        )
    cell = 0.42 if max(len(rows), len(columns)) <= MOST_NUMBERS else 0.3
    axes = new_axes(title, xlabel, ylabel, width=2.2 + cell * len(columns), height=1.3 + cell * len(rows))
    values = weights.detach().numpy()
    image = axes.imshow(values, cmap="Blues", vmin=0, vmax=max(1e-9, float(values.max())), aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(rows)), rows)
    axes.figure.colorbar(image, ax=axes, label="weight")
    if max(len(rows), len(columns)) <= MOST_NUMBERS:
        for i in range(len(rows)):
            for j in range(len(columns)):
                color = "white" if values[i, j] > 0.6 * values.max() else "#333333"
                axes.text(j, i, short(float(values[i, j])), ha="center", va="center", fontsize=8, color=color)
    return axes


def short(weight: float) -> str:
    """Return a weight in at most three characters.

    >>> short(0.0), short(0.123), short(0.999)
    ('0', '.12', '1')
    """
    text = f"{weight:.2f}"
    return text[1:] if text[0] == "0" and text != "0.00" else text[0]


def heatmap(
    weights: Float[Tensor, "query key"],
    rows: Sequence[str],
    columns: Sequence[str],
    title: str,
    alt: str,
    xlabel: str = "key",
    ylabel: str = "query",
) -> None:
    """Display `weights` as a grid of shades; see `draw_heatmap`."""
    publish(draw_heatmap(weights, rows, columns, title, xlabel, ylabel), alt)
