"""Search judged: recall at k."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "multimodal.recall",
    title="Recall among the first k",
    chapter="28",
    level=2,
    minutes=15,
    hints=[
        "For each query: which pictures are its first k? How many of its right ones are among them, and how many right "
        "ones are there?",
        "similarities.topk(k, dim=1).indices are the first k; relevant.gather(1, those) says which of them are right.",
        "found = relevant.gather(1, first).sum(dim=1); return (found / relevant.sum(dim=1)).mean()",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(queries: int, pictures: int, k: int) -> Case:
        relevant = torch.rand(queries, pictures, generator=rng) < 0.3
        for query in range(queries):
            relevant[query, : 1 + query % 3] = True
        order = torch.rand(queries, pictures, generator=rng) + 0.2 * relevant
        return {"similarities": order, "relevant": relevant, "k": k}

    return [case(7, 12, 3), case(11, 9, 4), case(9, 14, 5)]


@exercise.solution
def my_recall(
    similarities: Float[Tensor, "query picture"],
    relevant: Bool[Tensor, "query picture"],
    k: int,
) -> float:
    """Return the mean over queries of the share of right pictures among the first k.

    The share is of all pictures that are right for the query; each has at least one.
    """
    first = similarities.topk(k, dim=1).indices
    found = relevant.gather(1, first).sum(dim=1)
    return (found / relevant.sum(dim=1)).mean().item()


@exercise.also_right
def by_loops(similarities: Tensor, relevant: Tensor, k: int) -> float:
    shares = []
    for scores, right in zip(similarities.tolist(), relevant.tolist(), strict=True):
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        shares.append(sum(right[i] for i in order[:k]) / sum(right))
    return sum(shares) / len(shares)


@exercise.also_right
def by_places(similarities: Tensor, relevant: Tensor, k: int) -> float:
    places = similarities.argsort(dim=1, descending=True).argsort(dim=1)
    found = ((places < k) & relevant).sum(dim=1)
    return float((found.double() / relevant.sum(dim=1)).mean())


@exercise.mistake("This is divided by k: that is precision, the share of the first k that are right.")
def precision(similarities: Tensor, relevant: Tensor, k: int) -> float:
    first = similarities.topk(k, dim=1).indices
    return relevant.gather(1, first).float().mean().item()


@exercise.mistake("One right picture among the first k counts as all: divide by the number of right ones.")
def hit_rate(similarities: Tensor, relevant: Tensor, k: int) -> float:
    first = similarities.topk(k, dim=1).indices
    return relevant.gather(1, first).any(dim=1).float().mean().item()


@exercise.mistake("The first k are the least similar: sort downwards.")
def upwards(similarities: Tensor, relevant: Tensor, k: int) -> float:
    return my_recall(-similarities, relevant, k)


@exercise.mistake(
    "All queries are pooled, so that one with many right pictures counts more: take each one's share first."
)
def pooled(similarities: Tensor, relevant: Tensor, k: int) -> float:
    first = similarities.topk(k, dim=1).indices
    return (relevant.gather(1, first).sum() / relevant.sum()).item()


@exercise.mistake("One picture too few is looked at: the first k, not the first k - 1.")
def one_less(similarities: Tensor, relevant: Tensor, k: int) -> float:
    return my_recall(similarities, relevant, k - 1)


@exercise.mistake("The pictures look for queries: topk ran along the wrong axis.")
def wrong_axis(similarities: Tensor, relevant: Tensor, k: int) -> float:
    first = similarities.topk(k, dim=0).indices
    found = relevant.gather(0, first).sum(dim=0)
    return (found / relevant.sum(dim=0).clamp(min=1)).mean().item()
