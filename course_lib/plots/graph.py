"""A knowledge graph: names on a ring, and an arrow with its relation for each triple."""

import math
from collections.abc import Collection, Sequence

from matplotlib.axes import Axes

from course_lib.plots.figure import COLORS, new_axes, publish

Triple = tuple[str, str, str]  # subject, relation, object
KINDS = {"right": (COLORS[2], "-"), "missed": ("#555555", ":"), "wrong": (COLORS[1], "--")}


def draw_graph(told: Collection[Triple], found: Collection[Triple], title: str) -> Axes:
    """Return axes with an arrow for each triple; those of one pair lie side by side.

    Solid arrows are found and told, dotted ones told but missed, dashed ones found but
    wrong.

    Args:
        told: what is true.
        found: what a model says; `told` itself for a graph without mistakes.
        title: of the figure.

    Raises:
        ValueError: if there is no triple.
    """
    arrows = sorted({*told} | {*found})
    if not arrows:
        raise ValueError("there must be a triple to draw, got 0.")
    axes = new_axes(title, "", "", 6.4, 5.0)
    places = ring(names_of(arrows))
    drawn: dict[frozenset[str], int] = {}
    for subject, relation, object_ in arrows:
        kind = kind_of((subject, relation, object_), told, found)
        pair = frozenset((subject, object_))
        number = drawn[pair] = drawn.get(pair, -1) + 1
        draw_arrow(axes, places[subject], places[object_], relation, kind, number)
    for name, (x, y) in places.items():
        box = {"boxstyle": "round,pad=0.35", "facecolor": "#eef3f8", "edgecolor": "#333333"}
        axes.text(x, y, name, ha="center", va="center", color="#111111", bbox=box, zorder=4)
    for kind, (color, line) in KINDS.items():
        if any(kind_of(one, told, found) == kind for one in arrows):
            axes.plot([], [], color=color, linestyle=line, linewidth=1.8, label=kind)
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, 0.02), ncols=3, frameon=False)
    axes.set_xlim(-1.35, 1.35)
    axes.set_ylim(-1.25, 1.2)
    axes.set_axis_off()
    axes.title.set_visible(True)
    return axes


def kind_of(one: Triple, told: Collection[Triple], found: Collection[Triple]) -> str:
    """Say whether a triple is right, missed or wrong."""
    if one not in found:
        return "missed"
    return "right" if one in told else "wrong"


def names_of(arrows: Sequence[Triple]) -> list[str]:
    """Return the names, those that are joined near each other: along a walk in the graph."""
    near: dict[str, list[str]] = {}
    for subject, _, object_ in arrows:
        near.setdefault(subject, []).append(object_)
        near.setdefault(object_, []).append(subject)
    order: list[str] = []

    def visit(name: str) -> None:
        if name not in order:
            order.append(name)
            for other in sorted({*near[name]}, key=lambda one: len(near[one])):
                visit(other)

    for name in sorted(near, key=lambda one: -len(near[one])):
        visit(name)
    return order


def ring(names: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Return a place on a circle for each name, from the top clockwise.

    >>> ring(["Anna"])
    {'Anna': (0.0, 1.0)}
    """
    turns = [2 * math.pi * number / len(names) for number in range(len(names))]
    return {name: (math.sin(a), math.cos(a)) for name, a in zip(names, turns, strict=True)}


def draw_arrow(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    text: str,
    kind: str,
    number: int,
) -> None:
    """Draw an arrow with its relation; the second and third between a pair bend aside."""
    color, line = KINDS[kind]
    bend = (0.0, 0.3, -0.3, 0.55, -0.55)[number % 5]
    if start > end:  # so that both directions of a pair bend apart
        bend = -bend
    style = {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bend}", "shrinkA": 24, "shrinkB": 24}
    style |= {"color": color, "linestyle": line, "linewidth": 1.8}
    axes.annotate("", end, start, arrowprops=style, zorder=1)
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    share = 0.42 if start < end else 0.58
    middle = (x + share * dx + bend / 2 * dy, y + share * dy - bend / 2 * dx)
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    axes.text(*middle, text, ha="center", va="center", color=color, fontsize=9, bbox=paper, zorder=2)


def graph(told: Collection[Triple], found: Collection[Triple], title: str, alt: str) -> None:
    """Display a knowledge graph; see `draw_graph`."""
    publish(draw_graph(told, found, title), alt)
