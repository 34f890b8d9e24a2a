"""How well is a secret known?"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "trust.exposure",
    title="The exposure of a secret",
    chapter="27",
    level=2,
    minutes=10,
    hints=[
        "The rank is the secret's place if all possible ones are sorted, the likeliest first: 1 is the best.",
        "Count how many are likelier, and add 1. Exposure is log2(how many there are) - log2(rank).",
        "`rank = int((log_probs > log_probs[true]).sum()) + 1`, then `math.log2(len(log_probs) / rank)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    log_probs = -20 + 3 * torch.randn(29, generator=rng)
    best, worst, middle = int(log_probs.argmax()), int(log_probs.argmin()), int(log_probs.argsort()[11])
    cases = [{"log_probs": log_probs, "true": place} for place in (best, worst, middle)]
    return [*cases, {"log_probs": torch.tensor([-1.0, -5.0, -2.0, -3.0, -4.0]), "true": 4}]


@exercise.solution
def my_exposure(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    """Return the exposure, in bits, of candidate `true` among all possible secrets.

    `log_probs` holds what the model thinks of each of them, the true one too.
    """
    rank = int((log_probs > log_probs[true]).sum()) + 1
    return math.log2(len(log_probs)) - math.log2(rank)


@exercise.also_right
def by_sorting(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    order = log_probs.argsort(descending=True).tolist()
    return -math.log2((order.index(true) + 1) / len(order))


@exercise.also_right
def by_not_less(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    return math.log2(len(log_probs) / int((log_probs >= log_probs[true]).sum()))


@exercise.mistake("The likeliest secret has rank 1, the least likely the last: here it is the other way round.")
def upside_down(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    return math.log2(len(log_probs) / (int((log_probs < log_probs[true]).sum()) + 1))


@exercise.mistake("Bits are logarithms to base 2; these are natural ones.")
def in_nats(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    return math.log(len(log_probs) / (int((log_probs > log_probs[true]).sum()) + 1))


@exercise.mistake("The best rank is 1, not 0: the secret itself counts.")
def from_zero(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    return math.log2(len(log_probs) / max(0.5, int((log_probs > log_probs[true]).sum())))


@exercise.mistake("The secret must be among those that are counted: divide by all of them, not by the others.")
def among_others(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    return math.log2((len(log_probs) - 1) / (int((log_probs > log_probs[true]).sum()) + 1))


@exercise.mistake("This is the secret's log-probability in bits. Exposure compares it with the other secrets.")
def surprise(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    return -float(log_probs[true]) / math.log(2)


@exercise.mistake("This is the rank itself.")
def rank_alone(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    return float((log_probs > log_probs[true]).sum() + 1)


@exercise.property("Exposure is at most log2 of the number of secrets, and at least 0.")
def within(value: float, case: Case) -> bool:
    return -1e-9 <= value <= math.log2(len(case["log_probs"])) + 1e-9
