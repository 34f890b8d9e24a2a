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
        "The frozen layer gives W x + b. The change is the product B A, applied to the same x, times alpha / rank.",
        "With rows as vectors, W x is `x @ W.T`. A has rank rows, B as many rows as W: x passes through A first.",
        "`x @ W.T + b + alpha / len(A) * (x @ A.T @ B.T)`: the change needs no bias of its own.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, n_in: int, n_out: int, rank: int, alpha: float) -> Case:
        shapes = {"x": (batch, n_in), "W": (n_out, n_in), "b": (n_out,), "A": (rank, n_in), "B": (n_out, rank)}
        return {**{k: torch.randn(shape, generator=rng) for k, shape in shapes.items()}, "alpha": alpha}

    return [draw(3, 5, 7, 2, 6.0), draw(2, 6, 4, 3, 0.5)]


@exercise.solution
def my_lora(
    x: Float[Tensor, "batch inputs"],
    W: Float[Tensor, "outputs inputs"],
    b: Float[Tensor, " outputs"],
    A: Float[Tensor, "rank inputs"],
    B: Float[Tensor, "outputs rank"],
    alpha: float,
) -> Float[Tensor, "batch outputs"]:
    """Return W x + b + (alpha / rank) · B A x for each row x."""
    rank = len(A)
    return x @ W.T + b + alpha / rank * (x @ A.T @ B.T)


@exercise.also_right
def merged_first(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return torch.nn.functional.linear(x, W + alpha / B.shape[1] * B @ A, b)


@exercise.also_right
def by_einsum(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    change = torch.einsum("or,ri,bi->bo", B, A, x)
    return torch.einsum("oi,bi->bo", W, x) + b + change * (alpha / A.shape[0])


@exercise.mistake("The change is not scaled: multiply it by alpha / rank.")
def unscaled(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return x @ W.T + b + x @ A.T @ B.T


@exercise.mistake("The change is multiplied by alpha alone; divide by the rank too.")
def not_divided(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return x @ W.T + b + alpha * (x @ A.T @ B.T)


@exercise.mistake("The scale reaches the frozen layer too: only the change is multiplied by alpha / rank.")
def all_scaled(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return alpha / len(A) * (x @ W.T + x @ A.T @ B.T) + b


@exercise.mistake("The change is there, the frozen layer is not: add W x + b.")
def change_alone(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return alpha / len(A) * (x @ A.T @ B.T)


@exercise.mistake("The bias b is missing.")
def without_bias(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return x @ W.T + alpha / len(A) * (x @ A.T @ B.T)


@exercise.mistake("The change is fed with the layer's output; A reads x, as W does.")
def one_after_the_other(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return alpha / len(A) * ((x @ W.T + b) @ B @ B.T)


@exercise.mistake("The change is taken away; it is added.")
def subtracted(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return x @ W.T + b - alpha / len(A) * (x @ A.T @ B.T)


@exercise.mistake("The scale is rank / alpha; it must be alpha / rank.")
def upside_down(x: Tensor, W: Tensor, b: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return x @ W.T + b + len(A) / alpha * (x @ A.T @ B.T)
