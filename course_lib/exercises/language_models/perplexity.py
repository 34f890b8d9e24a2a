"""Perplexity from the probabilities that a model gave to the tokens that came."""

import math
from statistics import geometric_mean

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "language_models.perplexity",
    title="Perplexity",
    chapter="02",
    level=1,
    minutes=10,
    hints=[
        "Three steps: the surprise of each token, their mean, and back from nats to a number of choices.",
        "The surprise of a token is -log p. The logarithm of 0 does not exist: a token of probability 0 makes the "
        "perplexity infinite (`math.inf`).",
        "`loss = -sum(math.log(p) for p in probabilities) / len(probabilities)`, and the result is `math.exp(loss)`; "
        "return `math.inf` first if there is a 0.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    drawn = (0.1 + 0.8 * torch.rand(7, generator=rng, dtype=torch.float64)).tolist()
    return [
        {"probabilities": drawn},
        {"probabilities": [1 / 6] * 5},
        {"probabilities": [0.5, 0.125]},
        {"probabilities": [0.9, 0.0, 0.8]},
    ]


@exercise.solution
def my_perplexity(probabilities: list[float]) -> float:
    """Return exp(mean of -log p): among how many equal choices the model hesitates.

    `probabilities`: what it gave to each token that came. Infinite if one is 0.
    """
    if min(probabilities) == 0:
        return math.inf
    return math.exp(-sum(math.log(p) for p in probabilities) / len(probabilities))


@exercise.also_right
def in_bits(probabilities: list[float]) -> float:
    surprises = [math.inf if p == 0 else -math.log2(p) for p in probabilities]
    return 2.0 ** (sum(surprises) / len(surprises))


@exercise.also_right
def one_over_the_geometric_mean(probabilities: list[float]) -> float:
    return math.inf if 0 in probabilities else 1 / geometric_mean(probabilities)


@exercise.also_right
def with_torch(probabilities: list[float]) -> torch.Tensor:
    return torch.tensor(probabilities, dtype=torch.float64).log().mean().neg().exp()


@exercise.mistake("This is the logarithm of the mean probability; take the mean of the logarithms.")
def log_of_the_mean(probabilities: list[float]) -> float:
    return len(probabilities) / sum(probabilities)


@exercise.mistake("This is the mean of 1/p; take the mean of the logarithms, then exp.")
def mean_of_the_inverse(probabilities: list[float]) -> float:
    return sum(math.inf if p == 0 else 1 / p for p in probabilities) / len(probabilities)


@exercise.mistake("Natural logarithms go back by exp; 2 to the power is for log2.")
def mixed_bases(probabilities: list[float]) -> float:
    return math.inf if 0 in probabilities else 2 ** math.log(my_perplexity(probabilities))


@exercise.mistake("The minus sign is missing: a logarithm of a probability is negative, and a perplexity at least 1.")
def without_the_minus(probabilities: list[float]) -> float:
    return 0.0 if 0 in probabilities else 1 / my_perplexity(probabilities)


@exercise.mistake("The surprises are summed, not averaged: a longer text would look worse.")
def summed(probabilities: list[float]) -> float:
    return math.inf if 0 in probabilities else 1 / math.prod(probabilities)


@exercise.mistake("This is the loss, in nats; the perplexity is exp of it.")
def loss(probabilities: list[float]) -> float:
    return math.log(my_perplexity(probabilities))


@exercise.mistake("Tokens of probability 0 are left out; they make the perplexity infinite.")
def zeros_left_out(probabilities: list[float]) -> float:
    return my_perplexity([p for p in probabilities if p > 0])


@exercise.mistake("`math.log(0)` raises; a token of probability 0 must make the perplexity infinite.")
def zero_raises(probabilities: list[float]) -> float:
    return math.exp(-sum(math.log(p) for p in probabilities) / len(probabilities))


@exercise.property("A perplexity is at least 1.")
def at_least_one(output: float, case: Case) -> bool:
    return bool(output >= 1)
