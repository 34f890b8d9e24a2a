"""Knowledge tracing by hand: what a right answer says about a learner."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "education.known_after",
    title="What does a right answer prove?",
    chapter="25",
    level=2,
    minutes=10,
    tolerance=0.006,
    hints=[
        "There are two ways to a right answer: knowing it and not slipping, or not knowing it and guessing right.",
        "The first has the probability 0.4 · 0.9, the second 0.6 · 0.2. Which share is the first of both? Then comes "
        "what is learned.",
        "0.36 / (0.36 + 0.12) = 0.75. Of the other 0.25 a fifth is learned: add 0.25 · 0.2.",
    ],
)


@exercise.solution
def known() -> float:
    """How probable is it that the learner knows the skill after one right answer?

    before: 0.4; slip 0.1; guess 0.2; learned by each exercise: 0.2
    """
    then = 0.4 * 0.9 / (0.4 * 0.9 + 0.6 * 0.2)
    return then + (1 - then) * 0.2


@exercise.also_right
def rounded() -> float:
    return 0.8


@exercise.also_right
def as_a_fraction() -> float:
    return 4 / 5


@exercise.mistake("What is learned by the exercise is still missing: 0.2 of the rest.")
def before_learning() -> float:
    return 0.75


@exercise.mistake("This is after a wrong answer: slip, and 1 minus guess.")
def wrong_answer() -> float:
    then = 0.4 * 0.1 / (0.4 * 0.1 + 0.6 * 0.8)
    return then + (1 - then) * 0.2


@exercise.mistake("This is the probability of a right answer, not that of knowing after one.")
def of_a_right_answer() -> float:
    return 0.48


@exercise.mistake("The 0.2 is added whole; it is learned only by those who did not know it yet.")
def added_whole() -> float:
    return 0.95


@exercise.mistake("Slip and guess play no part: a right answer may be a lucky one.")
def without_evidence() -> float:
    return 0.4 + 0.6 * 0.2


@exercise.mistake("A lucky guess has the probability 0.6 · 0.2: those who do not know it are 0.6, not 1.")
def guess_alone() -> float:
    then = 0.36 / (0.36 + 0.2)
    return then + (1 - then) * 0.2


@exercise.property("A right answer makes knowing more probable than the 0.4 before it.")
def rises(value: Any, case: Case) -> bool:
    return bool(value > 0.4)
