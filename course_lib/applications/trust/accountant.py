"""How much privacy a noisy training has spent: (ε, δ) by way of Rényi divergences.

A step draws each example with probability q, clips its gradient, and adds Gaussian noise
of σ times the clipping norm. For a whole order α > 1 its Rényi divergence is at most

    log( Σ_k C(α, k) (1 - q)^(α - k) q^k exp((k² - k) / 2σ²) ) / (α - 1),    k = 0 … α

The divergences of the steps add up; the best order gives ε.
Sources: Mironov (2017), https://arxiv.org/abs/1702.07476, for the divergence and its sum;
Mironov, Talwar and Zhang (2019), section 3.3, https://arxiv.org/abs/1908.10530, for
the formula; Canonne, Kamath and Steinke (2020), proposition 12,
https://arxiv.org/abs/2004.00010, for the way to ε.
Held equal to an integral, and to Opacus, by tests/applications/trust/test_accountant.py.
Left out: orders that are not whole, tighter accountants (privacy loss distributions).
"""

import math
from collections.abc import Sequence

ORDERS = (*range(2, 64), 80, 96, 128, 192, 256, 384, 512)


def step_divergence(q: float, sigma: float, order: int) -> float:
    """Return the Rényi divergence that one step spends at a whole order, in nats.

    Args:
        q: probability that an example takes part in a step.
        sigma: the noise's standard deviation over the clipping norm.
        order: α.

    Raises:
        ValueError: if q is not from 0 to 1, sigma not positive, or the order below 2.
    """
    if not 0 <= q <= 1 or sigma <= 0 or order < 2:
        must = "q must be from 0 to 1, sigma positive and order at least 2"
        raise ValueError(f"{must}, got {q}, {sigma} and {order}.")
    if q in (0, 1):
        return q * order / (2 * sigma**2)
    logs = [
        math.log(math.comb(order, k)) + (order - k) * math.log1p(-q) + k * math.log(q) + (k * k - k) / (2 * sigma**2)
        for k in range(order + 1)
    ]
    most = max(logs)
    return (most + math.log(sum(math.exp(one - most) for one in logs))) / (order - 1)


def epsilon(
    q: float,
    sigma: float,
    n_steps: int,
    delta: float,
    orders: Sequence[int] = ORDERS,
) -> float:
    """Return the ε that a training has spent at this δ.

    Args:
        q: probability that an example takes part in a step.
        sigma: the noise's standard deviation over the clipping norm; 0 gives infinity.
        n_steps: how many steps were made.
        delta: the probability with which the promise may fail.
        orders: to try; the best counts.

    Raises:
        ValueError: if `delta` is not between 0 and 1, or `n_steps` is negative.
    """
    if not 0 < delta < 1 or n_steps < 0:
        must = "delta must be between 0 and 1 and n_steps at least 0"
        raise ValueError(f"{must}, got {delta} and {n_steps}.")
    if sigma == 0:
        return math.inf
    return max(
        0.0,
        min(
            n_steps * step_divergence(q, sigma, a) + math.log1p(-1 / a) - math.log(delta * a) / (a - 1) for a in orders
        ),
    )


def noise_for(target: float, q: float, n_steps: int, delta: float) -> float:
    """Return the smallest σ, to a hundredth, with which ε stays at or below a target.

    Raises:
        ValueError: if the target is not positive, or no σ up to 100 is enough.
    """
    if target <= 0 or epsilon(q, 100.0, n_steps, delta) > target:
        raise ValueError(f"target must be positive and within reach, got {target}.")
    low, high = 1, 10_000
    while low < high:
        middle = (low + high) // 2
        enough = epsilon(q, middle / 100, n_steps, delta) <= target
        low, high = (low, middle) if enough else (middle + 1, high)
    return low / 100
