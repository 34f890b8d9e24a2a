"""The cosine of the angle between two vectors: how alike their directions are."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "word_vectors.cosine",
    title="Cosine similarity",
    chapter="03",
    level=1,
    minutes=5,
    hints=[
        "A dot product grows with the lengths of both vectors. Divide their effect out.",
        "The length of a vector is the square root of the sum of its squares.",
        "`first @ second / (first.norm() * second.norm())`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    first, second = torch.randn(2, 5, generator=rng)
    return [
        {"first": 2 * first, "second": second},
        {"first": first, "second": first / 3},
        {"first": first[:3], "second": 3 * second[:3]},
    ]


@exercise.solution
def my_cosine(
    first: Float[Tensor, "d_vector"],
    second: Float[Tensor, "d_vector"],
) -> Float[Tensor, ""]:
    """Return the cosine of the angle between two vectors, from -1 to 1."""
    return first @ second / (first.norm() * second.norm())


@exercise.also_right
def normalised_first(first: Tensor, second: Tensor) -> Tensor:
    return (first / first.norm()) @ (second / second.norm())


@exercise.also_right
def by_pytorch(first: Tensor, second: Tensor) -> float:
    return torch.cosine_similarity(first, second, dim=0).item()


@exercise.mistake("This is the dot product: it grows with the vectors' lengths. Divide by both.")
def dot_product(first: Tensor, second: Tensor) -> Tensor:
    return first @ second


@exercise.mistake("Only the first vector's length is divided out.")
def one_length(first: Tensor, second: Tensor) -> Tensor:
    return first @ second / first.norm()


@exercise.mistake("The squared lengths are divided out; take the square root of the sums of squares.")
def squared_lengths(first: Tensor, second: Tensor) -> Tensor:
    return first @ second / ((first @ first) * (second @ second))


@exercise.mistake("The lengths are added; the dot product grows with their product.")
def lengths_added(first: Tensor, second: Tensor) -> Tensor:
    return first @ second / (first.norm() + second.norm())


@exercise.mistake("The dot product is divided by the number of entries: that is no length.")
def by_size(first: Tensor, second: Tensor) -> Tensor:
    return first @ second / len(first)


@exercise.mistake("This is 1 minus the cosine, a distance: 0 for the same direction, where 1 is asked for.")
def distance(first: Tensor, second: Tensor) -> Tensor:
    return 1 - first @ second / (first.norm() * second.norm())


@exercise.mistake("The sign is lost: opposite directions have a cosine of -1.")
def without_sign(first: Tensor, second: Tensor) -> Tensor:
    return (first @ second).abs() / (first.norm() * second.norm())


@exercise.property("A cosine lies between -1 and 1.")
def between(cosine: Tensor, case: Case) -> bool:
    return bool(-1 - 1e-4 <= cosine <= 1 + 1e-4)
