"""How every figure of the course reaches the page: one look, and always a text for those who can't see it."""

import base64
import io
import struct
from typing import Any

import matplotlib
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

DPI = 100  # of the page; pictures are stored with twice as many pixels, for sharp screens
STYLE: dict[Any, Any] = {
    "axes.grid": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "figure.facecolor": "white",
    "font.size": 10.5,
}
COLORS = ("#0b62a4", "#b5400d", "#2a7d4f", "#7b3294")  # told apart by lightness too, and with colour-blind eyes
LINE_STYLES = ("-", "--", "-.", ":")


def new_axes(title: str, xlabel: str, ylabel: str, width: float = 6.4, height: float = 3.6) -> Axes:
    """Return empty axes of the course's look, `width` by `height` inches on the page."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height), dpi=DPI)
        axes = figure.add_subplot()
        axes.set_title(title)
        axes.set_xlabel(xlabel)
        axes.set_ylabel(ylabel)
    return axes


def png(axes: Axes) -> bytes:
    """Return the figure of `axes` as a PNG, the same bytes for the same figure."""
    buffer = io.BytesIO()
    figure = axes.get_figure()
    figure.savefig(buffer, format="png", dpi=2 * DPI, bbox_inches="tight", metadata={"Software": None})  # type: ignore[union-attr]
    return buffer.getvalue()


def publish(axes: Axes, alt: str) -> None:
    """Display the figure of `axes`; `alt` says in words what it shows.

    Raises:
        ValueError: if `alt` is empty.
    """
    if not alt.strip():
        raise ValueError("a figure needs an alt text: one sentence that says what it shows.")
    picture = png(axes)
    width, height = struct.unpack(">II", picture[16:24])
    display(
        {"image/png": base64.b64encode(picture).decode(), "text/plain": f"Figure: {alt}"},
        metadata={"image/png": {"alt": alt, "width": width // 2, "height": height // 2}},
        raw=True,
    )
