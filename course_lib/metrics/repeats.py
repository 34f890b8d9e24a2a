"""The same experiment with several seeds: a mean, and how far it can be trusted.

Source of the interval: Student (1908), "The probable error of a mean", Biometrika 6,
https://doi.org/10.1093/biomet/6.1.1.
Held equal to SciPy by tests/metrics/test_repeats.py.
Left out: corrections for many comparisons; metrics/significance.py asks about the test
set instead of the seed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

T_95 = {  # the 97.5 % point of Student's t by its degrees of freedom
    **{1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365},
    **{8: 2.306, 9: 2.262, 14: 2.145, 19: 2.093},
}


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds, with the interval that holds the true one 95 % of the time.

    Args:
        values: one a seed, in the order of the seeds.

    Raises:
        ValueError: if their number is not one of 2 to 10, 15 or 20.

    >>> print(Estimate((0.90, 0.92, 0.91, 0.93, 0.89)))
    0.91 [0.89, 0.93]
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.values) - 1 not in T_95:
            came = len(self.values)
            raise ValueError(f"there must be 2 to 10, 15 or 20 values, got {came}.")

    @property
    def mean(self) -> float:
        return fmean(self.values)

    @property
    def margin(self) -> float:
        """Half the interval's width."""
        n = len(self.values)
        return T_95[n - 1] * stdev(self.values) / sqrt(n)

    @property
    def low(self) -> float:
        return self.mean - self.margin

    @property
    def high(self) -> float:
        return self.mean + self.margin

    def __str__(self) -> str:
        return f"{self.mean:.2f} [{self.low:.2f}, {self.high:.2f}]"


def over_seeds(run: Callable[[int], float], seeds: Iterable[int] = range(5)) -> Estimate:
    """Return what an experiment gives with each of the seeds."""
    return Estimate(tuple(run(seed) for seed in seeds))


def difference(better: Estimate, worse: Estimate) -> Estimate:
    """Return the difference seed by seed, whose interval is narrower than two intervals.

    Raises:
        ValueError: if there are not as many seeds in both.
    """
    first, second = better.values, worse.values
    if len(first) != len(second):
        n = f"{len(first)} and {len(second)}"
        raise ValueError(f"both must have the same seeds, got {n} values.")
    return Estimate(tuple(a - b for a, b in zip(first, second, strict=True)))


def wins(estimate: Estimate | Sequence[float]) -> bool:
    """Return whether the whole interval is above 0."""
    values = estimate.values if isinstance(estimate, Estimate) else tuple(estimate)
    return Estimate(values).low > 0
