"""The k nearest, the nearest first."""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "sentence_pairs.nearest_questions",
    title="The k nearest by cosine",
    chapter="15",
    level=2,
    minutes=10,
    hints=[
        "One product of matrices compares every query with every text. Which vectors must "
        "have length 1, so that the products are cosines?",
        "Normalise both tables; `topk` along the texts gives the largest values and their places.",
        "`(F.normalize(queries, dim=1) @ F.normalize(bank, dim=1).T).topk(k, dim=1).indices`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, m: int, size: int, k: int) -> Case:
        bank = torch.randn(m, size, generator=rng)
        lengths = 0.2 + 4 * torch.rand(m, 1, generator=rng)
        return {"queries": torch.randn(n, size, generator=rng), "bank": bank * lengths, "k": k}

    return [draw(4, 12, 5, 3), draw(6, 20, 3, 5)]


@exercise.solution
def my_nearest(
    queries: Float[Tensor, "query d_model"], bank: Float[Tensor, "text d_model"], k: int
) -> Int[Tensor, "query k"]:
    """Return the rows of the k texts with the largest cosine, the largest first.

    The vectors may have any length.
    """
    cosines = F.normalize(queries, dim=1) @ F.normalize(bank, dim=1).T
    return cosines.topk(k, dim=1).indices


@exercise.also_right
def by_sorting(queries: Tensor, bank: Tensor, k: int) -> Tensor:
    cosines = F.cosine_similarity(queries[:, None], bank[None], dim=-1)
    return cosines.argsort(dim=1, descending=True)[:, :k]


@exercise.also_right
def by_distance(queries: Tensor, bank: Tensor, k: int) -> Tensor:
    """Between vectors of length 1 the nearest is the one at the smallest distance."""
    distances = torch.cdist(F.normalize(queries, dim=1), F.normalize(bank, dim=1))
    return distances.topk(k, dim=1, largest=False).indices


@exercise.mistake("These are the largest dot products: long vectors win. Bring the bank's to length 1.")
def dot_products(queries: Tensor, bank: Tensor, k: int) -> Tensor:
    return (queries @ bank.T).topk(k, dim=1).indices


@exercise.mistake("These are the least similar texts: sort from the largest cosine down.")
def farthest(queries: Tensor, bank: Tensor, k: int) -> Tensor:
    cosines = F.normalize(queries, dim=1) @ F.normalize(bank, dim=1).T
    return cosines.topk(k, dim=1, largest=False).indices


@exercise.mistake("These are the cosines; the rows of the bank were asked for (`.indices`).")
def values(queries: Tensor, bank: Tensor, k: int) -> Tensor:
    cosines = F.normalize(queries, dim=1) @ F.normalize(bank, dim=1).T
    return cosines.topk(k, dim=1).values


@exercise.mistake("The right k, but the nearest comes last: turn the order round.")
def reversed_order(queries: Tensor, bank: Tensor, k: int) -> Tensor:
    return my_nearest(queries, bank, k).flip(1)


@exercise.mistake("These are the nearest queries of each text; the nearest texts of each query were asked for.")
def other_axis(queries: Tensor, bank: Tensor, k: int) -> Tensor:
    cosines = F.normalize(queries, dim=1) @ F.normalize(bank, dim=1).T
    return cosines.topk(k, dim=0).indices


@exercise.mistake("Only the nearest is returned; k of them were asked for.")
def nearest_only(queries: Tensor, bank: Tensor, k: int) -> Tensor:
    return my_nearest(queries, bank, 1)


@exercise.mistake("These are the nearest by distance between vectors of any length: short ones are favoured.")
def plain_distance(queries: Tensor, bank: Tensor, k: int) -> Tensor:
    return torch.cdist(queries, bank).topk(k, dim=1, largest=False).indices
