"""Links that both languages agree on, from a table of weights."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "translation.links_both_ways",
    title="Links both ways",
    chapter="19",
    level=1,
    minutes=10,
    hints=[
        "A row is a target word, a column a source word. Which source word does each row choose, and which target "
        "word does each column choose?",
        "A link (t, s) stays if s is the best of row t and t is the best of column s.",
        "`best_source = weights.argmax(dim=1)`, `best_target = weights.argmax(dim=0)`; keep t where "
        "`best_target[best_source[t]] == t`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    fixed = torch.tensor([[0.6, 0.3, 0.1], [0.5, 0.4, 0.1], [0.2, 0.35, 0.45], [0.7, 0.2, 0.1]])
    square = torch.tensor([[0.5, 0.3, 0.2], [0.6, 0.35, 0.05], [0.3, 0.45, 0.25]])
    return [
        {"weights": one} for one in (fixed, square, torch.rand(4, 6, generator=rng), torch.rand(6, 5, generator=rng))
    ]


@exercise.solution
def my_links(weights: Float[Tensor, "target source"]) -> list[tuple[int, int]]:
    """Return the links (target, source) that are the best of both row and column.

    In the order of the target's words.
    """
    best_source = weights.argmax(dim=1).tolist()
    best_target = weights.argmax(dim=0).tolist()
    return [(t, s) for t, s in enumerate(best_source) if best_target[s] == t]


@exercise.also_right
def by_comparing(weights: Tensor) -> list[tuple[int, int]]:
    is_best = (weights == weights.amax(dim=1, keepdim=True)) & (weights == weights.amax(dim=0))
    return [(t, s) for t, s in is_best.nonzero().tolist()]


@exercise.also_right
def with_sets(weights: Tensor) -> list[tuple[int, int]]:
    forward = set(enumerate(weights.argmax(dim=1).tolist()))
    backward = {(t, s) for s, t in enumerate(weights.argmax(dim=0).tolist())}
    return sorted(forward & backward)


@exercise.mistake("These are the links of the rows alone: each must be the best of its column too.")
def rows_only(weights: Tensor) -> list[tuple[int, int]]:
    return list(enumerate(weights.argmax(dim=1).tolist()))


@exercise.mistake("These are the links of the columns alone: each must be the best of its row too.")
def columns_only(weights: Tensor) -> list[tuple[int, int]]:
    return sorted((t, s) for s, t in enumerate(weights.argmax(dim=0).tolist()))


@exercise.mistake("A link of either direction is kept (the union); both must have it.")
def union(weights: Tensor) -> list[tuple[int, int]]:
    return sorted({*rows_only(weights), *columns_only(weights)})


@exercise.mistake("The pairs are (source, target): the target's place comes first.")
def turned(weights: Tensor) -> list[tuple[int, int]]:
    return [(s, t) for t, s in my_links(weights)]


@exercise.mistake("The axes are swapped: rows are target words, so the best source of a row is `argmax(dim=1)`.")
def axes_swapped(weights: Tensor) -> list[tuple[int, int]]:
    return [(t, s) for s, t in enumerate(weights.argmax(dim=1).tolist())]


@exercise.mistake("Every weight above one half is a link: the largest may be smaller, or lose in its column.")
def threshold(weights: Tensor) -> list[tuple[int, int]]:
    return [(t, s) for t, s in (weights > 0.5).nonzero().tolist()]


@exercise.property("No word has two links.")
def one_each(links: list, case: Case) -> bool:
    return all(len({link[i] for link in links}) == len(links) for i in (0, 1))
