"""The bits of one number in several formats, as rows of boxes."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from course_lib.plots.figure import COLORS, new_axes, publish

Bits = tuple[str, str, str]  # sign, exponent, mantissa
PARTS = ("sign", "exponent", "mantissa")


def draw_bits(rows: Mapping[str, tuple[Bits, str]], title: str) -> Axes:
    """Return axes with one row a format: its bits, and what they stand for.

    Args:
        rows: for each format its bits, and the text to their right.
        title: stands above.

    Raises:
        ValueError: if there are no rows.
    """
    if not rows:
        raise ValueError("there must be at least 1 format to draw, got 0.")
    longest = max(sum(map(len, bits)) for bits, _ in rows.values())
    axes = new_axes(title, "bit", "format", width=7.2, height=0.9 + 0.42 * len(rows))
    for row, (bits, text) in enumerate(rows.values()):
        place = 0
        for part, (color, digits) in enumerate(zip(COLORS, bits, strict=False)):
            for digit in digits:
                light = digit == "0"
                fill = "white" if light else color
                corner = (place + 0.08, row - 0.36)
                axes.add_patch(Rectangle(corner, 0.84, 0.72, facecolor=fill, edgecolor=color))
                ink = color if light else "white"
                axes.text(place + 0.5, row, digit, ha="center", va="center", color=ink, fontsize=7.5)
                place += 1
            if row == 0 and part < len(PARTS):
                axes.plot([], [], "s", color=color, label=PARTS[part])
        axes.text(longest + 0.6, row, text, va="center", fontsize=9)
    axes.set_xlim(0, longest * 1.28)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_xticks([])
    axes.legend(frameon=False, ncols=3, loc="upper center", bbox_to_anchor=(0.45, -0.08), fontsize=8.5)
    return axes


def bits(rows: Mapping[str, tuple[Bits, str]], title: str, alt: str) -> None:
    """Display the bits of numbers; see `draw_bits`."""
    publish(draw_bits(rows, title), alt)
