"""The interval over seeds, against SciPy."""

import pytest
from scipy import stats

from course_lib.metrics.repeats import T_95, Estimate, difference, over_seeds, wins


@pytest.mark.parametrize("degrees", T_95)
def test_the_points_of_students_t_are_scipys(degrees):
    assert T_95[degrees] == pytest.approx(stats.t.ppf(0.975, degrees), abs=5e-4)


def test_the_interval_is_scipys():
    values = [0.81, 0.9, 0.77, 0.86, 0.88]
    ours = over_seeds(lambda seed: values[seed])
    low, high = stats.t.interval(0.95, 4, loc=ours.mean, scale=stats.sem(values))
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-4)


def test_a_paired_difference_sees_what_two_intervals_hide():
    first, second = Estimate((0.5, 0.6, 0.7, 0.8, 0.9)), Estimate((0.45, 0.56, 0.65, 0.74, 0.85))
    assert first.low < second.high
    assert wins(difference(first, second))
    assert not wins(difference(second, first))


def test_values_that_cannot_be_compared_are_refused():
    with pytest.raises(ValueError, match="2 to 10, 15 or 20 values, got 1"):
        Estimate((0.5,))
    with pytest.raises(ValueError, match="same seeds, got 2 and 3 values"):
        difference(Estimate((1, 2)), Estimate((1, 2, 3)))
