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
        "The change, as a matrix of W's size, is B A times alpha / rank. Which order do the shapes allow?",
        "`weight + alpha / len(a) * b @ a`: (outputs × rank) times (rank × inputs). Do not change W in place.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, n_in: int, rank: int, alpha: float) -> Case:
        shapes = {"weight": (n, n_in), "a": (rank, n_in), "b": (n, rank)}
        return {**{k: torch.randn(shape, generator=rng) for k, shape in shapes.items()}, "alpha": alpha}

    return [draw(6, 6, 2, 5.0), draw(4, 7, 3, 0.5)]  # square: the wrong order raises nothing


@exercise.solution
def my_merge(
    weight: Float[Tensor, "outputs inputs"],
    a: Float[Tensor, "rank inputs"],
    b: Float[Tensor, "outputs rank"],
    alpha: float,
) -> Float[Tensor, "outputs inputs"]:
    """Return the weights of the plain layer that does what W and its LoRA do.

    In the code W is `weight`, A is `a` and B is `b`.
    """
    rank = len(a)
    return weight + alpha / rank * b @ a


@exercise.also_right
def by_einsum(weight: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return weight + torch.einsum("or,ri->oi", b, a) * alpha / b.shape[1]


@exercise.also_right
def as_a_sum_of_products(weight: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    merged = weight.clone()
    for column, row in zip(b.T, a, strict=True):
        merged += alpha / len(a) * torch.outer(column, row)
    return merged


@exercise.mistake("The change is not scaled by alpha / rank, so the merged layer differs from the unmerged one.")
def unscaled(weight: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return weight + b @ a


@exercise.mistake("The change is scaled by alpha alone; divide by the rank too.")
def by_alpha(weight: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return weight + alpha * b @ a


@exercise.mistake("The change alone is returned: add it to W.")
def change_alone(weight: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return alpha / len(a) * b @ a


@exercise.mistake("The change is transposed: it must be B A, outputs by inputs.")
def transposed(weight: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return weight + alpha / len(a) * (b @ a).T


@exercise.mistake(
    "A B multiplies the inputs' side with itself: the product is B A, outputs × rank times rank × inputs."
)
def wrong_order(weight: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return weight + alpha / len(a) * a @ b


@exercise.mistake("The change is taken out, as `unmerge` does; merging adds it.")
def unmerged(weight: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return weight - alpha / len(a) * b @ a


@exercise.mistake("The scale is applied twice: once is enough, B A is not squared.")
def twice(weight: Tensor, a: Tensor, b: Tensor, alpha: float) -> Tensor:
    return weight + (alpha / len(a)) ** 2 * b @ a
