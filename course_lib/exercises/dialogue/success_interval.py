"""Wilson's interval of a success rate."""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "dialogue.success_interval",
    title="An interval for a success rate",
    chapter="22",
    level=2,
    minutes=12,
    tolerance=1e-6,
    hints=[
        "Compute the share first, then the middle of the interval (which is not the share), then half its width.",
        "Both the middle and the half width are divided by 1 + z²/n.",
        "`half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    n = 20 + int(torch.randint(60, (1,), generator=rng))
    return [{"hits": h, "n": m} for h, m in [(8, 10), (n - 3, n), (n // 3, n), (0, 12), (12, 12), (97, 100)]]


@exercise.solution
def my_wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return both ends of Wilson's interval for `hits` successes in n talks.

    middle = (share + z²/2n) / (1 + z²/n)
    half = z · sqrt(share · (1 - share)/n + z²/4n²) / (1 + z²/n)
    """
    share, spread = hits / n, 1 + z**2 / n
    middle = (share + z**2 / (2 * n)) / spread
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / spread
    return middle - half, middle + half


@exercise.also_right
def whole_numbers(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    middle = hits + z * z / 2
    half = z * math.sqrt(hits * (n - hits) / n + z * z / 4)
    return (middle - half) / (n + z * z), (middle + half) / (n + z * z)


@exercise.also_right
def as_roots(hits: int, n: int, z: float = 1.96) -> list[float]:
    a, b, c = n + z * z, -(2 * hits + z * z), hits * hits / n
    root = math.sqrt(b * b - 4 * a * c)
    return [(-b - root) / (2 * a), (-b + root) / (2 * a)]


def interval(hits: int, n: int, how: str, z: float = 1.96) -> tuple[float, float]:
    share, spread = hits / n, 1 + z**2 / n
    if how == "not squared":
        spread = 1 + z / n
    middle = share if how == "share" else (share + z**2 / (2 * n)) / spread
    inside = share * (1 - share) / n + (0 if how == "no second" else z**2 / (4 * n**2))
    half = z * math.sqrt(inside) / (1 if how == "undivided" else spread)
    if how == "normal":
        middle, half = share, z * math.sqrt(share * (1 - share) / n)
    if how == "no root":
        half = z * inside / spread
    if how == "no z":
        half = half / z
    if how == "ends":
        return middle, half
    return middle - half, middle + half


for how, message in {
    "normal": "This is the share ± z·sqrt(p(1-p)/n): with 12 of 12 it has no width, as if nothing could go wrong.",
    "share": "The middle of the interval is not the share itself: it lies nearer to one half.",
    "no second": "Under the root z²/4n² is missing.",
    "undivided": "The half width must be divided by 1 + z²/n, as the middle is.",
    "not squared": "It is 1 + z²/n: the z is squared.",
    "no root": "The square root is missing.",
    "no z": "The half width must be multiplied by z.",
    "ends": "Return the two ends, middle - half and middle + half.",
}.items():

    def wrong(hits: int, n: int, how: str = how) -> tuple[float, float]:
        return interval(hits, n, how)

    exercise.mistake(message)(wrong)


@exercise.property("Both ends are shares: between 0 and 1.")
def are_shares(ends: list[float], case: Case) -> bool:
    return -1e-9 <= ends[0] <= ends[1] <= 1 + 1e-9
