"""Calibration against scikit-learn's curve, and by hand."""

import random

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from course_lib.metrics.calibration import expected_calibration_error, reliability


@pytest.mark.parametrize("n_bins", [1, 2, 7, 10, 15])
def test_agrees_with_scikit_learns_curve(n_bins):
    rng = random.Random(n_bins)
    for size in (1, 3, 11, 200):
        confidences = [rng.choice([rng.random(), rng.random() ** 4, 0.0, 1.0]) for _ in range(size)]
        correct = [rng.random() < 0.3 + 0.5 * one for one in confidences]
        correct[0] = True
        ours = reliability(confidences, correct, n_bins)
        accuracy, confidence = calibration_curve([*correct, False], [*confidences, 0.0], n_bins=n_bins)
        # the curve refuses a single class, so one more wrong prediction went in: here too
        theirs = reliability([*confidences, 0.0], [*correct, False], n_bins)
        assert [one.accuracy for one in theirs] == pytest.approx(list(accuracy))
        assert [one.confidence for one in theirs] == pytest.approx(list(confidence))
        counts, _ = np.histogram(-np.array(confidences), bins=np.linspace(-1, 0, n_bins + 1))
        assert sorted(one.n for one in ours) == sorted(int(n) for n in counts if n)


def test_the_error_by_hand():
    confidences, correct = [0.95, 0.85, 0.85, 0.4, 0.3], [True, True, False, False, False]
    expected = 1 / 5 * 0.05 + 2 / 5 * 0.35 + 1 / 5 * 0.4 + 1 / 5 * 0.3
    assert expected_calibration_error(confidences, correct) == pytest.approx(expected)
    assert expected_calibration_error(confidences, correct, n_bins=1) == pytest.approx(abs(2 / 5 - 3.35 / 5))


def test_one_sure_and_right_is_calibrated_and_one_sure_and_wrong_is_not():
    assert expected_calibration_error([1.0, 1.0], [True, True]) == 0
    assert expected_calibration_error([1.0, 1.0], [False, False]) == 1
    assert expected_calibration_error([0.5, 0.5], [True, False]) == 0


def test_an_edge_belongs_to_the_bin_below():
    assert [one.n for one in reliability([0.0, 0.5, 0.51, 1.0], [True] * 4, n_bins=2)] == [2, 2]


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_is_not_defined_is_refused():
    with pytest.raises(ValueError, match=r"between 0 and 1, got 1\.5"):
        expected_calibration_error([0.5, 1.5], [True, True])
    with pytest.raises(ValueError, match="between 0 and 1, got nan"):
        expected_calibration_error([float("nan")], [True])
    with pytest.raises(ValueError, match="n_bins must be at least 1, got 0"):
        reliability([0.5], [True], n_bins=0)
    with pytest.raises(ValueError, match="got 1 predictions and 2 references"):
        reliability([0.5], [True, False])
    with pytest.raises(ValueError, match="at least one prediction, got 0"):
        expected_calibration_error([], [])
