"""From the recall of a name to the safety of a patient."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "medicine_and_law.all_removed",
    title="Ninety-nine per cent",
    chapter="26",
    level=1,
    minutes=5,
    tolerance=0.006,
    hints=[
        "One name goes with probability 0.99. Both of two go with 0.99 · 0.99.",
        "All of n go with 0.99 to the power of n. How many names has a patient?",
        "0.99 ** 40",
    ],
)


@exercise.solution
def share_safe() -> float:
    """A system removes each name with probability 0.99, independently of the others.

    Each patient's notes hold 40 names. Of what share of the patients is none left?
    """
    return 0.99**40


@exercise.also_right
def rounded() -> float:
    return 0.67


@exercise.also_right
def step_by_step() -> float:
    share = 1.0
    for _ in range(40):
        share *= 0.99
    return share


@exercise.mistake("This is the share of names; of a patient with 40 names all must go.")
def of_names() -> float:
    return 0.99


@exercise.mistake("This is the share of patients of whom something leaks; one minus it is asked.")
def leaked() -> float:
    return 1 - 0.99**40


@exercise.mistake("40 times 0.01 is how many names leak on average; some patients leak two, so more are safe.")
def subtracted() -> float:
    return 1 - 40 * 0.01


@exercise.mistake("This is the mean number of names that leak of a patient.")
def mean_leaks() -> float:
    return 40 * 0.01


@exercise.mistake("0.01 to the power of 40 is the chance that all leak; as good as none are removed then.")
def all_leak() -> float:
    return 0.01**40


@exercise.mistake("Names are removed one by one, so probabilities multiply: the power is 40, not its root.")
def root() -> float:
    return 0.99 ** (1 / 40)


@exercise.property("To lose 40 names is less likely than to lose one, and not impossible.")
def less_than_one(value: Any, case: Case) -> bool:
    return bool(0.01 < value < 0.99)
