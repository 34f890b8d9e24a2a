"""Type a number, or click its bits: see what floats of 32, 16 and 8 bits, and whole numbers of 8 bits, make of it."""

import math
from pathlib import Path

import traitlets
from matplotlib.axes import Axes

from course_lib.compression.number_formats import FORMATS, bits_of, round_to
from course_lib.live.figure import LiveFigure
from course_lib.plots.bits import draw_bits


class NumberFormats(LiveFigure):
    """One number in five kinds of floats, and as a whole number of 8 bits times a scale.

    Args:
        value: the number at the start.
        largest: the largest size that the whole numbers reach: 127 stands for it.

    Raises:
        ValueError: if the value is not finite, or the largest size not positive.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    value = traitlets.Float().tag(sync=True)
    largest = traitlets.Float().tag(sync=True)

    alt = (
        "Rows of bits: the same number in float32, float16, bfloat16 and two formats of 8 bits, each with the value "
        "that it becomes. In the live figure a number can be typed, bits clicked, and 1 added in bfloat16."
    )

    def __init__(self, value: float, largest: float = 4.0) -> None:
        if not math.isfinite(value):
            raise ValueError(f"value must be finite, got {value}.")
        if not largest > 0:
            raise ValueError(f"largest must be positive, got {largest}.")
        super().__init__(value=float(value), largest=float(largest))

    def rounded(self) -> dict[str, float]:
        """Return what each format makes of the number."""
        made = {kind.name: round_to(self.value, kind) for kind in FORMATS}
        scale = self.largest / 127
        return {**made, "int8": max(-127, min(127, round(self.value / scale))) * scale}

    def still(self) -> Axes:
        rows = {kind.name: (bits_of(self.value, kind), f"{round_to(self.value, kind):.8g}") for kind in FORMATS}
        return draw_bits(rows, title=f"{self.value:.8g} in five formats")
