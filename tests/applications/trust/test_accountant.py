"""The accountant against closed forms, an integral, and Opacus where it is installed."""

import math

import numpy as np
import pytest

from course_lib.applications.trust.accountant import ORDERS, epsilon, noise_for, step_divergence


def by_integral(q, sigma, order):
    """Return the divergence of a mixture from a Gaussian by adding up its integrand."""
    x = np.linspace(-40, 60, 2_000_001)
    base = -(x**2) / 2 / sigma**2
    mixed = np.logaddexp(np.log1p(-q) + base, np.log(q) - (x - 1) ** 2 / 2 / sigma**2)
    inside = np.exp(order * mixed + (1 - order) * base)
    return math.log(inside.sum() * (x[1] - x[0]) / (sigma * math.sqrt(2 * math.pi))) / (order - 1)


def test_without_sampling_it_is_that_of_two_gaussians():
    assert step_divergence(1.0, 2.0, 6) == pytest.approx(6 / 8)
    assert step_divergence(0.0, 2.0, 6) == 0


@pytest.mark.parametrize(("q", "sigma", "order"), [(0.05, 1.0, 2), (0.2, 1.5, 5), (0.01, 0.8, 7)])
def test_with_sampling_it_is_the_integral(q, sigma, order):
    assert step_divergence(q, sigma, order) == pytest.approx(by_integral(q, sigma, order), rel=1e-5)


def test_order_two_by_hand():
    q, sigma = 0.1, 1.3
    by_hand = math.log(1 + q**2 * (math.exp(1 / sigma**2) - 1))
    assert step_divergence(q, sigma, 2) == pytest.approx(by_hand)


def test_more_steps_more_examples_and_less_noise_spend_more():
    here = epsilon(0.05, 1.0, 200, 1e-4)
    assert epsilon(0.05, 1.0, 400, 1e-4) > here
    assert epsilon(0.10, 1.0, 200, 1e-4) > here
    assert epsilon(0.05, 1.2, 200, 1e-4) < here
    assert epsilon(0.05, 1.0, 200, 1e-6) > here
    assert epsilon(0.05, 0, 200, 1e-4) == math.inf
    assert epsilon(0.05, 50.0, 0, 0.5) == 0


def test_the_noise_for_a_target_reaches_it_and_a_hundredth_less_does_not():
    sigma = noise_for(2.0, 0.05, 200, 1e-4)
    assert epsilon(0.05, sigma, 200, 1e-4) <= 2.0 < epsilon(0.05, sigma - 0.01, 200, 1e-4)


def test_agrees_with_opacus():
    rdp = pytest.importorskip("opacus.accountants.analysis.rdp")
    for q, sigma, steps, delta in ((0.05, 1.0, 200, 1e-4), (0.01, 1.1, 1000, 1e-5)):
        spent = rdp.compute_rdp(q=q, noise_multiplier=sigma, steps=steps, orders=list(ORDERS))
        theirs, _ = rdp.get_privacy_spent(orders=list(ORDERS), rdp=spent, delta=delta)
        assert epsilon(q, sigma, steps, delta) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_is_no_mechanism_is_refused():
    with pytest.raises(ValueError, match=r"got 1\.5, 1\.0 and 2"):
        step_divergence(1.5, 1.0, 2)
    with pytest.raises(ValueError, match=r"order at least 2, got 0\.5, 1\.0 and 1"):
        step_divergence(0.5, 1.0, 1)
    with pytest.raises(ValueError, match="n_steps at least 0, got 0 and 5"):
        epsilon(0.5, 1.0, 5, 0)
    with pytest.raises(ValueError, match="within reach, got 0"):
        noise_for(0, 0.5, 5, 0.1)
