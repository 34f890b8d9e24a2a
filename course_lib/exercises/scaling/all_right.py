"""Exact match from single tokens, counted."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "scaling.all_right",
    title="All of the next k right",
    chapter="11",
    level=2,
    minutes=10,
    hints=[
        "Where can a run of k tokens begin? In a row of 10, with k = 3, at 8 places.",
        "`hits.unfold(1, k, 1)` gives all runs, with the axes [text start k]. A run is right if all its hits are 1.",
        "The product over a run is 1 if all are 1, and else 0: `hits.unfold(1, k, 1).prod(dim=-1).mean().item()`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(texts: int, seq: int) -> Tensor:
        hits = torch.rand(texts, seq, generator=rng) < 0.55
        hits[:, 1:] |= hits[:, :-1] & (torch.rand(texts, seq - 1, generator=rng) < 0.5)  # errors come together
        return hits.float()

    return [{"hits": draw(7, 11), "k": 2}, {"hits": draw(6, 13), "k": 3}, {"hits": draw(9, 10), "k": 4}]


@exercise.solution
def my_all_right(hits: Float[Tensor, "text seq"], k: int) -> float:
    """Return how often k tokens in a row are all right.

    Count over all places where such a run can begin; it lies within one text. `hits` is
    1 where a token was predicted rightly, and 0 where not.
    """
    return hits.unfold(1, k, 1).prod(dim=-1).mean().item()


@exercise.also_right
def by_loops(hits: Tensor, k: int) -> float:
    starts = range(hits.shape[1] - k + 1)
    runs = [bool(row[i : i + k].all()) for row in hits for i in starts]
    return sum(runs) / len(runs)


@exercise.also_right
def shifted(hits: Tensor, k: int) -> float:
    n = hits.shape[1] - k + 1
    right = torch.ones(len(hits), n)
    for i in range(k):
        right = right * hits[:, i : i + n]
    return float(right.mean())


@exercise.mistake("p ** k supposes that errors come independently; count the runs that are really all right.")
def independent(hits: Tensor, k: int) -> float:
    return hits.mean().item() ** k


@exercise.mistake("This is the share of single tokens: a run counts only if all k of it are right.")
def single(hits: Tensor, k: int) -> float:
    return hits.mean().item()


@exercise.mistake("This is the mean share of right tokens in a run; exact match asks for all of them.")
def mean_of_runs(hits: Tensor, k: int) -> float:
    return hits.unfold(1, k, 1).mean().item()


@exercise.mistake("A run counts here if any of its tokens is right; all must be.")
def any_right(hits: Tensor, k: int) -> float:
    return hits.unfold(1, k, 1).amax(dim=-1).mean().item()


@exercise.mistake("The runs are laid end to end; a run can begin at every place, so that they overlap.")
def end_to_end(hits: Tensor, k: int) -> float:
    return hits.unfold(1, k, k).prod(dim=-1).mean().item()


@exercise.mistake("The runs have k + 1 tokens.")
def one_too_many(hits: Tensor, k: int) -> float:
    return my_all_right(hits, k + 1)


@exercise.mistake("Runs cross from one text into the next: keep the rows apart.")
def across_texts(hits: Tensor, k: int) -> float:
    return hits.flatten().unfold(0, k, 1).prod(dim=-1).mean().item()


@exercise.mistake("Only the first k tokens of each text are looked at; a run can begin at every place.")
def first_only(hits: Tensor, k: int) -> float:
    return hits[:, :k].prod(dim=-1).mean().item()


@exercise.property("A share lies between 0 and 1, and a run can't be right more often than its tokens.")
def no_more_than_single(share: float, case: Case) -> bool:
    return 0 <= share <= case["hits"].max().item() and share <= case["hits"].mean().item() + 0.1
