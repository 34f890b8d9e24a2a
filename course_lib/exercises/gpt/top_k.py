"""Keep the k likeliest tokens of each text."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "gpt.top_k",
    title="Keep the k likeliest",
    chapter="10",
    level=2,
    minutes=10,
    hints=[
        "A token whose logit is -inf gets the probability 0. Which logits must become -inf, in each row?",
        "`logits.topk(k).values` has the k highest of each row, falling: the last of them is the row's own threshold.",
        "`logits.masked_fill(logits < threshold, float('-inf'))`, where threshold = "
        "logits.topk(k).values[:, -1:] keeps its axis: one number a row.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    rows = torch.stack([torch.randperm(6, generator=rng) for _ in range(3)]).float()
    rows = rows + torch.tensor([[0.5], [3.5], [-4.5]])  # each row at a height of its own
    return [{"logits": rows, "k": 2}, {"logits": rows[:2, :5], "k": 4}]


@exercise.solution
def my_top_k(
    logits: Float[Tensor, "batch vocab"],
    k: int,
) -> Float[Tensor, "batch vocab"]:
    """Set all but the k highest logits of each row to -inf. No two logits are equal."""
    threshold = logits.topk(k).values[:, -1:]
    return logits.masked_fill(logits < threshold, float("-inf"))


@exercise.also_right
def put_back(logits: Tensor, k: int) -> Tensor:
    values, places = logits.topk(k)
    return torch.full_like(logits, float("-inf")).scatter(1, places, values)


@exercise.also_right
def by_rank(logits: Tensor, k: int) -> Tensor:
    rank = logits.argsort(dim=-1, descending=True).argsort(dim=-1)
    return torch.where(rank < k, logits, float("-inf"))


@exercise.mistake(
    "The first row's threshold serves all rows: with more than one text each needs its own. Index [:, -1:]."
)
def one_threshold(logits: Tensor, k: int) -> Tensor:
    return logits.masked_fill(logits < logits.topk(k).values[0, -1], float("-inf"))


@exercise.mistake("k + 1 tokens stay: the threshold is the k-th highest logit.")
def one_too_many(logits: Tensor, k: int) -> Tensor:
    return my_top_k(logits, k + 1)


@exercise.mistake("The token at the threshold goes too (<=), so that k - 1 stay: it is one of the k.")
def one_too_few(logits: Tensor, k: int) -> Tensor:
    threshold = logits.topk(k).values[:, -1:]
    return logits.masked_fill(logits <= threshold, float("-inf"))


@exercise.mistake("The others get the logit 0, which is no small one: e⁰ = 1. To rule a token out, use -inf.")
def zeros(logits: Tensor, k: int) -> Tensor:
    return logits.masked_fill(logits < logits.topk(k).values[:, -1:], 0.0)


@exercise.mistake("The k lowest stay: it is the highest that must.")
def lowest(logits: Tensor, k: int) -> Tensor:
    threshold = logits.topk(k, largest=False).values[:, -1:]
    return logits.masked_fill(logits > threshold, float("-inf"))


@exercise.mistake("The logits have lost their places: entry i must still belong to token i. Mask, do not sort.")
def sorted_away(logits: Tensor, k: int) -> Tensor:
    return my_top_k(logits, k).sort(dim=-1, descending=True).values


@exercise.mistake("Only the k logits are returned: keep the whole vocabulary, with -inf.")
def only_k(logits: Tensor, k: int) -> Tensor:
    return logits.topk(k).values


@exercise.mistake("These are probabilities: return the logits, the softmax comes later.")
def probabilities(logits: Tensor, k: int) -> Tensor:
    return my_top_k(logits, k).softmax(dim=-1)


@exercise.property("In each row k logits must stay finite.")
def k_stay(logits: Tensor, case: Case) -> bool:
    return bool((logits.isfinite().sum(dim=-1) == case["k"]).all())
