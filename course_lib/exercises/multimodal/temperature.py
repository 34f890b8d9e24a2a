"""What the temperature makes of two cosines, by hand."""

from math import exp
from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "multimodal.temperature",
    title="Two captions at one temperature",
    chapter="28",
    level=1,
    minutes=5,
    tolerance=0.005,
    hints=[
        "Divide both cosines by the temperature, then take the softmax of the two.",
        "The logits are 3 and 1.5; only their difference counts.",
        "The probability is 1 / (1 + exp(-1.5)).",
    ],
)


@exercise.solution
def probability() -> float:
    """A picture's cosine with caption A is 0.6, with caption B 0.3; there is no other.

    The temperature is 0.2. What probability does A get, to two decimals?
    """
    first, second = exp(0.6 / 0.2), exp(0.3 / 0.2)
    return first / (first + second)


@exercise.also_right
def rounded() -> float:
    return 0.82


@exercise.also_right
def from_the_difference() -> float:
    return 1 / (1 + exp(-0.3 / 0.2))


@exercise.mistake("The cosines are not divided by the temperature.")
def without() -> float:
    return 1 / (1 + exp(-0.3))


@exercise.mistake("The cosines are multiplied by the temperature; divide them by it.")
def multiplied() -> float:
    return 1 / (1 + exp(-0.3 * 0.2))


@exercise.mistake("These are shares of the cosines, without exp: the temperature then has no effect at all.")
def shares() -> float:
    return 0.6 / 0.9


@exercise.mistake("This is the probability of caption B.")
def the_other() -> float:
    return 1 - probability()


@exercise.mistake("This is the logit of A, 0.6 / 0.2; the softmax is still to come.")
def logit() -> float:
    return 3.0


@exercise.mistake("This is the sigmoid of A's logit alone; the probability depends on B too.")
def sigmoid() -> float:
    return 1 / (1 + exp(-3))


@exercise.mistake("The softmax was taken with powers of 2; it takes those of e.")
def base_two() -> float:
    return 1 / (1 + 2**-1.5)


@exercise.property("A probability lies between 0 and 1.")
def is_a_probability(answer: Any, case: Case) -> bool:
    return bool(0 <= answer <= 1)
