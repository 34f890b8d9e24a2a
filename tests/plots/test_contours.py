"""Contours with paths on them."""

from typing import Any

import pytest

from course_lib.plots.contours import draw_contours


def bowl(points):
    return (points**2).sum(dim=-1)


def test_the_contours_of_a_bowl_are_circles():
    axes: Any = draw_contours(bowl, {}, "title", reach=2.0)
    circles = axes.collections[0]
    for level, path in zip(circles.levels, circles.get_paths(), strict=True):
        for x, y in path.vertices:
            assert x**2 + y**2 == pytest.approx(level, abs=0.02)


def test_paths_and_goal_stand_where_they_were_put():
    paths = {"SGD": [(1.0, 2.0), (0.5, 1.0)], "Adam": [(1.0, 2.0), (0.9, 1.9)]}
    axes: Any = draw_contours(bowl, paths, "title", goal=(0.0, 0.0))
    drawn = {line.get_label(): [tuple(point) for point in line.get_xydata()] for line in axes.lines}
    assert drawn == {**paths, "minimum": [(0.0, 0.0)]}
    assert len({line.get_linestyle() for line in axes.lines}) == 3  # not by colour alone
    assert axes.get_xlabel() == "x"


def test_a_reach_of_nothing_is_refused():
    with pytest.raises(ValueError, match="reach must be positive, got 0"):
        draw_contours(bowl, {}, "title", reach=0)
