"""One attention weight, by hand."""

from math import exp
from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "attention.by_hand",
    title="One attention weight by hand",
    chapter="06",
    level=1,
    minutes=5,
    tolerance=0.005,
    hints=[
        "Two dot products, a scale, a softmax over two numbers; the values are not needed.",
        "The dot products are 3 and 1, and d_head is 4: divide both by the square root of 4.",
        "The weight is exp(1.5) / (exp(1.5) + exp(0.5)), the same as 1 / (1 + exp(-1)).",
    ],
)


@exercise.solution
def first_weight() -> float:
    """What weight does the query give the first of the two keys, to two decimals?

    query = [1, 0, 1, 1]
    key_1 = [2, 1, 0, 1]
    key_2 = [0, 2, 1, 0]
    """
    query, keys = [1, 0, 1, 1], [[2, 1, 0, 1], [0, 2, 1, 0]]
    scores = [sum(q * k for q, k in zip(query, key, strict=True)) / len(query) ** 0.5 for key in keys]
    return exp(scores[0]) / (exp(scores[0]) + exp(scores[1]))


@exercise.also_right
def rounded() -> float:
    return 0.73


@exercise.also_right
def from_the_difference() -> float:
    return 1 / (1 + exp(-(3 - 1) / 2))


@exercise.mistake("The dot products 3 and 1 are not divided by sqrt(d_head) = 2.")
def unscaled() -> float:
    return exp(3) / (exp(3) + exp(1))


@exercise.mistake("The dot products are divided by d_head = 4; divide them by its square root, 2.")
def divided_by_d_head() -> float:
    return exp(3 / 4) / (exp(3 / 4) + exp(1 / 4))


@exercise.mistake("The scores are divided by their sum without exp: that is no softmax.")
def without_exp() -> float:
    return 3 / (3 + 1)


@exercise.mistake("This is the sigmoid of the first score alone; the weight depends on the second key too.")
def sigmoid_of_one_score() -> float:
    return 1 / (1 + exp(-1.5))


@exercise.mistake("This is the weight of the second key.")
def second_weight() -> float:
    return 1 - first_weight()


@exercise.mistake("This is the scaled score of the first key; a softmax must still make it a weight.")
def score() -> float:
    return 3 / 2


@exercise.mistake("This is exp of the first score; divide it by the sum of both exponentials.")
def exponential() -> float:
    return exp(1.5)


@exercise.mistake("The weight is scaled after the softmax; scale the scores, before it.")
def scaled_late() -> float:
    return unscaled() / 2


@exercise.property("A weight lies between 0 and 1.")
def is_a_weight(weight: Any, case: Case) -> bool:
    return bool(0 <= weight <= 1)
