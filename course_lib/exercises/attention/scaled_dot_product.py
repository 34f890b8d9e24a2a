"""Attention itself: softmax(query key^T / sqrt(d_head)) value. Source: Vaswani et al. (2017), section 3.2.1."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional as F

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "attention.scaled_dot_product",
    title="Scaled dot-product attention",
    chapter="06",
    level=2,
    minutes=15,
    hints=[
        "Four steps: score every query against every key, scale, turn each query's scores into weights, average.",
        "The scores are `query @ key.transpose(-2, -1)` and are divided by the square root of d_head. A hidden key "
        "must get weight 0, so before the softmax its score must become minus infinity.",
        'Hide with `scores.masked_fill(~mask, float("-inf"))` if there is a mask; the weights are '
        "`torch.softmax(scores, dim=-1)`; return `weights @ value`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(*batch: int, d_head: int = 4) -> Case:
        sizes = {"query": (5, d_head), "key": (7, d_head), "value": (7, 6)}
        case: Case = {name: torch.randn(*batch, *size, generator=rng) for name, size in sizes.items()}
        case["value"][..., 0] = 1  # so that the first column of the output is the sum of the weights
        return case

    mask = torch.rand(5, 7, generator=rng) < 0.5
    mask[:, 0], mask[:, 1] = True, False  # every query sees a key and misses one
    return [draw(2, 3), {**draw(2, 3), "mask": mask}, draw(d_head=1)]  # with d_head 1 the scale cannot be wrong


@exercise.solution
def my_attention(
    query: Float[Tensor, "... query d_head"],
    key: Float[Tensor, "... key d_head"],
    value: Float[Tensor, "... key d_value"],
    mask: Bool[Tensor, "... query key"] | None = None,
) -> Float[Tensor, "... query d_value"]:
    """Give every query the average of the values, weighted by how well the keys fit.

    `mask` is True where a query may look.
    """
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return torch.softmax(scores, dim=-1) @ value


@exercise.also_right
def with_pytorch(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return F.scaled_dot_product_attention(query, key, value, attn_mask=mask)


@exercise.also_right
def renormalised(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    fit = torch.exp(torch.einsum("...qd,...kd->...qk", query, key) * query.size(-1) ** -0.5)
    fit = fit if mask is None else fit * mask
    return fit / fit.sum(dim=-1, keepdim=True) @ value


def scores_of(query: Tensor, key: Tensor, mask: Tensor | None, hidden: float = float("-inf")) -> Tensor:
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    return scores if mask is None else scores.masked_fill(~mask, hidden)


@exercise.mistake("The scores are not divided by sqrt(d_head): the softmax is too sharp.")
def unscaled(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return my_attention(query * query.shape[-1] ** 0.5, key, value, mask)


@exercise.mistake("The scores are divided by d_head, not by its square root: the softmax is too flat.")
def scaled_twice(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return my_attention(query / query.shape[-1] ** 0.5, key, value, mask)


@exercise.mistake("The scores are divided by the square root of the number of keys; it must be that of d_head.")
def scaled_by_keys(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return my_attention(query * (query.shape[-1] / key.shape[-2]) ** 0.5, key, value, mask)


@exercise.mistake("The weights are divided by sqrt(d_head) after the softmax; scale the scores, before it.")
def scaled_late(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return unscaled(query, key, value / query.shape[-1] ** 0.5, mask)


@exercise.mistake(
    "The softmax runs over the queries (dim=-2); each query's weights over the keys (dim=-1) must sum to 1."
)
def over_queries(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return torch.softmax(scores_of(query, key, mask), dim=-2) @ value


@exercise.mistake("The mask is applied after the softmax, so rows with masked keys no longer sum to 1.")
def masked_late(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    weights = scores_of(query, key, None).softmax(dim=-1)
    return (weights if mask is None else weights * mask) @ value


@exercise.mistake("The mask is inverted: True means visible.")
def inverted(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return my_attention(query, key, value, None if mask is None else ~mask)


@exercise.mistake("Masked scores are set to 0, and exp(0) = 1 still gets weight: set them to minus infinity.")
def zeroed(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return scores_of(query, key, mask, hidden=0.0).softmax(dim=-1) @ value


@exercise.mistake("The mask is ignored: hidden keys still get weight.")
def unmasked(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return my_attention(query, key, value)


@exercise.mistake("These are the weights; the output is their product with the values.")
def weights_only(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return scores_of(query, key, mask).softmax(dim=-1)


@exercise.mistake("There is no softmax: scores are no weights, they are negative too and do not sum to 1.")
def no_softmax(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return scores_of(query, key, mask) @ value


@exercise.mistake("`transpose(2, 3)` works only with four axes; count from the end: `transpose(-2, -1)`.")
def four_axes(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    return my_attention(query, key.transpose(2, 3).transpose(-2, -1), value, mask)


@exercise.property("Each query's weights over the keys must sum to 1.")
def sums_to_one(output: Tensor, case: Case) -> bool:
    return bool((output[..., 0] - 1).abs().max() < 1e-4)


@exercise.property("An average of the values cannot be larger than the largest value, nor smaller than the smallest.")
def within_the_values(output: Tensor, case: Case) -> bool:
    return bool(output.max() <= case["value"].max() + 1e-4 and output.min() >= case["value"].min() - 1e-4)
