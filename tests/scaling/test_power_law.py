"""Power laws: fits that find what was put in, budgets whose best is the best."""

import math

import numpy as np
import pytest

from course_lib.scaling.power_law import (
    BESIROGLU,
    HOFFMANN,
    JointLaw,
    PowerLaw,
    bootstrap,
    fit,
    fit_joint,
    interval,
    kaplan_best,
)

LAW = PowerLaw(floor=0.6, scale=2000.0, exponent=0.3)
SIZES = np.repeat(np.geomspace(5e3, 5e5, 7), 3)
NOISY = LAW(SIZES) + np.random.default_rng(0).normal(0, 0.01, len(SIZES))


def test_a_fit_finds_the_law_behind_exact_losses():
    found = fit(SIZES, np.asarray(LAW(SIZES)))
    assert (found.floor, found.scale, found.exponent) == pytest.approx((0.6, 2000, 0.3), rel=1e-3)


def test_a_fit_is_that_of_scipy():
    optimize = pytest.importorskip("scipy.optimize")
    theirs, _ = optimize.curve_fit(lambda n, e, s, a: e + (s / n) ** a, SIZES, NOISY, p0=(0.5, 1000, 0.3))
    found = fit(SIZES, NOISY)
    assert (found.floor, found.scale, found.exponent) == pytest.approx(tuple(theirs), rel=1e-3)


def test_losses_that_want_a_negative_floor_get_none():
    found = fit([1e3, 1e4, 1e5], [3.0, 2.0, 0.9])
    assert found.floor == 0
    assert found(1e6) > 0


def test_nine_in_ten_intervals_hold_the_truth():
    chance = np.random.default_rng(1)
    held = 0
    for i in range(40):
        losses = LAW(SIZES) + chance.normal(0, 0.01, len(SIZES))
        low, high = interval([law.exponent for law in bootstrap(SIZES, losses, 60, seed=i)])
        held += low <= 0.3 <= high
    assert 30 <= held <= 40


def test_the_joint_fit_finds_the_law_behind_exact_losses():
    law = JointLaw(0.5, 30, 200, 0.35, 0.45)
    n, d = (axis.ravel() for axis in np.meshgrid(np.geomspace(5e3, 5e5, 5), [2e5, 5e5, 1e6]))
    found = fit_joint(n, d, [law(*pair) for pair in zip(n, d, strict=True)])
    assert (found.alpha, found.beta, found.floor) == pytest.approx((0.35, 0.45, 0.5), rel=0.02)


@pytest.mark.parametrize("law", [HOFFMANN, BESIROGLU])
def test_no_other_choice_of_the_same_cost_is_better(law):
    n, d = law.best(1e21)
    assert 6 * n * d == pytest.approx(1e21)
    assert all(law(n, d) < law(n * factor, d / factor) for factor in (0.5, 0.97, 1.03, 2))


def test_the_refit_gives_about_20_tokens_a_parameter_and_the_first_fit_does_not():
    ratios = [d / n for n, d in (law.best(5.76e23) for law in (BESIROGLU, HOFFMANN))]
    assert 17 < ratios[0] < 20
    assert 80 < ratios[1] < 100


def test_with_nothing_to_serve_the_cheapest_is_the_best():
    n, d = HOFFMANN.best(1e23)
    assert HOFFMANN.cheapest(HOFFMANN(n, d), served=0) == pytest.approx((n, d), rel=1e-3)


def test_with_much_to_serve_the_cheapest_is_smaller_and_costs_less():
    n, d = HOFFMANN.best(1e23)
    goal = HOFFMANN(n, d)
    small, long = HOFFMANN.cheapest(goal, served=1e13)
    assert small < n / 2
    assert long > 2 * d
    assert HOFFMANN(small, long) == pytest.approx(goal)
    assert HOFFMANN.cost(small, goal, 1e13) < 0.7 * HOFFMANN.cost(n, goal, 1e13)
    assert HOFFMANN.tokens_for(1e6, goal) == math.inf


def test_kaplan_s_budget_goes_mostly_into_parameters():
    (n, d), (more_n, more_d) = kaplan_best(1e21), kaplan_best(1e23)
    assert more_n / n == pytest.approx(100**0.73)
    assert more_d / d == pytest.approx(100**0.27)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_too_few_sizes(self):
        with pytest.raises(ValueError, match="3 different sizes, got 2"):
            fit([1, 1, 2], [3, 3, 2])

    def test_too_few_points(self):
        with pytest.raises(ValueError, match="at least 5 points, got 4"):
            fit_joint([1, 2, 3, 4], [1, 2, 3, 4], [4, 3, 2, 1])

    def test_no_budget(self):
        with pytest.raises(ValueError, match="positive, got 0"):
            HOFFMANN.best(0)

    def test_a_loss_below_the_floor(self):
        with pytest.raises(ValueError, match=r"above 1\.69, got 1\.5"):
            HOFFMANN.cheapest(1.5, 0)
