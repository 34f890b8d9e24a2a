"""No example may pull harder than the others."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "trust.clip",
    title="Clip each example's gradient",
    chapter="27",
    level=2,
    minutes=12,
    hints=[
        "Each row is one example's gradient. Its length is the root of the sum of its squares.",
        "A row that is longer than `most` is multiplied by most / length; a shorter one by 1. Never more than 1.",
        "`factor = (most / lengths).clamp(max=1)`, with lengths [example, 1] and a guard against a length of 0.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    gradients = torch.randn(7, 5, generator=rng) * torch.tensor([0.1, 5.0, 0.3, 2.0, 0.01, 9.0, 1.0])[:, None]
    gradients[4] = 0  # an example that has nothing to say
    return [{"gradients": gradients, "most": 1.0}, {"gradients": gradients[1:4] + 0.5, "most": 0.4}]


@exercise.solution
def my_clipped(
    gradients: Float[Tensor, "example parameter"],
    most: float,
) -> Float[Tensor, "example parameter"]:
    """Return the gradients, each example's shortened to the length `most` if longer."""
    lengths = gradients.norm(dim=1, keepdim=True)
    factor = (most / lengths.clamp(min=1e-12)).clamp(max=1)
    return gradients * factor


@exercise.also_right
def row_by_row(gradients: Float[Tensor, "example parameter"], most: float) -> Float[Tensor, "example parameter"]:
    rows = [row if row.norm() <= most else row / row.norm() * most for row in gradients]
    return torch.stack(rows)


@exercise.also_right
def by_maximum(gradients: Float[Tensor, "example parameter"], most: float) -> Float[Tensor, "example parameter"]:
    lengths = gradients.square().sum(1, keepdim=True).sqrt()
    return gradients / (lengths / most).clamp(min=1)


@exercise.mistake("Every number is clipped by itself: that turns a gradient. Shorten the whole row.")
def each_number(gradients: Float[Tensor, "example parameter"], most: float) -> Float[Tensor, "example parameter"]:
    return gradients.clamp(-most, most)


@exercise.mistake("Short gradients are stretched to the length `most`: the factor must be at most 1.")
def stretched(gradients: Float[Tensor, "example parameter"], most: float) -> Float[Tensor, "example parameter"]:
    return gradients * most / gradients.norm(dim=1, keepdim=True).clamp(min=1e-12)


@exercise.mistake("All examples are shortened together: one long gradient takes from the others.")
def together(gradients: Float[Tensor, "example parameter"], most: float) -> Float[Tensor, "example parameter"]:
    return gradients * (most / gradients.norm()).clamp(max=1)


@exercise.mistake("The length runs over the examples (dim 0); each row is an example, so it is dim 1.")
def wrong_axis(gradients: Float[Tensor, "example parameter"], most: float) -> Float[Tensor, "example parameter"]:
    return gradients * (most / gradients.norm(dim=0, keepdim=True).clamp(min=1e-12)).clamp(max=1)


@exercise.mistake("0 / 0 is NaN: an example whose gradient is 0 must stay 0.")
def not_a_number(gradients: Float[Tensor, "example parameter"], most: float) -> Float[Tensor, "example parameter"]:
    lengths = gradients.norm(dim=1, keepdim=True)
    return torch.where(lengths > most, gradients * most / lengths, gradients * lengths / lengths)


@exercise.mistake("The squared length is used: take the root.")
def squared(gradients: Float[Tensor, "example parameter"], most: float) -> Float[Tensor, "example parameter"]:
    return gradients * (most / gradients.square().sum(1, keepdim=True).clamp(min=1e-12)).clamp(max=1)


@exercise.property("No row may be longer than `most`.")
def short_enough(value: Tensor, case: Case) -> bool:
    return bool((value.norm(dim=1) <= case["most"] + 1e-4).all())
