"""A linear layer that stays, and a change of low rank beside it."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tuning_and_alignment.lora_forward",
    title="LoRA, forwards",
    chapter="17",
    level=2,
    minutes=10,
    hints=[
        "The frozen layer gives W x + bias. The change is the product B A, applied to the same x, times alpha / rank.",
        "With rows as vectors, W x is `x @ weight.T`. A has rank rows, B as many rows as W: x passes through A first.",
        "`x @ weight.T + bias + alpha / len(a) * (x @ a.T @ b.T)`: the change needs no bias of its own.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, n_in: int, n_out: int, rank: int, alpha: float) -> Case:
        shapes = {"x": (batch, n_in), "weight": (n_out, n_in), "bias": (n_out,), "a": (rank, n_in), "b": (n_out, rank)}
        return {**{k: torch.randn(shape, generator=rng) for k, shape in shapes.items()}, "alpha": alpha}

    return [draw(3, 5, 7, 2, 6.0), draw(2, 6, 4, 3, 0.5)]


@exercise.solution
def my_lora(
    x: Float[Tensor, "batch inputs"],
    weight: Float[Tensor, "outputs inputs"],
    bias: Float[Tensor, " outputs"],
    a: Float[Tensor, "rank inputs"],
    b: Float[Tensor, "outputs rank"],
    alpha: float,
) -> Float[Tensor, "batch outputs"]:
    """Return W x + bias + (alpha / rank) · B A x for each row x.

    In the code W is `weight`, A is `a` and B is `b`.
    """
    rank = len(a)
    return x @ weight.T + bias + alpha / rank * (x @ a.T @ b.T)


@exercise.also_right
def merged_first(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return torch.nn.functional.linear(x, weight + alpha / b.shape[1] * b @ a, bias)


@exercise.also_right
def by_einsum(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    change = torch.einsum("or,ri,bi->bo", b, a, x)
    return torch.einsum("oi,bi->bo", weight, x) + bias + change * (alpha / a.shape[0])


@exercise.mistake("The change is not scaled: multiply it by alpha / rank.")
def unscaled(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return x @ weight.T + bias + x @ a.T @ b.T


@exercise.mistake("The change is multiplied by alpha alone; divide by the rank too.")
def not_divided(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return x @ weight.T + bias + alpha * (x @ a.T @ b.T)


@exercise.mistake("The scale reaches the frozen layer too: only the change is multiplied by alpha / rank.")
def all_scaled(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return alpha / len(a) * (x @ weight.T + x @ a.T @ b.T) + bias


@exercise.mistake("The change is there, the frozen layer is not: add W x + bias.")
def change_alone(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return alpha / len(a) * (x @ a.T @ b.T)


@exercise.mistake("The bias is missing.")
def without_bias(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return x @ weight.T + alpha / len(a) * (x @ a.T @ b.T)


@exercise.mistake("The change is fed with the layer's output; A reads x, as W does.")
def one_after_the_other(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return alpha / len(a) * ((x @ weight.T + bias) @ b @ b.T)


@exercise.mistake("The change is taken away; it is added.")
def subtracted(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return x @ weight.T + bias - alpha / len(a) * (x @ a.T @ b.T)


@exercise.mistake("The scale is rank / alpha; it must be alpha / rank.")
def upside_down(x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return x @ weight.T + bias + len(a) / alpha * (x @ a.T @ b.T)
