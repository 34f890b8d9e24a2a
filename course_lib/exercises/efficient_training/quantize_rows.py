"""Weights in 8 bits, with a scale for each row."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "efficient_training.quantize_rows",
    title="Eight bits a weight",
    chapter="12",
    level=2,
    minutes=15,
    hints=[
        "Each row has its own scale: what one whole number is worth in it. The largest number in size must become 127 "
        "or −127.",
        "scale = largest size of the row / 127. Divide the row by it and round to the nearest whole number.",
        "`scale = weight.abs().amax(1, keepdim=True) / 127`; then `(weight / scale).round().to(torch.int8)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    wide = torch.randn(4, 6, generator=rng) * torch.tensor([[0.01], [1.0], [3.0], [50.0]])
    negative = torch.rand(5, 5, generator=rng) - 1.3  # square: a forgotten keepdim raises nothing
    return [{"weight": wide}, {"weight": negative}]


@exercise.solution
def my_quantize(
    weight: Float[Tensor, "row column"],
) -> tuple[Tensor, Float[Tensor, "row 1"]]:
    """Return whole numbers (torch.int8) and each row's scale; no row is all 0.

    The largest number of each row, in size, becomes 127 or -127.
    """
    scale = weight.abs().amax(dim=1, keepdim=True) / 127
    numbers = (weight / scale).round().to(torch.int8)
    return numbers, scale


@exercise.also_right
def by_the_norm(weight: Tensor) -> tuple[Tensor, Tensor]:
    scale = torch.linalg.vector_norm(weight, ord=float("inf"), dim=1)[:, None] / 127
    return torch.round(weight / scale).clamp(-127, 127).type(torch.int8), scale


@exercise.also_right
def row_after_row(weight: Tensor) -> tuple[Tensor, Tensor]:
    scales = [max(row.max().item(), -row.min().item()) / 127 for row in weight]
    rows = [(row / scale).round() for row, scale in zip(weight, scales, strict=True)]
    return torch.stack(rows).char(), torch.tensor(scales)[:, None]


def with_scale(weight: Tensor, scale: Tensor) -> tuple[Tensor, Tensor]:
    return (weight / scale).round().clamp(-128, 127).to(torch.int8), scale


@exercise.mistake("The scale is made of the largest number, signs and all; take sizes, or negative rows are cut off.")
def signed(weight: Tensor) -> tuple[Tensor, Tensor]:
    return with_scale(weight, weight.amax(dim=1, keepdim=True) / 127)


@exercise.mistake("There is one scale for the whole matrix; small rows then lose nearly all their digits.")
def per_tensor(weight: Tensor) -> tuple[Tensor, Tensor]:
    return with_scale(weight, (weight.abs().max() / 127).expand(len(weight), 1))


@exercise.mistake("The scales are those of the columns: take the largest along dim=1, within a row.")
def per_column(weight: Tensor) -> tuple[Tensor, Tensor]:
    return with_scale(weight, weight.abs().amax(dim=0, keepdim=True) / 127)


@exercise.mistake("The numbers are cut off towards 0 by the cast: round them first.")
def not_rounded(weight: Tensor) -> tuple[Tensor, Tensor]:
    scale = weight.abs().amax(dim=1, keepdim=True) / 127
    return (weight / scale * (1 + 1e-6)).to(torch.int8), scale


@exercise.mistake("The largest is divided by 128 and would become 128, which 8 bits cannot hold: divide by 127.")
def by_128(weight: Tensor) -> tuple[Tensor, Tensor]:
    return with_scale(weight, weight.abs().amax(dim=1, keepdim=True) / 128)


@exercise.mistake("The largest is divided by 255: that is for whole numbers without a sign, and half would be cut off.")
def by_255(weight: Tensor) -> tuple[Tensor, Tensor]:
    return with_scale(weight, weight.abs().amax(dim=1, keepdim=True) / 255)


@exercise.mistake("The scale is upside down: it is what one whole number is worth, and 127 / largest is the inverse.")
def inverse_scale(weight: Tensor) -> tuple[Tensor, Tensor]:
    numbers, scale = my_quantize(weight)
    return numbers, 1 / scale


@exercise.mistake("The numbers wrap round: they were cast to int8 without the division by the scale.")
def not_divided(weight: Tensor) -> tuple[Tensor, Tensor]:
    _, scale = my_quantize(weight)
    return weight.round().to(torch.int8), scale


@exercise.mistake("The scales have lost an axis: keep it (`keepdim=True`), so that each belongs to its row.")
def no_keepdim(weight: Tensor) -> tuple[Tensor, Tensor]:
    numbers, scale = my_quantize(weight)
    return numbers, scale[:, 0]


@exercise.property("Each number times its scale must be within half a scale of the weight.")
def comes_back(result: Any, case: Case) -> bool:
    numbers, scale = result
    return bool(((numbers * scale - case["weight"]).abs() <= 0.501 * scale).all())
