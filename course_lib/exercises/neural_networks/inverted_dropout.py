"""Dropout that keeps the expected value: what stays is enlarged. Source: Srivastava et al. (2014), section 10."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "neural_networks.inverted_dropout",
    title="Dropout",
    chapter="04",
    level=2,
    minutes=10,
    hints=[
        "Outside training nothing happens. In it a number stays where `noise` is at least the rate; else it is 0.",
        "Of 100 numbers, 100 · (1 - rate) stay. By what must they be enlarged so that their sum stays what it was?",
        "In training return `x * (noise >= rate) / (1 - rate)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(rate: float, training: bool) -> Case:
        noise = torch.rand(4, 6, generator=rng)
        noise[0] = torch.tensor([0.1, 0.25, 0.35, 0.65, 0.75, 0.9])  # on both sides of each rate and of 1 - rate
        return {"x": torch.randn(4, 6, generator=rng), "rate": rate, "noise": noise, "training": training}

    return [draw(0.3, True), draw(0.3, False), draw(0.0, True)]


@exercise.solution
def my_dropout(
    x: Float[Tensor, "*shape"],
    rate: float,
    noise: Float[Tensor, "*shape"],
    training: bool,
) -> Float[Tensor, "*shape"]:
    """In training, set a share `rate` of the numbers to 0 and make up for it.

    `noise` is uniform between 0 and 1: a number stays where it is at least the rate.
    """
    if not training:
        return x
    return x * (noise >= rate) / (1 - rate)


@exercise.also_right
def with_where(x: Tensor, rate: float, noise: Tensor, training: bool) -> Tensor:
    return torch.where(noise < rate, torch.zeros_like(x), x / (1 - rate)) if training else x.clone()


@exercise.also_right
def with_fill(x: Tensor, rate: float, noise: Tensor, training: bool) -> Tensor:
    if training:
        x = x.masked_fill(noise < rate, 0.0) * (1 / (1 - rate))
    return x


@exercise.mistake("What stays is not enlarged: divide it by 1 - rate, or the next layer gets too little.")
def not_enlarged(x: Tensor, rate: float, noise: Tensor, training: bool) -> Tensor:
    return x * (noise >= rate) if training else x


@exercise.mistake("Dropout acts outside training too.")
def always(x: Tensor, rate: float, noise: Tensor, training: bool) -> Tensor:
    return my_dropout(x, rate, noise, True)


@exercise.mistake("The roles are swapped: dropout acts outside training, and not in it.")
def never_in_training(x: Tensor, rate: float, noise: Tensor, training: bool) -> Tensor:
    return my_dropout(x, rate, noise, not training)


@exercise.mistake("Kept and dropped are swapped: a share `rate` must go, not stay.")
def swapped(x: Tensor, rate: float, noise: Tensor, training: bool) -> Tensor:
    return x * (noise < rate) / (1 - rate) if training else x


@exercise.mistake("What stays is divided by the rate; divide it by 1 - rate, the share that stays.")
def divided_by_rate(x: Tensor, rate: float, noise: Tensor, training: bool) -> Tensor:
    return x * (noise >= rate) / rate if training else x


@exercise.mistake("What stays is made smaller: divide by 1 - rate, do not multiply by it.")
def multiplied(x: Tensor, rate: float, noise: Tensor, training: bool) -> Tensor:
    return x * (noise >= rate) * (1 - rate) if training else x


@exercise.mistake("Outside training all numbers are multiplied by 1 - rate: that belongs to the other form of dropout, "
                  "which does not enlarge in training.")  # fmt: skip
def both_forms(x: Tensor, rate: float, noise: Tensor, training: bool) -> Tensor:
    return my_dropout(x, rate, noise, True) if training else x * (1 - rate)


@exercise.property("Outside training the numbers stay as they are.")
def unchanged(output: Tensor, case: Case) -> bool:
    return case["training"] or bool(torch.equal(output, case["x"]))
