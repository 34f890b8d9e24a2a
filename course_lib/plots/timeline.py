"""A timeline: what one step did when, from a profiler's trace."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from course_lib.plots.bars import HATCHES
from course_lib.plots.figure import COLORS, new_axes, publish
from course_lib.training.profiling import Span

N_NAMED = 3  # operations that get a colour and a name; the rest are grey


def draw_timeline(spans: Sequence[Span], title: str) -> Axes:
    """Return axes with two rows: the spans of ours above, the operations inside them below.

    What lies in another span or operation is not drawn. The operations that take longest
    together have a colour and a pattern each.

    Raises:
        ValueError: if there are no spans.
    """
    if not spans:
        raise ValueError("there must be at least 1 span to draw, got 0.")
    axes = new_axes(title, "milliseconds", "", height=2.6)
    outer = outermost([span for span in spans if not span.is_ours])
    total: dict[str, float] = {}
    for span in outer:
        total[span.name] = total.get(span.name, 0.0) + span.length
    named = sorted(total, key=lambda name: -total[name])[:N_NAMED]
    longest = max(span.end for span in spans)
    for span in outermost([span for span in spans if span.is_ours]):
        box(axes, span, 1, "#e4e8ee", "")
        middle, has_room = (span.start + span.length / 2) / 1000, span.length > 0.12 * longest
        axes.text(middle, 1 if has_room else 1.5, span.name, ha="center", va="center", fontsize=9, color="#222222")
    for span in outer:
        place = named.index(span.name) if span.name in named else None
        color = "#9a9a9a" if place is None else COLORS[place]
        box(axes, span, 0, color, "" if place is None else HATCHES[place])
    for place, name in enumerate(named):
        axes.barh([0], [0], color=COLORS[place], hatch=HATCHES[place], edgecolor="white", label=short(name))
    axes.barh([0], [0], color="#9a9a9a", label="other operations")
    axes.set_ylim(-0.6, 1.75)
    axes.set_yticks([0, 1], ["operations", "spans"])
    axes.legend(frameon=False, ncols=2, loc="upper center", bbox_to_anchor=(0.45, -0.28), fontsize=8.5)
    return axes


def box(axes: Axes, span: Span, row: int, color: str, hatch: str) -> None:
    left, width = span.start / 1000, span.length / 1000
    axes.barh([row], [width], left=[left], height=0.7, color=color, hatch=hatch, edgecolor="white", linewidth=0.3)


def outermost(spans: Sequence[Span]) -> list[Span]:
    """Return the spans that lie in no other one, given in the order in which they began."""
    found: list[Span] = []
    for span in spans:
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def short(name: str) -> str:
    """Return an operation's name without what the autograd engine puts before it.

    >>> short("autograd::engine::evaluate_function: MmBackward0"), short("aten::mm")
    ('MmBackward0', 'mm')
    """
    return name.split(": ")[-1].split("::")[-1]


def timeline(spans: Sequence[Span], title: str, alt: str) -> None:
    """Display a timeline; see `draw_timeline`."""
    publish(draw_timeline(spans, title), alt)
