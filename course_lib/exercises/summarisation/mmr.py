"""Maximal marginal relevance: relevant, and not like what was chosen before."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "summarisation.mmr",
    title="Maximal marginal relevance",
    chapter="20",
    level=2,
    minutes=15,
    hints=[
        "The first choice is easy to name. What counts against a word in the later rounds?",
        "In each round give every word that is left: trade · relevance minus (1 - trade) · its "
        "likeness to the nearest of the words chosen so far, 0 if there is none.",
        "`nearest = max((alike[i, j] for j in chosen), default=0)`; take the largest value, append "
        "it to `chosen`, and go on until there are k.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    relevance = torch.tensor([0.9, 0.85, 0.8, 0.3, 0.5])
    alike = torch.tensor(
        [
            [1.0, 0.9, 0.1, 0.0, 0.6],
            [0.9, 1.0, 0.2, 0.1, 0.0],
            [0.1, 0.2, 1.0, 0.0, 0.8],
            [0.0, 0.1, 0.0, 1.0, 0.3],
            [0.6, 0.0, 0.8, 0.3, 1.0],
        ]
    )
    case = {"relevance": relevance, "alike": alike}
    often = {  # word 2 is a little like two words, word 3 much like one
        "relevance": torch.tensor([1.0, 0.95, 0.8, 0.75]),
        "alike": torch.tensor([[1, 0, 0.4, 0.5], [0, 1, 0.4, 0], [0.4, 0.4, 1, 0], [0.5, 0, 0, 1]]),
    }
    return (
        [{**often, "k": 3, "trade": 0.5}]
        + [{**case, "k": 3, "trade": trade} for trade in (1.0, 0.5, 0.7)]
        + [{**case, "k": 4, "trade": 0.6}]
    )


@exercise.solution
def my_mmr(
    relevance: Float[Tensor, " word"],
    alike: Float[Tensor, "word word"],
    k: int,
    trade: float,
) -> list[int]:
    """Return k words, in the order in which they are chosen.

    Each is the best by trade · relevance - (1 - trade) · likeness to the nearest word
    chosen before it.
    """
    chosen: list[int] = []
    while len(chosen) < k:
        values = {}
        for i in range(len(relevance)):
            if i not in chosen:
                nearest = max((float(alike[i, j]) for j in chosen), default=0.0)
                values[i] = trade * float(relevance[i]) - (1 - trade) * nearest
        chosen.append(max(values, key=lambda i: values[i]))
    return chosen


@exercise.also_right
def with_tensors(relevance: Tensor, alike: Tensor, k: int, trade: float) -> list[int]:
    nearest, chosen = torch.zeros(len(relevance)), []
    free = torch.ones(len(relevance), dtype=torch.bool)
    for _ in range(k):
        values = (trade * relevance - (1 - trade) * nearest).masked_fill(~free, float("-inf"))
        chosen.append(int(values.argmax()))
        free[chosen[-1]] = False
        nearest = torch.maximum(nearest, alike[chosen[-1]])
    return chosen


@exercise.also_right
def as_a_tensor(relevance: Tensor, alike: Tensor, k: int, trade: float) -> Tensor:
    chosen = [int(relevance.argmax())]
    for _ in range(k - 1):
        penalty = alike[:, chosen].max(dim=1).values
        values = trade * relevance - (1 - trade) * penalty
        values[chosen] = float("-inf")
        chosen.append(int(values.argmax()))
    return torch.tensor(chosen)


def rounds(relevance: Tensor, alike: Tensor, k: int, trade: float, penalty: object, again: bool = False) -> list[int]:
    chosen: list[int] = []
    for _ in range(k):
        left = [i for i in range(len(relevance)) if again or i not in chosen]
        values = [
            trade * float(relevance[i]) - (1 - trade) * (penalty(alike[i, chosen]) if chosen else 0.0)  # type: ignore[operator]
            for i in left
        ]
        chosen.append(left[values.index(max(values))])
    return chosen


@exercise.mistake("Likeness plays no part: these are the k most relevant words.")
def relevance_alone(relevance: Tensor, alike: Tensor, k: int, trade: float) -> list[int]:
    return relevance.argsort(descending=True)[:k].tolist()


@exercise.mistake("Likeness is added: it must be taken away, or words that say the same are preferred.")
def added(relevance: Tensor, alike: Tensor, k: int, trade: float) -> list[int]:
    return rounds(relevance, alike, k, trade, lambda some: -float(some.max()))


@exercise.mistake("`trade` and 1 - trade are exchanged: 1 must mean relevance alone.")
def exchanged(relevance: Tensor, alike: Tensor, k: int, trade: float) -> list[int]:
    return my_mmr(relevance, alike, k, 1 - trade)


@exercise.mistake("The likenesses to all chosen words are added up; the nearest one counts.")
def summed(relevance: Tensor, alike: Tensor, k: int, trade: float) -> list[int]:
    return rounds(relevance, alike, k, trade, lambda some: float(some.sum()))


@exercise.mistake("Only the word chosen last counts; compare with all that were chosen.")
def last_only(relevance: Tensor, alike: Tensor, k: int, trade: float) -> list[int]:
    return rounds(relevance, alike, k, trade, lambda some: float(some[-1]))


@exercise.mistake("A word can be chosen twice: leave out what is chosen already.")
def twice(relevance: Tensor, alike: Tensor, k: int, trade: float) -> list[int]:
    return rounds(relevance, alike, k, trade, lambda some: float(some.max()), again=True)


@exercise.mistake("The words are sorted by their number; return them in the order in which they are chosen.")
def sorted_again(relevance: Tensor, alike: Tensor, k: int, trade: float) -> list[int]:
    return sorted(my_mmr(relevance, alike, k, trade))


@exercise.property("There must be k different words.")
def different(chosen: list[int], case: Case) -> bool:
    return len({int(one) for one in chosen}) == case["k"]
