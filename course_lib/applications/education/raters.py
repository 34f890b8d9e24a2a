"""Raters with a known noise: how far people agree, and what that allows to ask of a program.

With ratings = truth + noise, of variances t and n, two raters correlate by r = t / (t + n), a rater with the truth by
√r, and the mean of k raters with the truth by √(k r / (1 + (k - 1) r)).
Source: Spearman (1910), https://doi.org/10.1111/j.2044-8295.1910.tb00206.x; Brown (1910),
https://doi.org/10.1111/j.2044-8295.1910.tb00207.x.
Tested by tests/applications/education/test_raters.py.
Left out: raters who are severe or mild throughout, or avoid the ends of the scale.
"""

from collections.abc import Sequence
from math import sqrt

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.essays import Essay
from course_lib.corpora.town.genres.rubric import rating


def ratings(essays: Sequence[Essay], rater: str) -> list[int]:
    """Return the points that a rater of this name gives: each criterion is off by one in a third of the cases."""
    return [rating(one.scores, Chance("rater", rater, one.text)).total for one in essays]


def mean_rating(essays: Sequence[Essay], n_raters: int) -> list[float]:
    """Return the mean points of n raters.

    Raises:
        ValueError: if there is no rater.
    """
    if n_raters < 1:
        raise ValueError(f"n_raters must be positive, got {n_raters}.")
    by_rater = [ratings(essays, f"rater {number}") for number in range(n_raters)]
    return [sum(points) / n_raters for points in zip(*by_rater, strict=True)]


def with_truth(reliability: float, n_raters: int = 1) -> float:
    """Return how the mean of n raters correlates with the truth, if two raters correlate by `reliability`.

    Raises:
        ValueError: if the reliability is not above 0 and at most 1, or there is no rater.

    >>> round(with_truth(0.81), 2), round(with_truth(0.81, 2), 2)
    (0.9, 0.95)
    """
    if not 0 < reliability <= 1 or n_raters < 1:
        must = "reliability must be above 0 and at most 1, and there must be a rater"
        raise ValueError(f"{must}, got {reliability} and {n_raters}.")
    return sqrt(n_raters * reliability / (1 + (n_raters - 1) * reliability))
