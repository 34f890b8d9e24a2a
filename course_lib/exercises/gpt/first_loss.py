"""The loss of a model that has learned nothing."""

from math import e, exp, log, log2, log10
from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "gpt.first_loss",
    title="The loss before the first step",
    chapter="10",
    level=1,
    minutes=5,
    tolerance=0.01,
    hints=[
        "With small random weights all logits are close to 0. What is then the probability of each of the tokens?",
        "Each of V tokens has the probability 1/V, and the loss is the mean of -ln p.",
        "-ln(1/4096) = ln 4096 = 12 · ln 2, and ln 2 is 0.693.",
    ],
)


@exercise.solution
def first_loss() -> float:
    """What is the mean loss of this model before its first step, to two decimals?

    vocabulary: 4,096 tokens
    weights: random and small, so that all logits are close to 0
    loss: the mean of -ln p(next token), in nats
    """
    return log(4096)


@exercise.also_right
def rounded() -> float:
    return 8.32


@exercise.also_right
def from_the_power_of_two() -> float:
    return 12 * log(2)


@exercise.mistake("This is in bits (log2); in nats it is ln, 0.693 times as much.")
def in_bits() -> float:
    return log2(4096)


@exercise.mistake("This is the logarithm to the base 10; nats need ln.")
def base_ten() -> float:
    return log10(4096)


@exercise.mistake("The probability of one token is below 1, so -ln p is above 0.")
def negative() -> float:
    return -log(4096)


@exercise.mistake("This is the probability of one token; the loss is -ln of it.")
def probability() -> float:
    return 1 / 4096


@exercise.mistake("This is the perplexity, e to the power of the loss.")
def perplexity() -> float:
    return exp(log(4096))


@exercise.mistake("This is ln 2: the loss of a choice between two. Here the choice is among 4,096.")
def coin() -> float:
    return log(2)


@exercise.property("The loss lies between 0 (certain) and ln V (no idea).")
def in_range(loss: Any, case: Case) -> bool:
    return bool(0 < loss < 4 * e)
