"""Resampling against definitions written out and SciPy."""

import random
from statistics import fmean

import numpy as np
import pytest
from scipy import stats

from course_lib.metrics.significance import (
    bootstrap_interval,
    paired_bootstrap,
    permutation_test,
    quantile,
    wilson_interval,
)


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (3, 5), (5, 5), (17, 40), (99, 100)])
def test_wilsons_interval_is_that_of_scipy(hits, n):
    expected = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert wilson_interval(hits, n) == pytest.approx((expected.low, expected.high))


def test_wilsons_interval_by_hand():
    assert wilson_interval(0, 10, z=1.96)[0] == pytest.approx(0.0, abs=1e-9)
    assert wilson_interval(0, 10, z=1.96)[1] == pytest.approx(3.8416 / 13.8416)


@pytest.mark.parametrize(("hits", "n"), [(-1, 3), (4, 3), (6, 5), (0, 0)])
def test_a_share_beyond_all_is_refused(hits, n):
    with pytest.raises(ValueError, match=f"got {hits} of {n}"):
        wilson_interval(hits, n)


def test_quantiles_agree_with_numpy():
    rng = random.Random(1)
    for size in (1, 2, 3, 7, 40):
        values = [rng.choice([rng.gauss(0, 1), 0.5]) for _ in range(size)]
        for share in (0, 0.025, 0.3, 0.5, 0.975, 1):
            assert quantile(values, share) == pytest.approx(float(np.quantile(values, share)), abs=1e-12)


def test_the_interval_agrees_with_its_definition_written_out():
    rng, items = random.Random(5), [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0]
    means = []
    for _ in range(313):
        drawn = [items[int(rng.random() * 7)] for _ in range(7)]
        means.append(sum(drawn) / 7)
    expected = np.quantile(means, [0.1, 0.9])
    assert bootstrap_interval(items, n_resamples=313, level=0.8, seed=5) == pytest.approx(expected)


def test_the_interval_of_two_items_by_hand():
    # the mean of 0 and 1 drawn twice: 0 in 1/4 of all draws, 1/2 in half of them, 1 in 1/4
    assert bootstrap_interval([0, 1], level=0.4) == (0.5, 0.5)  # from 30 to 70 per cent
    assert bootstrap_interval([0, 1], level=0.6) == (0, 1)  # from 20 to 80 per cent


def test_the_interval_agrees_with_scipy_but_for_chance():
    rng = random.Random(2)
    items = [float(rng.random() < 0.7) for _ in range(97)]
    ours = bootstrap_interval(items, n_resamples=4000)
    theirs = stats.bootstrap(
        (items,), np.mean, n_resamples=4000, method="percentile", random_state=np.random.default_rng(1)
    ).confidence_interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.02)


def test_about_95_of_100_intervals_hold_the_truth():
    rng, held = random.Random(3), 0
    for seed in range(200):
        low, high = bootstrap_interval([rng.gauss(10, 3) for _ in range(50)], n_resamples=200, seed=seed)
        held += low <= 10 <= high
    assert 0.88 <= held / 200 <= 0.99


def test_a_metric_that_is_no_mean_is_taken_of_the_whole_resample():
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("a", "a")]
    assert bootstrap_interval(pairs, metric=len, n_resamples=11) == (5, 5)
    low, high = bootstrap_interval(pairs, metric=lambda some: sum(a == b for a, b in some) / len(some))
    assert 0 <= low < 0.8 < high == 1


def test_the_paired_bootstrap_agrees_with_its_definition_written_out():
    first, second, rng, wins = [1, 0, 1, 1, 1, 0, 1], [0, 0, 1, 1, 0, 1, 1], random.Random(7), 0
    for _ in range(257):
        places = [int(rng.random() * 7) for _ in range(7)]
        wins += sum(first[i] for i in places) > sum(second[i] for i in places)
    assert paired_bootstrap(first, second, n_resamples=257, seed=7) == wins / 257


