"""Kappa against scikit-learn, correlations against SciPy."""

import random

import pytest
from scipy import stats
from sklearn.metrics import cohen_kappa_score

from course_lib.metrics.agreement import cohen_kappa, pearson, quadratic_weighted_kappa, ranks, spearman


def ratings(n):
    """Yield pairs of raters who agree somewhat, on 2 to 31 essays with scores from 1 to 6."""
    rng = random.Random(1)
    while n:
        first = [rng.randint(1, 6) for _ in range(rng.choice([2, 3, 5, 11, 31]))]
        second = [rng.choice([one, one, max(1, one - 1), rng.randint(1, 6)]) for one in first]
        if len({*first, *second}) > 1:
            n -= 1
            yield first, second


def test_quadratic_weighted_kappa_agrees_with_scikit_learn():
    for first, second in ratings(80):
        expected = cohen_kappa_score(first, second, weights="quadratic", labels=range(1, 7))
        assert quadratic_weighted_kappa(first, second) == pytest.approx(expected, abs=1e-12)
        if {*first, *second} == set(range(1, 7)):
            assert cohen_kappa_score(first, second, weights="quadratic") == pytest.approx(expected)


def test_scores_that_nobody_gives_still_lie_between_others():
    first, second = [1, 1, 4, 6], [1, 4, 4, 6]
    ours = quadratic_weighted_kappa(first, second)
    assert ours == pytest.approx(cohen_kappa_score(first, second, weights="quadratic", labels=range(1, 7)))
    assert ours != pytest.approx(cohen_kappa_score(first, second, weights="quadratic"))


def test_kappa_of_labels_agrees_with_scikit_learn():
    for first, second in ratings(80):
        assert cohen_kappa(first, second) == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)
    assert cohen_kappa(["好", "坏", "好"], ["好", "好", "坏"]) == pytest.approx(
        cohen_kappa_score(["好", "坏", "好"], ["好", "好", "坏"])
    )


def test_kappa_by_hand():
    # distances 0 and 4, mean 2; any of 1, 3 with any of 1, 1: 0, 0, 4, 4, mean 2
    assert quadratic_weighted_kappa([1, 3], [1, 1]) == 0
    assert quadratic_weighted_kappa([1, 2, 5], [1, 2, 5]) == cohen_kappa([1, 2, 5], [1, 2, 5]) == 1
    assert quadratic_weighted_kappa([1, 2], [2, 1]) == -1
    assert quadratic_weighted_kappa([0.5, 1.0], [0.5, 1.5]) == pytest.approx(quadratic_weighted_kappa([1, 2], [1, 3]))


def test_the_larger_the_error_the_lower_the_kappa():
    target = [1, 2, 3, 4, 5, 6]
    off = [quadratic_weighted_kappa([guess, 2, 3, 4, 5, 6], target) for guess in (1, 2, 4, 6)]
    assert off == sorted(off, reverse=True)


def test_correlations_agree_with_scipy_ties_included():
    rng = random.Random(2)
    for size in [2, 3, 5, 11, 31] * 20:
        x = [rng.choice([rng.gauss(0, 1), rng.randint(0, 3)]) for _ in range(size)]
        y = [one + rng.choice([0, rng.gauss(0, 1), rng.randint(-2, 2)]) for one in x]
        if min(len(set(x)), len(set(y))) < 2:
            continue
        assert pearson(x, y) == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)
        assert spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
        assert ranks(x) == pytest.approx(stats.rankdata(x))


def test_numbers_far_from_zero_lose_no_correlation():
    x, y = [1e9 + one for one in (1, 2, 3, 4)], [2.0, 1.0, 4.0, 3.0]
    assert pearson(x, y) == pytest.approx(0.6)


def test_one_score_for_all_leaves_nothing_to_measure():
    for kappa in (cohen_kappa, quadratic_weighted_kappa):
        with pytest.raises(ValueError, match="two different ratings, got 3 pairs of 4"):
            kappa([4, 4, 4], [4, 4, 4])
    assert quadratic_weighted_kappa([4, 4, 4], [3, 4, 5]) == 0
    for correlation in (pearson, spearman):
        with pytest.raises(ValueError, match="got 1 of x and 2 of y"):
            correlation([4, 4, 4], [1, 2, 2])
        with pytest.raises(ValueError, match="got 1 of x and 1 of y"):
            correlation([4], [1])


def test_lists_that_cannot_be_compared_are_refused():
    for measure in (cohen_kappa, quadratic_weighted_kappa, pearson, spearman):
        with pytest.raises(ValueError, match="got 2 predictions and 3 references"):
            measure([1, 2], [1, 2, 3])
        with pytest.raises(ValueError, match="at least one prediction, got 0"):
            measure([], [])
