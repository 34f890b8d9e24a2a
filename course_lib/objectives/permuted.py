"""Permuted language modelling: predict the tokens in a random order, each from those before it in that order.

The text keeps its order, only the masks differ. The model has two streams: the content of a token may see itself;
the query that predicts it may not, and knows only its position.
Source: Yang et al. (2019), sections 2.2 and 2.3, https://arxiv.org/abs/1906.08237.
Held to `XLNetLMHeadModel` of transformers, and to the sum over all texts being 1, by
tests/objectives/test_permuted.py.
Left out: the memory of earlier segments, spans as targets.
"""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_lib.objectives.masked import IGNORED, check_rates, check_texts


class Permuted(NamedTuple):
    """A text with an order to predict it in; the masks are True where a token may look.

    `order[b, t]` is the position that comes in place t; `targets` are `IGNORED` where nothing is to be predicted.
    """

    inputs: Int[Tensor, "batch seq"]
    order: Int[Tensor, "batch seq"]
    content_mask: Bool[Tensor, "batch query key"]
    query_mask: Bool[Tensor, "batch query key"]
    targets: Int[Tensor, "batch seq"]


def permute_order(
    token_ids: Int[Tensor, "batch seq"],
    generator: torch.Generator,
    predicted_share: float = 1 / 6,
    mask: Bool[Tensor, "batch seq"] | None = None,
) -> Permuted:
    """Draw an order for each text. Its last tokens are to be predicted: the first ones have too little to go by.

    Args:
        token_ids: texts.
        generator: where the chance comes from.
        predicted_share: share of the tokens to predict, rounded, but at least one a text: 1/K of the paper's
            section 2.3, with its K = 6. With 1, all are predicted.
        mask: False at padding, which comes last in the order, is never seen, and never predicted.

    Raises:
        ValueError: if the share is no share, or a text has no tokens.
    """
    check_texts(token_ids, mask)
    check_rates(predicted_share=predicted_share)
    real = torch.ones_like(token_ids, dtype=torch.bool) if mask is None else mask
    n_real = real.sum(dim=-1, keepdim=True)
    if not n_real.all():
        raise ValueError(f"each text must have at least 1 token, got {n_real.flatten().tolist()}.")
    keys = torch.rand(token_ids.shape, generator=generator)
    order = (keys + ~real).argsort(dim=-1)  # padding, with 1 to 2, sorts behind the rest
    content_mask, query_mask = permutation_masks(order)
    n_predicted = (n_real * predicted_share).round().clamp(min=1)
    place = order.argsort(dim=-1)
    is_predicted = (place >= n_real - n_predicted) & real
    return Permuted(
        token_ids,
        order,
        content_mask & real[:, None, :],
        query_mask & real[:, None, :],
        token_ids.masked_fill(~is_predicted, IGNORED),
    )


def permutation_masks(
    order: Int[Tensor, "batch seq"],
) -> tuple[Bool[Tensor, "batch query key"], Bool[Tensor, "batch query key"]]:
    """Return the masks of the content stream and of the query stream.

    Args:
        order: `order[b, t]` is the position that comes in place t.

    >>> content, query = permutation_masks(torch.tensor([[2, 0, 1]]))
    >>> content.int()  # position 2 comes first, all see it; position 1 comes last
    tensor([[[1, 0, 1],
             [1, 1, 1],
             [0, 0, 1]]], dtype=torch.int32)
    >>> query.int()
    tensor([[[0, 0, 1],
             [1, 0, 1],
             [0, 0, 0]]], dtype=torch.int32)
    """
    place = order.argsort(dim=-1)  # the way back: in which place does a position come?
    of_query, of_key = place[:, :, None], place[:, None, :]
    return of_key <= of_query, of_key < of_query
