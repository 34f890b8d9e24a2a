"""A spectrogram: time from left to right, frequency from below, loudness as shade."""

import math

from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.plots.figure import new_axes, publish


def draw_spectrum(
    energies: Float[Tensor, "frame bin"],
    title: str,
    hop: float,
    highest: float,
    marks: dict[str, float] | None = None,
    floor: float = 60.0,
) -> Axes:
    """Return axes with energies in decibels as shades.

    Args:
        hop: seconds from one frame to the next.
        highest: the frequency of the last bin, in hertz.
        marks: texts and the seconds at which they are to stand, over a thin line.
        floor: decibels below the loudest at which all is shown as silence.

    Raises:
        ValueError: if there is no energy at all, or a mark lies outside.
    """
    top = float(energies.max())
    if not top > 0:
        raise ValueError(f"some energy must be positive, got at most {top}.")
    end = hop * len(energies)
    if marks and not all(0 <= place <= end for place in marks.values()):
        raise ValueError(f"marks must lie between 0 and {end:.2f} seconds, got {marks}.")
    decibels = 10 * (energies.clamp(min=top * 10 ** (-floor / 10)) / top).log10()
    axes = new_axes(title, "time in seconds", "frequency in hertz")
    image = axes.imshow(
        decibels.T.numpy(),
        origin="lower",
        aspect="auto",
        extent=(0, end, 0, highest),
        cmap="magma",
        vmin=-floor,
        vmax=0,
    )
    axes.figure.colorbar(image, ax=axes, label="decibels below the loudest")
    axes.set_yticks(range(0, math.floor(highest) + 1, 1000))
    for text, place in (marks or {}).items():
        axes.axvline(place, color="white", linewidth=0.8)
        axes.text(place, highest * 0.97, f" {text}", color="white", va="top", fontsize=9)
    return axes


def spectrum(
    energies: Float[Tensor, "frame bin"],
    title: str,
    alt: str,
    hop: float = 0.01,
    highest: float = 4000.0,
    marks: dict[str, float] | None = None,
) -> None:
    """Display `draw_spectrum` with its alt text.

    Raises:
        ValueError: as for `draw_spectrum`.
    """
    publish(draw_spectrum(energies, title, hop, highest, marks), alt)
