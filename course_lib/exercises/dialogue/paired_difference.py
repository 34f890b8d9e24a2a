"""The difference of two bots that served the same customers, with an interval."""

from collections.abc import Callable
from math import sqrt
from statistics import fmean, pstdev, pvariance, stdev, variance

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "dialogue.paired_difference",
    title="Two bots, the same customers",
    chapter="22",
    level=2,
    minutes=12,
    tolerance=1e-6,
    hints=[
        "Each customer has one difference: 1 if only the first bot succeeded, -1 if only the second, else 0.",
        "The middle is the mean of the differences. Their standard deviation, over √n, says how far it can be off.",
        "`gaps = [a - b for a, b in zip(first, second)]`; half the width is `1.96 * stdev(gaps) / sqrt(len(gaps))`.",
    ],
)

Z_95 = 1.96  # standard deviations on either side that hold 95 % of a normal distribution


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    n = 20 + int(torch.randint(40, (1,), generator=rng))
    hard = torch.rand(n, generator=rng)  # a hard customer is hard for both
    first = [int(x) for x in (hard < 0.8)]
    second = [int(x) for x in (hard + 0.3 * torch.rand(n, generator=rng) < 0.8)]
    return [
        {"first": [1, 1, 0, 1], "second": [1, 0, 0, 1]},
        {"first": first, "second": second},
        {"first": second, "second": first},
        {"first": [1, 1, 0, 0, 1, 0], "second": [0, 1, 1, 0, 1, 0]},
    ]


@exercise.solution
def my_difference(first: list[int], second: list[int]) -> tuple[float, float]:
    """Return both ends of a 95 % interval for how much better the first bot is.

    first[i], second[i]: 1 if the bot did what customer i wanted, else 0

    The mean of the differences ± 1.96 · s / √n, where s is their standard deviation
    with n - 1 below the sum (`statistics.stdev`).
    """
    gaps = [a - b for a, b in zip(first, second, strict=True)]
    half = 1.96 * stdev(gaps) / sqrt(len(gaps))
    return fmean(gaps) - half, fmean(gaps) + half


@exercise.also_right
def by_tensors(first: list[int], second: list[int]) -> tuple[float, float]:
    gaps = torch.tensor(first, dtype=torch.float64) - torch.tensor(second, dtype=torch.float64)
    half = Z_95 * gaps.std() / len(gaps) ** 0.5
    return float(gaps.mean() - half), float(gaps.mean() + half)


@exercise.also_right
def from_the_rates(first: list[int], second: list[int]) -> list[float]:
    n, middle = len(first), fmean(first) - fmean(second)
    squares = sum((a - b - middle) ** 2 for a, b in zip(first, second, strict=True))
    half = Z_95 * sqrt(squares / (n - 1) / n)
    return [middle - half, middle + half]


@exercise.mistake(
    "This takes the bots for strangers: it adds their two variances. Both met the same customers, and a hard one "
    "is hard for both. Take the standard deviation of the differences."
)
def unpaired(first: list[int], second: list[int]) -> tuple[float, float]:
    middle, n = fmean(first) - fmean(second), len(first)
    half = Z_95 * sqrt((variance(first) + variance(second)) / n)
    return middle - half, middle + half


@exercise.mistake("The standard deviation of the mean is √n times smaller than that of one difference.")
def not_divided(first: list[int], second: list[int]) -> tuple[float, float]:
    return ends(first, second, lambda gaps: Z_95 * stdev(gaps))


@exercise.mistake("Divide by √n, not by n.")
def divided_by_n(first: list[int], second: list[int]) -> tuple[float, float]:
    return ends(first, second, lambda gaps: Z_95 * stdev(gaps) / len(gaps))


@exercise.mistake("The standard deviation of a sample has n - 1 below the sum: `stdev`, not `pstdev`.")
def of_everybody(first: list[int], second: list[int]) -> tuple[float, float]:
    return ends(first, second, lambda gaps: Z_95 * pstdev(gaps) / sqrt(len(gaps)))


@exercise.mistake("That is the variance; the interval needs its root, the standard deviation.")
def no_root(first: list[int], second: list[int]) -> tuple[float, float]:
    return ends(first, second, lambda gaps: Z_95 * variance(gaps) / sqrt(len(gaps)))


@exercise.mistake("The factor 1.96 is missing: this interval holds the true difference two times in three.")
def one_deviation(first: list[int], second: list[int]) -> tuple[float, float]:
    return ends(first, second, lambda gaps: stdev(gaps) / sqrt(len(gaps)))


@exercise.mistake("The sign is turned: a positive difference says that the first bot is better.")
def turned(first: list[int], second: list[int]) -> tuple[float, float]:
    return my_difference(second, first)


@exercise.mistake("Return the two ends, middle - half and middle + half.")
def middle_and_half(first: list[int], second: list[int]) -> tuple[float, float]:
    low, high = my_difference(first, second)
    return (low + high) / 2, (high - low) / 2


@exercise.mistake("Leave out nobody: the customers on whom both bots agree count in n, with a difference of 0.")
def only_where_they_differ(first: list[int], second: list[int]) -> tuple[float, float]:
    some = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    gaps = [a - b for a, b in some]
    half = Z_95 * sqrt(pvariance(gaps) / len(gaps)) if gaps else 0.0
    return fmean(gaps) - half, fmean(gaps) + half


def ends(first: list[int], second: list[int], half: Callable[[list[int]], float]) -> tuple[float, float]:
    gaps = [a - b for a, b in zip(first, second, strict=True)]
    return fmean(gaps) - half(gaps), fmean(gaps) + half(gaps)


@exercise.property("The middle of the interval is the difference of the two success rates.")
def middle_is_the_difference(both: list[float], case: Case) -> bool:
    return abs(sum(both) / 2 - (fmean(case["first"]) - fmean(case["second"]))) < 1e-6
