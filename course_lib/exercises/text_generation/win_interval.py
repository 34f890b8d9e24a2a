"""The interval of a share of right guesses."""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text_generation.win_interval",
    title="The interval of a share",
    chapter="18",
    level=2,
    minutes=15,
    hints=[
        "Three numbers first: the share hits / n, the divisor 1 + z² / n, the root.",
        "The middle is (share + z² / (2n)) / divisor, half the width is "
        "z · √(share (1 − share) / n + z² / (4n²)) / divisor.",
        "root = math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)); "
        "half = z * root / divisor; return middle - half, middle + half",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    n = int(torch.randint(12, 40, (1,), generator=rng))
    return [
        {"hits": n - 4, "n": n, "z": 1.96},
        {"hits": 10, "n": 10, "z": 1.96},
        {"hits": 21, "n": 50, "z": 1.64},
    ]


@exercise.solution
def my_interval(hits: int, n: int, z: float) -> tuple[float, float]:
    """Return Wilson's interval of the true share, after `hits` right guesses of n.

    With share = hits / n it is
    (share + z²/2n ± z √(share (1 − share)/n + z²/4n²)) / (1 + z²/n).
    """
    share = hits / n
    divisor = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / divisor
    root = math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    half = z * root / divisor
    return middle - half, middle + half


@exercise.also_right
def by_the_counts(hits: int, n: int, z: float) -> tuple[float, float]:
    middle = (hits + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(hits * (n - hits) / n + z * z / 4)
    return middle - half, middle + half


@exercise.also_right
def by_the_equation(hits: int, n: int, z: float) -> tuple[float, float]:
    a, b, c = 1 + z * z / n, -(2 * hits / n + z * z / n), (hits / n) ** 2
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


@exercise.mistake(
    "This is the plain interval, share ± z · √(share (1 − share) / n): after 10 of 10 it has no width at all."
)
def plain(hits: int, n: int, z: float) -> tuple[float, float]:
    share = hits / n
    half = z * math.sqrt(share * (1 - share) / n)
    return share - half, share + half


@exercise.mistake("The divisor 1 + z² / n is missing.")
def undivided(hits: int, n: int, z: float) -> tuple[float, float]:
    low, high = my_interval(hits, n, z)
    return low * (1 + z * z / n), high * (1 + z * z / n)


@exercise.mistake("The interval is centred on hits / n; its middle is drawn towards ½.")
def centred(hits: int, n: int, z: float) -> tuple[float, float]:
    low, high = my_interval(hits, n, z)
    return hits / n - (high - low) / 2, hits / n + (high - low) / 2


@exercise.mistake("In the root z² / n² is added; it is z² / (4 n²).")
def without_the_quarter(hits: int, n: int, z: float) -> tuple[float, float]:
    share, divisor = hits / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / divisor
    half = z * math.sqrt(share * (1 - share) / n + z * z / (n * n)) / divisor
    return middle - half, middle + half


@exercise.mistake("The square root is missing: this is a variance.")
def no_root(hits: int, n: int, z: float) -> tuple[float, float]:
    share, divisor = hits / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / divisor
    half = z * (share * (1 - share) / n + z * z / (4 * n * n)) / divisor
    return middle - half, middle + half


@exercise.mistake("The factor z before the root is missing: this is one standard error, not z of them.")
def no_factor(hits: int, n: int, z: float) -> tuple[float, float]:
    low, high = my_interval(hits, n, z)
    middle, half = (low + high) / 2, (high - low) / 2
    return middle - half / z, middle + half / z


@exercise.mistake("The upper bound stands first: return the lower one, then the upper one.")
def turned(hits: int, n: int, z: float) -> tuple[float, float]:
    low, high = my_interval(hits, n, z)
    return high, low


@exercise.property("The interval lies within 0 and 1.")
def within(answer: list[float], case: Case) -> bool:
    return answer[0] >= -1e-9 and answer[1] <= 1 + 1e-9
