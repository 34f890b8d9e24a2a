"""The cosine of every vector with every other."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "sentence_pairs.cosine_matrix",
    title="A table of cosines",
    chapter="15",
    level=1,
    minutes=10,
    hints=[
        "The cosine is the dot product of two vectors of length 1. Make the lengths 1 first.",
        "Divide each row by its own length, `norm(dim=1, keepdim=True)`; then one product of "
        "matrices gives all the dot products.",
        "`a = first / first.norm(dim=1, keepdim=True)`, the same for b, then `a @ b.T`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, m: int, size: int) -> Case:
        first, second = torch.randn(n, size, generator=rng), torch.randn(m, size, generator=rng)
        return {"first": 3 * first, "second": 0.5 * second}

    return [draw(3, 4, 5), draw(2, 6, 3)]


@exercise.solution
def my_cosine(
    first: Float[Tensor, "first d_model"], second: Float[Tensor, "second d_model"]
) -> Float[Tensor, "first second"]:
    """Return the cosine of each row of `first` with each row of `second`."""
    a = first / first.norm(dim=1, keepdim=True)
    b = second / second.norm(dim=1, keepdim=True)
    return a @ b.T


@exercise.also_right
def with_pytorch(first: Tensor, second: Tensor) -> Tensor:
    return F.cosine_similarity(first[:, None], second[None], dim=-1)


@exercise.also_right
def divided_afterwards(first: Tensor, second: Tensor) -> Tensor:
    return first @ second.T / torch.outer(first.norm(dim=1), second.norm(dim=1))


@exercise.mistake("These are dot products: the vectors are not divided by their lengths.")
def dot_products(first: Tensor, second: Tensor) -> Tensor:
    return first @ second.T


@exercise.mistake("Only `first` is brought to length 1; `second` must be, too.")
def one_side(first: Tensor, second: Tensor) -> Tensor:
    return F.normalize(first, dim=1) @ second.T


@exercise.mistake("Only `second` is brought to length 1; `first` must be, too.")
def other_side(first: Tensor, second: Tensor) -> Tensor:
    return first @ F.normalize(second, dim=1).T


@exercise.mistake("The columns are brought to length 1 (dim=0); a text's vector is a row (dim=1).")
def columns(first: Tensor, second: Tensor) -> Tensor:
    return F.normalize(first, dim=0) @ F.normalize(second, dim=0).T


@exercise.mistake("The whole tables are divided by one length each; every row has its own.")
def one_length(first: Tensor, second: Tensor) -> Tensor:
    return (first / first.norm()) @ (second / second.norm()).T


@exercise.mistake("The vectors are divided by the squares of their lengths: take the root.")
def squared(first: Tensor, second: Tensor) -> Tensor:
    a = first / first.square().sum(dim=1, keepdim=True)
    return a @ (second / second.square().sum(dim=1, keepdim=True)).T


@exercise.mistake("Rows and columns are swapped: one row for each vector of `first`.")
def transposed(first: Tensor, second: Tensor) -> Tensor:
    return my_cosine(second, first)


@exercise.property("A cosine lies between -1 and 1.")
def between(output: Tensor, case: Case) -> bool:
    return bool(output.abs().max() <= 1 + 1e-5)
