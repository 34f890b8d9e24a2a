"""How much GloVe lets a frequent pair weigh against a rare one, by hand."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "word_vectors.glove_weight",
    title="GloVe's weights by hand",
    chapter="03",
    level=1,
    minutes=5,
    tolerance=0.006,
    hints=[
        "Compute both weights, and divide that of the frequent pair by that of the rare one.",
        "256 is above x_max, so its weight is 1. The other is (16/81) to the power 3/4: take the fourth root first.",
        "The fourth roots of 16 and 81 are 2 and 3, so the weight of 16 is (2/3)³ = 8/27. Divide 1 by it.",
    ],
)


@exercise.solution
def times_heavier() -> float:
    """With x_max = 81, how many times as much does a pair that met 256 times weigh in
    GloVe's loss as one that met 16 times? To two decimals. f(x) = min(x / x_max, 1)^0.75
    """
    return 1 / (16 / 81) ** 0.75


@exercise.also_right
def as_a_fraction() -> float:
    return 27 / 8


@exercise.also_right
def rounded() -> float:
    return 3.38


@exercise.mistake("This is the ratio of the counts: the power and the ceiling are both missing.")
def counts() -> float:
    return 256 / 16


@exercise.mistake("The ceiling is missing: above x_max the weight stays 1.")
def without_ceiling() -> float:
    return (256 / 16) ** 0.75


@exercise.mistake("The power 0.75 is missing.")
def without_power() -> float:
    return 81 / 16


@exercise.mistake("This is the weight of the rare pair; asked for is how many times heavier the frequent one is.")
def rare_weight() -> float:
    return (16 / 81) ** 0.75


@exercise.mistake("Only the frequent pair reaches the ceiling: 16 is below x_max.")
def both_at_the_ceiling() -> float:
    return 1.0


@exercise.mistake("This is the ratio of the logarithms, which are what the model fits; the weight is f(x).")
def logarithms() -> float:
    return 2.0


@exercise.mistake("The power is 4/3 here; it is 3/4.")
def power_upside_down() -> float:
    return (81 / 16) ** (4 / 3)


@exercise.property("The frequent pair weighs more: the answer is above 1.")
def above_one(value: Any, case: Case) -> bool:
    return bool(value > 1)
