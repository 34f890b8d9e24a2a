"""Keep the likeliest tokens that together reach the probability p."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "gpt.top_p",
    title="Keep the nucleus",
    chapter="10",
    level=3,
    minutes=15,
    hints=[
        "Sort each row, the likeliest first, and ask of each token: how much probability stands before it?",
        "A token stays if the mass before it is below p: so the one that crosses p stays. "
        "The mass before is the cumulative sum minus the token's own probability.",
        "falling, order = logits.sort(dim=-1, descending=True); the mask is in sorted "
        "order: put it back by torch.zeros_like(mask).scatter(-1, order, mask).",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    sizes = torch.tensor([[0.4, 0.3, 0.15, 0.1, 0.05], [0.32, 0.26, 0.22, 0.17, 0.03]])
    order = torch.tensor([[3, 1, 4, 0, 2], [2, 4, 0, 1, 3]])  # the likeliest is not first
    shift = 4 * torch.randn(2, 1, generator=rng)
    rows = sizes.log().gather(1, order) + shift
    return [{"logits": rows, "p": p} for p in (0.6, 0.75, 0.2)]


@exercise.solution
def my_top_p(
    logits: Float[Tensor, "batch vocab"],
    p: float,
) -> Float[Tensor, "batch vocab"]:
    """Keep in each row the likeliest tokens, as few as together have the probability p.

    All others get -inf; the token with which the sum reaches p stays.
    """
    falling, order = logits.sort(dim=-1, descending=True)
    probabilities = falling.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    drop = torch.zeros_like(before, dtype=torch.bool).scatter(-1, order, before >= p)
    return logits.masked_fill(drop, float("-inf"))


@exercise.also_right
def row_by_row(logits: Tensor, p: float) -> Tensor:
    kept = torch.full_like(logits, float("-inf"))
    for row, probabilities in enumerate(logits.softmax(dim=-1)):
        mass = 0.0
        for token in probabilities.argsort(descending=True).tolist():
            if mass >= p:
                break
            kept[row, token] = logits[row, token]
            mass += float(probabilities[token])
    return kept


@exercise.also_right
def by_comparison(logits: Tensor, p: float) -> Tensor:
    probabilities = logits.softmax(dim=-1)
    likelier = probabilities[:, None, :] > probabilities[:, :, None]
    before = (likelier * probabilities[:, None, :]).sum(dim=-1)
    return torch.where(before < p, logits, float("-inf"))


def mask_sorted(logits: Tensor, drops: Callable[[Tensor], Tensor]) -> Tensor:
    """Rule out what `drops` says of the probabilities, sorted."""
    falling, order = logits.sort(dim=-1, descending=True)
    drop = drops(falling.softmax(dim=-1))
    drop = torch.zeros_like(drop).scatter(-1, order, drop)
    return logits.masked_fill(drop, float("-inf"))


@exercise.mistake(
    "The token that crosses p is dropped too: less than p is left, and at a small p "
    "nothing at all. Compare the mass before it."
)
def crossing_dropped(logits: Tensor, p: float) -> Tensor:
    return mask_sorted(logits, lambda probabilities: probabilities.cumsum(-1) > p)


@exercise.mistake("One token too many stays: p is reached without it.")
def one_too_many(logits: Tensor, p: float) -> Tensor:
    def late(probabilities: Tensor) -> Tensor:
        drop = probabilities.cumsum(-1) - probabilities >= p
        return torch.cat([torch.zeros_like(drop[:, :1]), drop[:, :-1]], dim=-1)

    return mask_sorted(logits, late)


@exercise.mistake(
    "The mask is in sorted order, and falls on the wrong tokens: put it back in the order of the vocabulary."
)
def not_put_back(logits: Tensor, p: float) -> Tensor:
    probabilities = logits.sort(dim=-1, descending=True).values.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    return logits.masked_fill(before >= p, float("-inf"))


@exercise.mistake("The sum runs through the vocabulary as it comes: sort it first.")
def not_sorted(logits: Tensor, p: float) -> Tensor:
    probabilities = logits.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    return logits.masked_fill(before >= p, float("-inf"))


@exercise.mistake("The rarest tokens are summed first, and stay: sort with the likeliest first.")
def rarest_first(logits: Tensor, p: float) -> Tensor:
    rising, order = logits.sort(dim=-1)
    probabilities = rising.softmax(dim=-1)
    drop = probabilities.cumsum(dim=-1) - probabilities >= p
    return logits.masked_fill(drop.scatter(-1, order, drop.clone()), float("-inf"))


@exercise.mistake("The others get the logit 0, which is no small one: e⁰ = 1. To rule a token out, use -inf.")
def zeros(logits: Tensor, p: float) -> Tensor:
    return my_top_p(logits, p).nan_to_num(neginf=0.0)


@exercise.mistake("Each token is compared with p by itself; it is the sum over the likelier ones that counts.")
def alone(logits: Tensor, p: float) -> Tensor:
    return logits.masked_fill(logits.softmax(dim=-1) < p, float("-inf"))


@exercise.mistake("These are probabilities: return the logits, the softmax comes later.")
def as_probabilities(logits: Tensor, p: float) -> Tensor:
    return my_top_p(logits, p).softmax(dim=-1)
