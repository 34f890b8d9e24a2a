"""pass@k: does one of k generated programs pass the tests?

Source: Chen et al. (2021), section 2.1, https://arxiv.org/abs/2107.03374.
Held equal to the formula in exact fractions, and to a simulation, by tests/metrics/test_pass_at_k.py.
Left out: running the programs.
"""

import math
from collections.abc import Sequence


def pass_at_k(n_samples: int, n_correct: int, k: int) -> float:
    """Return the chance that k samples, drawn without putting back, hold a correct one.

    That is 1 - C(n - c, k) / C(n, k). It is on average right for any n; the obvious
    1 - (1 - c/n)^k is too low. The quotient is multiplied out, since C(n, k) is too large
    for a float: ∏ (1 - k / i) for i from n - c + 1 to n.

    Args:
        n_samples: programs generated for one problem.
        n_correct: those that pass its tests.
        k: programs drawn.

    Raises:
        ValueError: if not 0 ≤ n_correct ≤ n_samples, or not 1 ≤ k ≤ n_samples.

    >>> round(pass_at_k(n_samples=10, n_correct=3, k=1), 6), round(pass_at_k(10, 3, 5), 6)
    (0.3, 0.916667)
    """
    if not 0 <= n_correct <= n_samples:
        raise ValueError(f"n_correct must be between 0 and n_samples = {n_samples}, got {n_correct}.")
    if not 1 <= k <= n_samples:
        raise ValueError(f"k must be between 1 and n_samples = {n_samples}, got {k}: generate more samples.")
    n_wrong = n_samples - n_correct
    if n_wrong < k:
        return 1.0
    return 1 - math.prod(1 - k / i for i in range(n_wrong + 1, n_samples + 1))


def mean_pass_at_k(results: Sequence[Sequence[bool]], k: int) -> float:
    """Return the mean pass@k over problems.

    Args:
        results: for each problem, which of its programs pass.
        k: programs drawn.

    Raises:
        ValueError: if there are no problems, or one has fewer than k programs.

    >>> mean_pass_at_k([[True, False], [False, False]], k=1)
    0.25
    """
    if not results:
        raise ValueError("there must be at least one problem, got 0.")
    for number, one in enumerate(results):
        if not isinstance(one, Sequence):
            raise ValueError(f"each problem must have a list of results, got {one!r} for number {number}.")
    return math.fsum(pass_at_k(len(one), sum(one), k) for one in results) / len(results)