def test_the_paired_bootstrap_of_two_examples_by_hand():
    # first is better on example 0, worse on 1: better in both draws 0 (1/4), even in 0 and 1, worse in both 1
    assert paired_bootstrap([1, 0], [0, 1], n_resamples=20_000) == pytest.approx(1 / 4, abs=0.02)
    assert paired_bootstrap([1, 1], [0, 1], n_resamples=20_000) == pytest.approx(3 / 4, abs=0.02)
    assert paired_bootstrap([1, 1], [1, 1]) == 0
    assert paired_bootstrap([2, 2], [1, 1]) == 1


def test_the_exact_permutation_test_agrees_with_scipy():
    rng = random.Random(4)
    for size in (2, 3, 5, 8):
        for _ in range(4):
            first = [rng.choice([0.1, 0.3, rng.random()]) for _ in range(size)]
            second = [rng.choice([0.1, 0.3, rng.random()]) for _ in range(size)]
            theirs = stats.permutation_test(
                (first, second),
                lambda a, b, axis: np.mean(a, axis=axis) - np.mean(b, axis=axis),
                permutation_type="samples",
                vectorized=True,
                n_resamples=np.inf,
            ).pvalue
            assert permutation_test(first, second, n_permutations=256) == pytest.approx(theirs)


def test_random_permutations_come_near_to_all_of_them():
    rng = random.Random(5)
    first = [rng.random() + 0.15 for _ in range(12)]
    second = [rng.random() for _ in range(12)]
    exact = permutation_test(first, second, n_permutations=4096)
    assert permutation_test(first, second, n_permutations=4095) == pytest.approx(exact, abs=0.03)
    assert permutation_test(first, second, n_permutations=4095) != exact


def test_random_permutations_count_the_test_set_as_one_of_them():
    assert permutation_test([1] * 20, [0] * 20, n_permutations=99) == pytest.approx(1 / 100)
    assert permutation_test([1] * 20, [1] * 20, n_permutations=99) == 1


def test_three_examples_by_hand():
    # differences 1, 2, 3 with all signs: |sum| is 6 in 2 of 8 ways, at least 4 in 4 of 8
    assert permutation_test([1, 2, 3], [0, 0, 0]) == 2 / 8
    assert permutation_test([0, 2, 3], [1, 0, 0]) == 4 / 8


def test_systems_that_are_equally_good_are_seldom_told_apart():
    rng, alarms = random.Random(6), 0
    for seed in range(100):
        first, second = ([rng.random() for _ in range(20)] for _ in range(2))
        alarms += permutation_test(first, second, n_permutations=99, seed=seed) <= 0.1
    assert 2 <= alarms <= 20


def test_the_same_seed_gives_the_same_and_another_seed_another():
    rng = random.Random(8)
    first, second = [rng.random() for _ in range(30)], [rng.random() for _ in range(30)]
    for function in (paired_bootstrap, permutation_test):
        assert function(first, second, seed=1) == function(first, second, seed=1)
        assert len({function(first, second, seed=seed) for seed in range(5)}) > 1
    assert bootstrap_interval(first, seed=1) == bootstrap_interval(first, seed=1) != bootstrap_interval(first, seed=2)


def test_what_cannot_be_drawn_from_is_refused():
    for function in (paired_bootstrap, permutation_test):
        with pytest.raises(ValueError, match="same examples, got 2 and 3"):
            function([1, 0], [1, 0, 1])
        with pytest.raises(ValueError, match="at least one item, got 0"):
            function([], [])
        with pytest.raises(ValueError, match="at least 1 resample, got 0"):
            function([1], [0], fmean, 0)
    with pytest.raises(ValueError, match="at least one item, got 0"):
        bootstrap_interval([])
    for level in (0.0, 1.0, 95.0):
        with pytest.raises(ValueError, match=f"level must be between 0 and 1, got {level}"):
            bootstrap_interval([1, 0], level=level)
