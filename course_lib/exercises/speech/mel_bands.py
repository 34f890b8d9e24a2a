"""The middles of mel bands: equal steps on the mel scale, growing steps in hertz."""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "speech.mel_bands",
    title="Where the mel bands lie",
    chapter="23",
    level=2,
    minutes=10,
    tolerance=0.01,
    hints=[
        "Bands are equally wide in mels, not in hertz: turn the highest frequency into mels first, and each middle "
        "back into hertz last.",
        "n bands have n middles between 0 and the highest frequency; neither end is a middle, so there are n + 1 "
        "steps.",
        "The i-th middle, from 1, is `700 * (10 ** (step * i / 2595) - 1)` with `step = top / (n_bands + 1)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    top = 3000 + 10 * int(torch.randint(100, 500, (1,), generator=rng))
    return [{"n_bands": n, "highest": highest} for n, highest in ((3, 4000), (1, 8000), (5, top))]


@exercise.solution
def my_mel_bands(n_bands: int, highest: float) -> list[float]:
    """Return the middles of the bands, in hertz, from low to high.

    They are equally far apart in mels, as are 0 and `highest`, the ends, from their
    neighbours. A frequency f has 2595 * log10(1 + f / 700) mels.
    """
    top = 2595 * math.log10(1 + highest / 700)
    step = top / (n_bands + 1)
    return [700 * (10 ** (step * i / 2595) - 1) for i in range(1, n_bands + 1)]


@exercise.also_right
def with_torch(n_bands: int, highest: float) -> list[float]:
    mels = torch.linspace(0, 2595 * math.log10(1 + highest / 700), n_bands + 2, dtype=torch.float64)[1:-1]
    return [float(one) for one in 700 * (torch.pow(10, mels / 2595) - 1)]


@exercise.also_right
def with_natural_logarithms(n_bands: int, highest: float) -> list[float]:
    return [700 * (math.exp(math.log(1 + highest / 700) * i / (n_bands + 1)) - 1) for i in range(1, n_bands + 1)]


def middles(top: float, step: float, n_bands: int, first: int = 1) -> list[float]:
    return [700 * (10 ** (step * i / 2595) - 1) for i in range(first, first + n_bands)]


@exercise.mistake("The steps are equal in hertz: make them equal in mels.")
def equal_in_hertz(n_bands: int, highest: float) -> list[float]:
    return [highest * i / (n_bands + 1) for i in range(1, n_bands + 1)]


@exercise.mistake("The middles are still in mels: turn them back into hertz.")
def left_in_mels(n_bands: int, highest: float) -> list[float]:
    return [2595 * math.log10(1 + highest / 700) * i / (n_bands + 1) for i in range(1, n_bands + 1)]


@exercise.mistake("The last middle lies at the highest frequency: there are n + 1 steps, not n.")
def n_steps(n_bands: int, highest: float) -> list[float]:
    top = 2595 * math.log10(1 + highest / 700)
    return middles(top, top / n_bands, n_bands)


@exercise.mistake("The first middle lies at 0, which is an end: begin a step above it.")
def begins_at_zero(n_bands: int, highest: float) -> list[float]:
    top = 2595 * math.log10(1 + highest / 700)
    return middles(top, top / (n_bands + 1), n_bands, first=0)


@exercise.mistake("The natural logarithm has taken the place of log10.")
def natural(n_bands: int, highest: float) -> list[float]:
    top = 2595 * math.log(1 + highest / 700)
    return middles(top, top / (n_bands + 1), n_bands)


@exercise.mistake("Without the 1 in 1 + f / 700 low frequencies get negative mels.")
def without_one(n_bands: int, highest: float) -> list[float]:
    top = 2595 * math.log10(highest / 700)
    return [700 * 10 ** (top * i / (n_bands + 1) / 2595) for i in range(1, n_bands + 1)]


@exercise.property("The middles must lie between 0 and the highest frequency.")
def between(bands: list[float], case: Case) -> bool:
    return all(0 < one < case["highest"] for one in bands)
