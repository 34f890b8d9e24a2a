"""pass@k against exact fractions and a simulation."""

import random
from fractions import Fraction
from itertools import combinations
from math import comb
from statistics import fmean

import pytest

from course_lib.metrics.pass_at_k import mean_pass_at_k, pass_at_k


def test_agrees_with_the_formula_in_exact_fractions():
    for n in (1, 2, 5, 13, 200):
        for c in {0, 1, n // 3, n // 2, n - 1, n}:
            for k in {1, (n + 1) // 2, max(1, n - 1), n}:
                expected = 1 - Fraction(comb(n - c, k), comb(n, k))
                assert pass_at_k(n, c, k) == pytest.approx(float(expected), abs=1e-12)


def test_agrees_with_all_draws_written_out():
    programs = [True, False, False, True, False, False, False]
    for k in range(1, 8):
        draws = list(combinations(programs, k))
        assert pass_at_k(7, 2, k) == pytest.approx(sum(map(any, draws)) / len(draws))


def test_is_right_on_average_where_the_obvious_formula_is_too_low():
    rng, p, n, k = random.Random(1), 0.2, 8, 3
    counts = [sum(rng.random() < p for _ in range(n)) for _ in range(20_000)]
    truth = 1 - (1 - p) ** k
    assert fmean(pass_at_k(n, c, k) for c in counts) == pytest.approx(truth, abs=0.01)
    assert fmean(1 - (1 - c / n) ** k for c in counts) < truth - 0.03


def test_numbers_too_large_for_a_float_do_not_overflow():
    assert comb(20_000, 10_000) > 1e308
    assert pass_at_k(20_000, 1, 10_000) == pytest.approx(0.5)
    assert pass_at_k(20_000, 3, 1) == pytest.approx(3 / 20_000, rel=1e-9)


def test_more_draws_and_more_right_programs_never_lower_it():
    for c in range(11):
        values = [pass_at_k(10, c, k) for k in range(1, 11)]
        assert values == sorted(values)
        assert c == 0 or pass_at_k(10, c, 4) > pass_at_k(10, c - 1, 4) or c > 7


def test_the_mean_over_problems_by_hand():
    results = [[True, False, False], [False, False], [True, True, True, True]]
    assert mean_pass_at_k(results, 2) == pytest.approx((2 / 3 + 0 + 1) / 3)


def test_what_is_not_defined_is_refused():
    with pytest.raises(ValueError, match="k must be between 1 and n_samples = 5, got 6"):
        pass_at_k(5, 2, 6)
    with pytest.raises(ValueError, match="k must be between 1 and n_samples = 5, got 0"):
        pass_at_k(5, 2, 0)
    for c in (-1, 6):
        with pytest.raises(ValueError, match=f"n_correct must be between 0 and n_samples = 5, got {c}"):
            pass_at_k(5, c, 2)
    with pytest.raises(ValueError, match="at least one problem, got 0"):
        mean_pass_at_k([], 1)
    with pytest.raises(ValueError, match="n_samples = 1, got 2"):
        mean_pass_at_k([[True, False], [True]], 2)
