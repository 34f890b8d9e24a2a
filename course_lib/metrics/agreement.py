"""How far two raters agree: kappa takes away what chance would give, correlation asks for the same ups and downs.

Source: Cohen (1960) and, with weights, Cohen (1968); for essay scores (disagreement squared) as in the ASAP contest.
Held equal to scikit-learn and SciPy by tests/metrics/test_agreement.py.
Left out: more than two raters, Kendall's tau.
"""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from course_lib.metrics.pairs import check_numbers, check_pairs


def kappa(
    first: Sequence[Any],
    second: Sequence[Any],
    distance: Callable[[Any, Any], float],
) -> float:
    """Return 1 - (mean distance of the pairs) / (mean distance if paired at random).

    1 is agreement throughout, 0 as much as by chance, below 0 less than that.

    Raises:
        ValueError: if the ratings are not equally many, none, or all the same.
    """
    check_pairs(first, second)
    n = len(first)
    observed = sum(map(distance, first, second)) / n
    expected = sum(
        n_one * n_other * distance(one, other)
        for one, n_one in Counter(first).items()
        for other, n_other in Counter(second).items()
    ) / (n * n)
    if not expected:
        raise ValueError(f"kappa needs at least two different ratings, got {n} pairs of {first[0]!r}.")
    return 1 - observed / expected


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return the agreement on labels: (observed - by chance) / (1 - by chance).

    >>> cohen_kappa(["a", "a", "b", "b"], ["a", "a", "b", "a"])
    0.5
    """
    return kappa(first, second, lambda one, other: float(one != other))


def quadratic_weighted_kappa(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the agreement on scores, where two points apart is four times as bad as one.

    scikit-learn measures the distance between the *places* of two scores in the list of
    those that occur: 1 and 4 are neighbours if nobody gives 2 or 3. Here they are always
    3 apart, as there with `labels=range(lowest, highest + 1)`.

    >>> round(quadratic_weighted_kappa([1, 2, 3, 4], [1, 2, 4, 4]), 4)
    0.9167
    """
    check_pairs(first, second)
    check_numbers(first, second)
    return kappa(first, second, lambda one, other: (one - other) ** 2)


def pearson(x: Sequence[float], y: Sequence[float]) -> float:
    """Return Σ dx · dy / √(Σ dx² · Σ dy²), with dx = x - mean of x, dy = y - mean of y.

    1 is a rising line, -1 a falling one.

    Raises:
        ValueError: if there are not as many x as y, fewer than two, all x or all y are
            equal, or one is no finite number.

    >>> round(pearson([1, 2, 3], [10, 20, 40]), 4)
    0.982
    """
    check_pairs(x, y)
    check_numbers(x, y)
    if min(len(set(x)), len(set(y))) < 2:
        raise ValueError(
            f"correlation needs at least two different values, got {len(set(x))} of x and {len(set(y))} of y."
        )
    mean_x, mean_y = math.fsum(x) / len(x), math.fsum(y) / len(y)
    dx, dy = [one - mean_x for one in x], [one - mean_y for one in y]
    together = math.fsum(a * b for a, b in zip(dx, dy, strict=True))
    return together / (math.hypot(*dx) * math.hypot(*dy))


def ranks(values: Sequence[float]) -> list[float]:
    """Return each value's place, from 1 for the lowest; equal values share a mean place.

    >>> ranks([30, 10, 20, 20])
    [4.0, 1.0, 2.5, 2.5]
    """
    counts, mean_place, so_far = Counter(values), {}, 0
    for value in sorted(counts):
        mean_place[value] = so_far + (counts[value] + 1) / 2
        so_far += counts[value]
    return [mean_place[value] for value in values]


def spearman(x: Sequence[float], y: Sequence[float]) -> float:
    """Return the correlation of the ranks: 1 wherever y rises with x, in a line or not.

    Raises:
        ValueError: as `pearson`.

    >>> round(spearman([1, 2, 3, 4], [1, 10, 1000, 100]), 6)
    0.8
    """
    check_pairs(x, y)
    check_numbers(x, y)
    return pearson(ranks(x), ranks(y))
