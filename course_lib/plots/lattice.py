"""A lattice: all the words of a dictionary that stand in a text, and the chosen path from its left end to its right."""

from collections.abc import Collection, Sequence
from functools import cache

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.text import Text

from course_lib.plots.figure import COLORS, new_axes, publish

Edge = tuple[int, int, str, float]  # start, end, word, log-probability
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
)


def draw_lattice(text: str, edges: Sequence[Edge], path: Collection[Edge], title: str) -> Axes:
    """Return axes with one box a word, over the characters that it spans; those of `path` are filled.

    Where no font has Chinese characters, a word is shown by the positions where it starts and ends.

    Raises:
        ValueError: if an edge does not lie in the text, or the path has an edge that the lattice lacks.
    """
    for start, end, word, _ in edges:
        if text[start:end] != word:
            raise ValueError(f"each edge must lie in the text; {start} to {end} is {text[start:end]!r}, not {word!r}.")
    if missing := [edge for edge in path if edge not in edges]:
        raise ValueError(f"the path must be part of the lattice, which has no {missing[0]}.")
    rows = rows_of(edges)
    n_rows = max(rows, default=0) + 1
    axes = new_axes(title, "position in the text", "words", width=0.6 + 1.1 * len(text), height=1.4 + 0.45 * n_rows)
    font = chinese_font()
    for edge, row in zip(edges, rows, strict=True):
        start, end, word, log_p = edge
        chosen = edge in path
        axes.barh(
            row,
            end - start - 0.12,
            left=start + 0.06,
            height=0.72,
            color=COLORS[0] if chosen else "white",
            edgecolor=COLORS[0] if chosen else "#777777",
            linewidth=2 if chosen else 1,
            linestyle="-" if chosen else "--",
        )
        shown = word if font or word.isascii() else f"{start}–{end}"
        ink = "white" if chosen else "#222222"
        axes.text((start + end) / 2, row, f"{shown}  {log_p:.1f}", ha="center", va="center", color=ink)
    axes.set_xlim(-0.1, len(text) + 0.1)
    axes.set_ylim(-0.6, n_rows - 0.4)
    axes.set_xticks(range(len(text) + 1))
    axes.set_yticks([])
    for written in axes.findobj(Text):
        written.set_fontfamily([*([font] if font else []), *matplotlib.rcParams["font.family"]])
    return axes


def rows_of(edges: Sequence[Edge]) -> list[int]:
    """Return a row for each edge: single characters lie lowest, and no two edges of a row overlap.

    >>> rows_of([(0, 1, "a", -1.0), (0, 2, "ab", -2.0), (1, 2, "b", -1.0), (1, 3, "bc", -2.0)])
    [0, 1, 0, 2]
    """
    rows = [0] * len(edges)
    taken: list[set[int]] = []
    for number in sorted(range(len(edges)), key=lambda n: (edges[n][1] - edges[n][0], edges[n][0])):
        start, end, *_ = edges[number]
        span = set(range(start, end))
        free = (row for row, places in enumerate(taken) if not places & span)
        row = next(free, len(taken))
        if row == len(taken):
            taken.append(set())
        taken[row] |= span
        rows[number] = row
    return rows


@cache
def chinese_font() -> str | None:
    """Return the name of an installed font with Chinese characters, or None."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in installed), None)


def lattice(text: str, edges: Sequence[Edge], path: Collection[Edge], title: str, alt: str) -> None:
    """Display a lattice; see `draw_lattice`."""
    publish(draw_lattice(text, edges, path, title), alt)
