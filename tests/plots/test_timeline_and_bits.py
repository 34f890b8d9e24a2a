"""Timelines and rows of bits show what they are given."""

import pytest
from matplotlib.patches import Rectangle

from course_lib.plots.bits import draw_bits
from course_lib.plots.timeline import draw_timeline, outermost
from course_lib.training.profiling import Span

SPANS = [
    Span("forward", 0, 1000, True),
    Span("aten::matmul", 100, 500, False),
    Span("aten::mm", 110, 400, False),  # called by the one before
    Span("aten::add", 700, 200, False),
    Span("backward", 1000, 2000, True),
    Span("aten::matmul", 1100, 1500, False),
]


def rectangles(axes):
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def test_a_timeline_has_a_box_for_each_span_and_each_operation_that_no_other_calls():
    axes = draw_timeline(SPANS, "One step")
    boxes = [(bar.get_bbox().x0, bar.get_bbox().width) for bar in rectangles(axes) if bar.get_bbox().width > 0]
    expected = [(0, 1), (0.1, 0.5), (0.7, 0.2), (1, 2), (1.1, 1.5)]
    assert sorted(boxes) == [pytest.approx(one) for one in expected]
    assert [text.get_text() for text in axes.texts] == ["forward", "backward"]
    legend = axes.get_legend()
    assert legend is not None
    named = [text.get_text() for text in legend.get_texts()]
    assert named == ["matmul", "add", "other operations"]


def test_a_span_that_begins_where_another_ends_is_not_inside_it():
    first, second = Span("a", 0, 10, False), Span("b", 10, 5, False)
    assert outermost([first, second]) == [first, second]


def test_no_spans_are_refused():
    with pytest.raises(ValueError, match="at least 1 span"):
        draw_timeline([], "nothing")


def test_bits_are_boxes_and_ones_are_filled():
    rows = {"one": (("1", "01", "100"), "−1.5"), "two": (("0", "10", "0"), "2")}
    axes = draw_bits(rows, "Two formats")
    assert len(axes.patches) == 6 + 4
    white = sum(box.get_facecolor() == (1, 1, 1, 1) for box in axes.patches)
    assert white == 3 + 3
    assert [text.get_text() for text in axes.texts][6] == "−1.5"


def test_no_formats_are_refused():
    with pytest.raises(ValueError, match="at least 1 format"):
        draw_bits({}, "nothing")
