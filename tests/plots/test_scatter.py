"""Points with labels and marks."""

import numpy as np
import pytest

from course_lib.plots.scatter import draw_scatter


def test_each_point_has_its_label_and_each_kind_its_mark():
    axes = draw_scatter([(0, 1), (1, 0), (2, 2)], ["a", "b", "c"], ["x", "y", "x"], "title", "first", "second")
    assert [text.get_text() for text in axes.texts] == ["a", "b", "c"]
    assert [np.shape(marks.get_offsets())[0] for marks in axes.collections] == [2, 1]
    assert axes.get_title(loc="left") == "title"


def test_only_every_second_label_is_written_if_asked():
    axes = draw_scatter([(0, 1), (1, 0), (2, 2)], ["a", "b", "c"], ["x", "x", "x"], "title", "x", "y", every=2)
    assert [text.get_text() for text in axes.texts] == ["a", "c"]


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_point_without_a_label(self):
        with pytest.raises(ValueError, match="got 2, 1 and 2"):
            draw_scatter([(0, 1), (1, 0)], ["a"], ["x", "y"], "title", "x", "y")

    def test_more_kinds_than_marks(self):
        with pytest.raises(ValueError, match="may be 8 kinds of points, got 9"):
            draw_scatter([(0, 1)] * 9, list("abcdefghi"), list("abcdefghi"), "title", "x", "y")
