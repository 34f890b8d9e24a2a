"""Does a model that is 80 per cent sure get 80 per cent right?

Source: Guo et al. (2017), section 2, https://arxiv.org/abs/1706.04599.
Held equal to scikit-learn's `calibration_curve` by tests/metrics/test_calibration.py.
"""

from bisect import bisect_left
from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

from course_lib.metrics.pairs import check_pairs


class Bin(NamedTuple):
    """The predictions of about one confidence: how many, how sure, how right."""

    n: int
    confidence: float
    accuracy: float


def reliability(
    confidences: Sequence[float],
    correct: Sequence[bool],
    n_bins: int = 10,
) -> list[Bin]:
    """Sort predictions into bins by their confidence; bins without any are left out.

    Args:
        confidences: the probability that each prediction was given.
        correct: whether it is right.
        n_bins: bin i holds the confidences above i / n_bins, up to (i + 1) / n_bins.

    Raises:
        ValueError: if there are none, not as many of both, a confidence is not a
            probability, or n_bins is less than 1.

    >>> reliability([0.75, 0.25, 0.75], [True, False, False], n_bins=2)
    [Bin(n=1, confidence=0.25, accuracy=0.0), Bin(n=2, confidence=0.75, accuracy=0.5)]
    """
    check_pairs(confidences, correct)
    if n_bins < 1:
        raise ValueError(f"n_bins must be at least 1, got {n_bins}.")
    for one in confidences:
        if not 0 <= one <= 1:
            raise ValueError(f"confidences must be between 0 and 1, got {one}: use softmax or sigmoid.")
    for right in correct:
        if right not in (False, True):
            raise ValueError(f"correct must be True or False for each prediction, got {right!r}.")
    edges = [i / n_bins for i in range(1, n_bins)]
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(n_bins)]
    for confidence, right in zip(confidences, correct, strict=True):
        bins[bisect_left(edges, confidence)].append((confidence, right))
    filled = [list(zip(*some, strict=True)) for some in bins if some]
    return [Bin(len(sure), fmean(sure), fmean(right)) for sure, right in filled]


def expected_calibration_error(
    confidences: Sequence[float],
    correct: Sequence[bool],
    n_bins: int = 10,
) -> float:
    """Return the mean of |accuracy - confidence| over bins, weighed by their predictions.

    0 is a model that knows how sure it may be. Few bins hide errors, many make them up
    from noise.

    >>> round(expected_calibration_error([0.9, 0.9, 0.6], [True, True, False]), 6)
    0.266667
    """
    bins = reliability(confidences, correct, n_bins)
    gaps = (one.n * abs(one.accuracy - one.confidence) for one in bins)
    return sum(gaps) / len(confidences)
