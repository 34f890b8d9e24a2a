"""The change of a LoRA, put into the weights: afterwards nothing is left of it."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tuning_and_alignment.merge",
    title="Merge a LoRA",
    chapter="17",
    level=1,
    minutes=5,
    hints=[
        "You look for one matrix that does what W and the change do together: (W + change) x = W x + change x.",
        "The change, as a matrix of W's size, is B A times alpha / rank. In which order do the shapes allow the product?",
        "`W + alpha / len(A) * B @ A`: (outputs × rank) times (rank × inputs). Make a new tensor, leave W as it is.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, n_in: int, rank: int, alpha: float) -> Case:
        shapes = {"W": (n, n_in), "A": (rank, n_in), "B": (n, rank)}
        return {**{k: torch.randn(shape, generator=rng) for k, shape in shapes.items()}, "alpha": alpha}

    return [draw(6, 6, 2, 5.0), draw(4, 7, 3, 0.5)]  # square: the wrong order raises nothing


@exercise.solution
def my_merge(
    W: Float[Tensor, "outputs inputs"],
    A: Float[Tensor, "rank inputs"],
    B: Float[Tensor, "outputs rank"],
    alpha: float,
) -> Float[Tensor, "outputs inputs"]:
    """Return the weights of the plain layer that does what W and its LoRA do."""
    rank = len(A)
    return W + alpha / rank * B @ A


@exercise.also_right
def by_einsum(W: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return W + torch.einsum("or,ri->oi", B, A) * alpha / B.shape[1]


@exercise.also_right
def as_a_sum_of_products(W: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    merged = W.clone()
    for column, row in zip(B.T, A, strict=True):
        merged += alpha / len(A) * torch.outer(column, row)
    return merged


@exercise.mistake("The change is not scaled by alpha / rank, so the merged layer differs from the unmerged one.")
def unscaled(W: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return W + B @ A


@exercise.mistake("The change is scaled by alpha alone; divide by the rank too.")
def by_alpha(W: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return W + alpha * B @ A


@exercise.mistake("The change alone is returned: add it to W.")
def change_alone(W: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return alpha / len(A) * B @ A


@exercise.mistake("The change is transposed: it must be B A, outputs by inputs.")
def transposed(W: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return W + alpha / len(A) * (B @ A).T


@exercise.mistake("A B multiplies the inputs' side with itself: the product is B A, outputs × rank times rank × inputs.")
def wrong_order(W: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return W + alpha / len(A) * A @ B


@exercise.mistake("The change is taken out, as `unmerge` does; merging adds it.")
def unmerged(W: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return W - alpha / len(A) * B @ A


@exercise.mistake("The scale is applied twice: once is enough, B A is not squared.")
def twice(W: Tensor, A: Tensor, B: Tensor, alpha: float) -> Tensor:
    return W + (alpha / len(A)) ** 2 * B @ A
