"""Who sees whom, and where the loss is counted: a text as an objective shows it."""

from collections.abc import Sequence

from jaxtyping import Bool
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import Tensor

from course_lib.plots.figure import COLORS, new_axes, publish

NO_LOSS = ""


def draw_visibility(
    sees: Bool[Tensor, "query key"],
    rows: Sequence[str],
    columns: Sequence[str],
    targets: Sequence[str],
    title: str,
) -> Axes:
    """Return axes with a square where a row may look at a column, and each row's target.

    Args:
        sees: True where a position (row) may look at another (column).
        rows: what stands at each position that looks.
        columns: what it may look at.
        targets: what each row is to predict; "" where no loss is counted.
        title: the figure's title.

    Raises:
        ValueError: if there is not one label for each row and column, one target a row.
    """
    if tuple(sees.shape) != (len(rows), len(columns)) or len(targets) != len(rows):
        came = f"{len(rows)} rows, {len(columns)} columns, {len(targets)} targets"
        must = f"sees has the shape {tuple(sees.shape)}: there must be as many labels"
        raise ValueError(f"{must}, got {came}.")
    size = 2.6 + 0.33 * len(columns), 1.3 + 0.29 * len(rows)
    axes = new_axes(title, "may look at", "position", *size)
    for i, row in enumerate(sees.tolist()):
        for j, is_seen in enumerate(row):
            face = COLORS[0] if is_seen else "white"
            look: dict = {"facecolor": face, "edgecolor": "#bbbbbb"}
            axes.add_patch(Rectangle((j - 0.45, i - 0.45), 0.9, 0.9, **look))
        if targets[i] != NO_LOSS:
            style: dict = {"va": "center", "color": COLORS[1], "weight": "bold"}
            axes.text(len(columns) - 0.2, i, f"→ {targets[i]}", **style)
    axes.set_xlim(-0.6, len(columns) + 2.6)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    slant: dict = {"rotation": 55, "ha": "right", "rotation_mode": "anchor"}
    axes.set_xticks(range(len(columns)), columns, **slant)
    axes.set_yticks(range(len(rows)), rows)
    return axes


def visibility(
    sees: Bool[Tensor, "query key"],
    rows: Sequence[str],
    columns: Sequence[str],
    targets: Sequence[str],
    title: str,
    alt: str,
) -> None:
    """Display who sees whom, and the targets; see `draw_visibility`."""
    publish(draw_visibility(sees, rows, columns, targets, title), alt)
