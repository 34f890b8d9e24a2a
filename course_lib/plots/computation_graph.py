"""The graph of a computation: each number with what made it, its value, and its gradient."""

from collections.abc import Mapping

from matplotlib.axes import Axes

from course_lib.models.autograd import Value, graph
from course_lib.plots.figure import COLORS, new_axes, publish

Place = tuple[float, float]


def draw_computation_graph(result: Value, names: Mapping[str, Value], title: str) -> Axes:
    """Return axes with the numbers that led to the result, from left to right.

    Args:
        result: the end of the computation; after its `backward()`, gradients are there to show.
        names: what the inputs (or other numbers) are called; plain numbers need no name.
        title: stands above.
    """
    nodes, edges = graph(result)
    places = layout(nodes, edges)
    called = {value: name for name, value in names.items()}
    n_columns = 1 + max(x for x, _ in places)
    highest = 1 + max(y for _, y in places) - min(y for _, y in places)
    axes = new_axes(
        title, "inputs on the left, the result on the right", "", 1.34 * n_columns + 0.3, 0.75 * highest + 0.8
    )
    for parent, child in set(edges):
        (x0, y0), (x1, y1) = places[parent], places[child]
        arrow = {"arrowstyle": "-|>", "color": "#777777", "shrinkA": 24, "shrinkB": 35}
        axes.annotate("", (x1, y1), (x0, y0), arrowprops=arrow)
    for node, (x, y) in zip(nodes, places, strict=True):
        first = " ".join(filter(None, [called.get(node), f"({node.operation})" if node.operation else ""]))
        text = f"{first or 'number'}\nvalue {node.data:.4g}\ngrad {node.grad:.4g}"
        color = COLORS[0] if not node.operation else COLORS[1] if node is result else "#777777"
        box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": color, "linewidth": 1.4}
        axes.text(x, y, text, ha="center", va="center", fontsize=8.5, bbox=box)
    axes.set_xlim(-0.5, n_columns - 0.5)
    low = min(y for _, y in places)
    axes.set_ylim(low - 0.6, low + highest - 0.4)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    return axes


def layout(nodes: list[Value], edges: list[tuple[int, int]]) -> list[Place]:
    """Return a place for each node: one column a step, an input just before its first use.

    >>> a, b = Value(2), Value(3)
    >>> layout(*graph(a * b + 1))
    [(1, -0.5), (0, 0.0), (0, 1.0), (1, 0.5), (2, 0.0)]
    """
    column = [0] * len(nodes)
    for parent, child in edges:  # children come after their parents
        column[child] = max(column[child], column[parent] + 1)
    for number, node in enumerate(nodes):
        if not node.parents and (uses := [column[child] for parent, child in edges if parent == number]):
            column[number] = min(uses) - 1
    height: dict[int, float] = {}
    for x in range(max(column), -1, -1):
        wish = {}
        for number in (n for n in range(len(nodes)) if column[n] == x):
            children = [height[child] for parent, child in edges if parent == number]
            wish[number] = sum(children) / len(children) if children else 0.0
        middle = sum(wish.values()) / len(wish)
        ordered = sorted(wish, key=lambda number: (wish[number], number))
        for rank, number in enumerate(ordered):
            height[number] = middle + rank - (len(ordered) - 1) / 2
    return [(x, height[number]) for number, x in enumerate(column)]


def computation_graph(result: Value, names: Mapping[str, Value], title: str, alt: str) -> None:
    """Display the graph of a computation; see `draw_computation_graph`."""
    publish(draw_computation_graph(result, names, title), alt)
