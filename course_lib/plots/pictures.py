"""Pictures side by side, each with a line of text below, and if wanted the borders of its patches."""

import math
from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.plots.figure import DPI, STYLE, publish

Pixels = np.ndarray  # (height, width, 3) of bytes, or (height, width) of numbers from 0 to 1


def draw_pictures(
    pictures: Sequence[Pixels],
    captions: Sequence[str],
    title: str,
    columns: int = 4,
    patch_size: int | None = None,
) -> Axes:
    """Return the first of as many axes as pictures, `columns` in a row.

    Args:
        pictures: colours as bytes, or shades of grey.
        captions: a line below each; a line break within makes it two.
        title: of the whole.
        columns: how many stand side by side.
        patch_size: draws a line after each so many pixels.

    Raises:
        ValueError: if there are no pictures, or not as many captions.
    """
    if len(pictures) != len(captions) or not pictures:
        raise ValueError(f"there must be a caption for each picture, got {len(captions)} for {len(pictures)}.")
    columns = min(columns, len(pictures))
    rows = math.ceil(len(pictures) / columns)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(1.75 * columns, 2.1 * rows + 0.4), dpi=DPI, layout="constrained")
        figure.suptitle(title, x=0.01, ha="left", fontsize=12)
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for place, axes in enumerate(grid):
        axes.set_xticks([])
        axes.set_yticks([])
        if place >= len(pictures):
            axes.axis("off")
            continue
        shades = {"cmap": "gray", "vmin": 0.0, "vmax": 1.0} if pictures[place].ndim == 2 else {}
        axes.imshow(pictures[place], interpolation="nearest", **shades)
        axes.set_xlabel(captions[place], fontsize=8.5)
        height, width = pictures[place].shape[:2]
        for at in range(patch_size or width, width, patch_size or width):
            axes.axvline(at - 0.5, color="white", linewidth=0.9)
        for at in range(patch_size or height, height, patch_size or height):
            axes.axhline(at - 0.5, color="white", linewidth=0.9)
    return grid[0]


def pictures(
    pictures: Sequence[Pixels],
    captions: Sequence[str],
    title: str,
    alt: str,
    columns: int = 4,
    patch_size: int | None = None,
) -> None:
    """Display pictures side by side; see `draw_pictures`."""
    publish(draw_pictures(pictures, captions, title, columns, patch_size), alt)
