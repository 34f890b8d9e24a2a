"""Quadratic weighted kappa of four essays, with pencil and paper."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "education.kappa_by_hand",
    title="Kappa by hand",
    chapter="25",
    level=2,
    minutes=10,
    tolerance=0.006,
    hints=[
        "Two means are needed: of the squared distances of the four pairs, and of the squared distances of all sixteen "
        "ways to pair a score of the first with one of the second.",
        "Observed: (0 + 0 + 1 + 4) / 4. By chance: pair each of 1, 2, 4, 5 with each of 1, 2, 3, 3, square the "
        "distances, and divide the sum by 16.",
        "The sixteen squares sum to 9 + 3 + 15 + 33 = 60, a number for each score of the first, so chance gives 3.75. "
        "Kappa is 1 minus observed / chance.",
    ],
)


@exercise.solution
def kappa() -> float:
    """Quadratic weighted kappa of two raters, to two decimals.

    first rater:   1  2  4  5
    second rater:  1  2  3  3
    """
    return 1 - (5 / 4) / (60 / 16)


@exercise.also_right
def rounded() -> float:
    return 0.67


@exercise.also_right
def as_a_fraction() -> float:
    return 2 / 3


@exercise.mistake("The distances are not squared: a distance of 2 counts 4 here.")
def linear() -> float:
    return 1 - (3 / 4) / (26 / 16)


@exercise.mistake("This is observed / chance; kappa is 1 minus it.")
def quotient() -> float:
    return 1 / 3


@exercise.mistake(
    "This is the share of essays on which both agree; chance, and how far they differ, play no part in it."
)
def share() -> float:
    return 0.5


@exercise.mistake("The sixteen distances by chance are summed but not divided by 16.")
def not_divided() -> float:
    return 1 - (5 / 4) / 60


@exercise.mistake("This is the mean squared distance of the pairs; divide by that of chance, and take it from 1.")
def observed() -> float:
    return 1.25


@exercise.mistake("Chance pairs the two raters' scores, not the first rater's with each other.")
def with_itself() -> float:
    return 1 - (5 / 4) / (80 / 16)


@exercise.property("Kappa is at most 1.")
def at_most_one(value: Any, case: Case) -> bool:
    return bool(value <= 1)
