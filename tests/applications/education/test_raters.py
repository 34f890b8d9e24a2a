"""Simulated raters agree as the formula says."""

import pytest

from course_lib.applications.education.collection import draw_essays, totals
from course_lib.applications.education.raters import mean_rating, ratings, with_truth
from course_lib.metrics.agreement import pearson


def test_a_rater_gives_the_same_points_again_and_another_one_others():
    essays = draw_essays(40)
    assert ratings(essays, "a") == ratings(essays, "a")
    assert ratings(essays, "a") != ratings(essays, "b")
    assert max(abs(a - b) for a, b in zip(ratings(essays, "a"), totals(essays), strict=True)) <= 4


@pytest.mark.parametrize("n_raters", [1, 2, 5])
def test_the_mean_of_raters_is_as_near_to_the_truth_as_the_formula_says(n_raters):
    essays = draw_essays(800)
    reliability = pearson(ratings(essays, "rater 0"), ratings(essays, "rater 1"))
    found = pearson(mean_rating(essays, n_raters), totals(essays))
    assert found == pytest.approx(with_truth(reliability, n_raters), abs=0.02)


@pytest.mark.usefixtures("as_readers_call_it")
def test_impossible_raters_are_refused():
    with pytest.raises(ValueError, match="n_raters must be positive, got 0"):
        mean_rating(draw_essays(2), 0)
    with pytest.raises(ValueError, match=r"above 0 and at most 1, and there must be a rater, got 1\.2 and 1"):
        with_truth(1.2)
