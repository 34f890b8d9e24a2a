"""Is the better score better, or was it luck? Answers from drawing the test set again and again.

Source: bootstrap: Efron (1979); for pairs of systems: Koehn (2004), https://aclanthology.org/W04-3250;
the randomisation test: Fisher (1935), chapter 3, and for language processing Yeh (2000),
https://aclanthology.org/C00-2137; the interval of a share: Wilson (1927),
https://doi.org/10.1080/01621459.1927.10502953.
Held equal to definitions written out, and the randomisation test to SciPy, by tests/metrics/test_significance.py.
Left out: corrections for many comparisons; the bias-corrected bootstrap.

A `metric` takes a list of items, each whatever it needs of one example (0 or 1 for right, a score, a pair of
prediction and reference), and returns a number, higher for better.
"""

import math
from collections.abc import Callable, Sequence
from itertools import product
from random import Random
from statistics import fmean
from typing import Any, NamedTuple

from course_lib.metrics.pairs import check_list

Metric = Callable[[list[Any]], float]
Z_95 = 1.959963984540054  # the 97.5 % point of the normal distribution


class Interval(NamedTuple):
    """A lower and an upper bound."""

    low: float
    high: float


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value with this share of the values below it, between neighbours a line.

    Raises:
        ValueError: if there are no values, or the share is not between 0 and 1.

    >>> quantile([40, 10, 20, 30], 0.5)
    25.0
    """
    if not len(values) or not 0 <= share <= 1:
        raise ValueError(f"there must be a value and a share from 0 to 1, got {len(values)} values and {share}.")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = math.ceil(place)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def wilson_interval(hits: float, n: int, z: float = Z_95) -> Interval:
    """Return the interval of the true share, from `hits` among n trials: Wilson's, which is good also near 0 and 1.

    Args:
        hits: a number of trials, or a share of n that is no whole number of them.
        n: of trials.
        z: how many standard deviations wide; the default is for 95 %.

    Raises:
        ValueError: if n is less than 1, or hits are not 0 to n.

    >>> [round(bound, 3) for bound in wilson_interval(8, 10)]
    [0.49, 0.943]
    """
    if n < 1 or not 0 <= hits <= n:
        raise ValueError(f"hits must be 0 to n, and n at least 1, got {hits} of {n}.")
    share, shrink = hits / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / shrink
    half = z / shrink * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Interval(middle - half, middle + half)


def bootstrap_interval(
    items: Sequence[Any],
    metric: Metric = fmean,
    n_resamples: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Interval:
    """Return the interval of the middle `level` of the metric over resampled test sets.

    A resample has as many items as the test set, drawn from it with putting back: some
    come twice, some not at all. The true value is outside about 1 - level of the time.

    Args:
        items: one for each example of the test set.
        metric: of a list of items.
        n_resamples: how often the test set is drawn.
        level: 0.95 leaves 2.5 per cent on each side.
        seed: the same seed gives the same interval.

    Raises:
        ValueError: if there are no items, no resamples, or the level is not between 0 and
            1.

    >>> bootstrap_interval([1, 1, 1, 0, 1, 0, 1, 1, 1, 1])  # 80 per cent of ten
    Interval(low=0.5, high=1.0)
    """
    check(items, items, n_resamples)
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level}.")
    random = Random(seed)
    values = [metric(random.choices(items, k=len(items))) for _ in range(n_resamples)]
    return Interval(quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2))


def paired_bootstrap(
    first: Sequence[Any],
    second: Sequence[Any],
    metric: Metric = fmean,
    n_resamples: int = 1000,
    seed: int = 0,
) -> float:
    """Return the share of resampled test sets on which the first system is the better.

    Both are always judged on the same examples. Above 0.95, few would still call it luck.

    Args:
        first: one system's item for each example of the test set.
        second: the other system's, for the same examples.
        metric: of a list of items.
        n_resamples: how often the test set is drawn.
        seed: the same seed gives the same share.

    Raises:
        ValueError: if there are no items, not as many of both, or no resamples.

    >>> paired_bootstrap([1, 1, 1, 1, 0, 1], [1, 0, 1, 0, 0, 1])  # about 1 - (4/6)^6
    0.899
    """
    check(first, second, n_resamples)
    random, places, wins = Random(seed), range(len(first)), 0
    for _ in range(n_resamples):
        drawn = random.choices(places, k=len(first))
        wins += metric([first[i] for i in drawn]) > metric([second[i] for i in drawn])
    return wins / n_resamples


def permutation_test(
    first: Sequence[Any],
    second: Sequence[Any],
    metric: Metric = fmean,
    n_permutations: int = 1000,
    seed: int = 0,
) -> float:
    """Return how probable so large a difference is if the systems are equally good.

    Then which output came from which system is a coin toss for each example: swap some of
    them and see how often the difference is as large. With few examples all swaps are
    tried; otherwise random ones, and the test set as it is counts as one of them.

    Args:
        first: one system's item for each example of the test set.
        second: the other system's, for the same examples.
        metric: of a list of items.
        n_permutations: number of random swaps; all are tried if there are not more.
        seed: the same seed gives the same probability.

    Raises:
        ValueError: if there are no items, not as many of both, or no permutations.

    >>> permutation_test([1, 1, 1, 1, 1], [0, 0, 0, 0, 0])  # 2 of 32 ways: all or none
    0.0625
    """
    check(first, second, n_permutations)
    n, random = len(first), Random(seed)
    try_all = 2**n <= n_permutations
    if try_all:
        swaps = list(product([False, True], repeat=n))
    else:
        swaps = [tuple(random.choices([False, True], k=n)) for _ in range(n_permutations)]
    observed = abs(metric(list(first)) - metric(list(second)))
    enough = observed * (1 - 1e-12)  # equal differences may differ in their last digit
    differences = (swapped_difference(first, second, metric, swap) for swap in swaps)
    extreme = sum(one >= enough for one in differences)
    return extreme / len(swaps) if try_all else (extreme + 1) / (len(swaps) + 1)


def swapped_difference(
    first: Sequence[Any],
    second: Sequence[Any],
    metric: Metric,
    swap: Sequence[bool],
) -> float:
    """Return the metric's difference, without its sign, after some have changed sides."""
    triples = list(zip(first, second, swap, strict=True))
    one = metric([b if swapped else a for a, b, swapped in triples])
    other = metric([a if swapped else b for a, b, swapped in triples])
    return abs(one - other)


def check(first: Sequence[Any], second: Sequence[Any], n_resamples: int) -> None:
    """Refuse what cannot be drawn from."""
    check_list("the first items", first)
    check_list("the second items", second)
    if len(first) != len(second):
        raise ValueError(f"both systems must be judged on the same examples, got {len(first)} and {len(second)}.")
    if not first:
        raise ValueError("there must be at least one item, got 0.")
    if n_resamples < 1:
        raise ValueError(f"there must be at least 1 resample, got {n_resamples}.")
