"""The probability of a label sequence in three frames, by hand."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "speech.paths_by_hand",
    title="Two equal labels in three frames",
    chapter="23",
    level=2,
    minutes=6,
    tolerance=0.0005,
    hints=[
        "List the paths of three frames that collapse to a a. How many are there?",
        "Two equal labels need a blank between them, and three frames have room for nothing else.",
        "The only path is a, blank, a: multiply its three probabilities.",
    ],
)


@exercise.solution
def probability() -> float:
    """What is the probability of the labels [a, a], to three decimals?

    frame       1     2     3
    p(blank)  0.2   0.5   0.1
    p(a)      0.7   0.4   0.6
    p(b)      0.1   0.1   0.3
    """
    return 0.7 * 0.5 * 0.6


@exercise.also_right
def as_a_number() -> float:
    return 0.21


@exercise.also_right
def from_parts() -> float:
    return 7 * 5 * 6 / 1000


@exercise.mistake("This is the path a a a, which collapses to a single a.")
def repeated() -> float:
    return 0.7 * 0.4 * 0.6


@exercise.mistake("This adds the path a a a to the right one; it collapses to a single a.")
def both() -> float:
    return 0.7 * 0.5 * 0.6 + 0.7 * 0.4 * 0.6


@exercise.mistake("This also counts a a blank and blank a a, which collapse to one a each.")
def blank_anywhere() -> float:
    return 0.7 * 0.5 * 0.6 + 0.7 * 0.4 * 0.1 + 0.2 * 0.4 * 0.6


@exercise.mistake("This also counts a b a, which reads a b a: only a blank goes away.")
def with_b() -> float:
    return 0.7 * (0.5 + 0.1) * 0.6


@exercise.mistake("The blank's probability is left out: it belongs to the path.")
def without_blank() -> float:
    return 0.7 * 0.6


@exercise.mistake("A path's probability is a product, not a mean.")
def mean() -> float:
    return (0.7 + 0.5 + 0.6) / 3


@exercise.mistake("0 would hold for two frames; three have room for one path.")
def none() -> float:
    return 0.0


@exercise.property("A probability lies between 0 and 1, and no path of three frames has more than 0.7.")
def possible(value: Any, case: Case) -> bool:
    return bool(0 < value <= 0.7)
