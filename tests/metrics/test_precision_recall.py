"""Counts, their three scores, and averages, by hand; against scikit-learn in test_classification.py."""

import pytest

from course_lib.metrics.precision_recall import Counts, average_scores, ratio, total

COUNTS = {"a": Counts(3, 4, 5), "b": Counts(1, 7, 2), "c": Counts(0, 0, 6)}


def test_the_three_scores_by_hand():
    assert Counts(3, 4, 5).scores() == pytest.approx((3 / 4, 3 / 5, 6 / 9))
    assert Counts(0, 4, 5).scores() == (0, 0, 0)


def test_f1_is_the_harmonic_mean():
    for right in range(1, 6):
        precision, recall, f1 = Counts(right, 7, 11).scores()
        assert f1 == pytest.approx(1 / ((1 / precision + 1 / recall) / 2))


@pytest.mark.parametrize("zero_division", [0.0, 1.0])
def test_zero_by_zero_is_what_one_takes_it_to_be(zero_division):
    assert Counts(0, 0, 6).scores(zero_division) == (zero_division, 0, 0)
    assert Counts(0, 7, 0).scores(zero_division) == (0, zero_division, 0)
    assert Counts(0, 0, 0).scores(zero_division) == (zero_division,) * 3
    assert ratio(3, 0, zero_division) == zero_division


def test_averages_by_hand():
    assert average_scores(COUNTS, "micro") == pytest.approx((4 / 11, 4 / 13, 8 / 24))
    assert average_scores(COUNTS, "macro") == pytest.approx(
        ((3 / 4 + 1 / 7 + 0) / 3, (3 / 5 + 1 / 2 + 0) / 3, (6 / 9 + 2 / 9 + 0) / 3)
    )
    assert average_scores(COUNTS, "weighted").precision == pytest.approx((5 * 3 / 4 + 2 * 1 / 7) / 13)


def test_totals_by_hand_and_of_nothing():
    assert total(COUNTS.values()) == Counts(4, 11, 13)
    assert total([]) == Counts(0, 0, 0)


def test_no_labels_have_a_micro_average_and_no_other():
    assert average_scores({}, "micro") == (0, 0, 0)
    with pytest.raises(ValueError, match="macro average needs a label to weigh, got 0 labels"):
        average_scores({}, "macro")
    with pytest.raises(ValueError, match="weighted average needs a label to weigh, got 1 labels of total weight 0"):
        average_scores({"a": Counts(0, 3, 0)}, "weighted")


@pytest.mark.usefixtures("as_readers_call_it")
def test_an_average_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="micro, macro or weighted, got 'mean'"):
        average_scores(COUNTS, "mean")  # type: ignore[arg-type]
