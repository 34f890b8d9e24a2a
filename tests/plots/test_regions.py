"""Regions of a classifier: the shade agrees with it, and the points stand where they belong."""

from typing import Any

import numpy as np
import pytest
import torch

from course_lib.plots.regions import draw_regions

POINTS = torch.tensor([[0.0, 0.0], [2.0, 1.0], [1.0, 3.0]])


def lines_in(axes: Any) -> list[Any]:
    """Return the boundaries between the classes."""
    return [each for each in axes.collections if list(each.get_linewidths()) == [1.5]]


def right_of_one(points):
    return (points[:, 0] > 1).float()


def test_each_class_has_its_points_and_its_marker():
    axes: Any = draw_regions(right_of_one, POINTS, [0, 1, 0], "title", "x", "y")
    drawn = {each.get_label(): each.get_offsets().tolist() for each in axes.collections if each.get_label()[:1] == "c"}
    assert drawn == {"class 0": [[0, 0], [1, 3]], "class 1": [[2, 1]]}
    assert (axes.get_title(loc="left"), axes.get_xlabel(), axes.get_ylabel()) == ("title", "x", "y")


def test_the_line_stands_where_the_probability_is_a_half():
    def sloped(points):
        return torch.sigmoid(points[:, 0] - 0.5)

    axes = draw_regions(sloped, POINTS, [0, 1, 0], "title", "x", "y", margin=1.0)
    (line,) = lines_in(axes)
    places = np.concatenate([path.vertices for path in line.get_paths()])
    assert places[:, 0] == pytest.approx(0.5, abs=0.02)
    assert places[:, 1].min() == pytest.approx(-1, abs=0.01)


def test_a_classifier_of_one_mind_has_no_line():
    axes = draw_regions(lambda points: torch.ones(len(points)), POINTS, [0, 1, 0], "title", "x", "y")
    assert not lines_in(axes)


@pytest.mark.usefixtures("as_readers_call_it")
@pytest.mark.parametrize(("labels", "came"), [([0, 1], r"2: \[0, 1\]"), ([0, 1, 2], r"3: \[0, 1, 2\]")])
def test_points_without_a_label_of_0_or_1_are_refused(labels, came):
    with pytest.raises(ValueError, match=f"each of 3 points must have a label, 0 or 1, got {came}"):
        draw_regions(right_of_one, POINTS, labels, "title", "x", "y")
