"""Nearest neighbours: all vectors are compared with the query's, by one product of matrices; the largest win.

Source: exact search, the `IndexFlatIP` of FAISS: Johnson, Douze and Jégou (2017),
https://arxiv.org/abs/1702.08734.
Held equal to it by tests/finetuning/test_search.py.
Left out: approximate search, which compares a query with a small part of the bank.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor


class Neighbours(NamedTuple):
    """The k nearest of each query, the nearest first: their products, and their rows in the bank."""

    products: Float[Tensor, "query k"]
    rows: Int[Tensor, "query k"]


def nearest(
    queries: Float[Tensor, "query d_model"],
    bank: Float[Tensor, "text d_model"],
    k: int,
) -> Neighbours:
    """Return the k rows of the bank with the largest product with each query.

    With vectors of length 1 the product is the cosine. Of equal ones the earlier row
    comes first.

    Raises:
        ValueError: if k is not between 1 and the number of rows, or the vectors have
            different sizes.
    """
    if not 1 <= k <= len(bank):
        must = f"k must be between 1 and the number of rows ({len(bank)})"
        raise ValueError(f"{must}, got {k}.")
    if queries.shape[1] != bank.shape[1]:
        sizes = f"{queries.shape[1]} and {bank.shape[1]}"
        raise ValueError(f"queries and bank must have the same size, got {sizes}.")
    products = queries @ bank.T
    in_order = torch.sort(products, dim=1, descending=True, stable=True)
    return Neighbours(in_order.values[:, :k], in_order.indices[:, :k])


def rerank(
    similarities: Float[Tensor, "query text"],
    judge: Callable[[int, list[int]], Float[Tensor, " k"]],
    k: int,
) -> Float[Tensor, "query text"]:
    """Return the similarities with each query's first k put in the judge's order.

    Args:
        similarities: of a quick search.
        judge: from a query's row and k rows of the bank to a score for each: the slow,
            better one.
        k: how many the judge sees.

    Raises:
        ValueError: if k is not between 1 and the number of texts.
    """
    if not 1 <= k <= similarities.shape[1]:
        must = f"k must be between 1 and the number of rows ({similarities.shape[1]})"
        raise ValueError(f"{must}, got {k}.")
    again = similarities.clone()
    for query, row in enumerate(similarities.topk(k, dim=1).indices):
        scores = judge(query, row.tolist())
        places = scores.argsort(descending=True, stable=True).argsort()  # 0 for the best
        again[query, row] = similarities.max() + k - places.to(similarities.dtype)
    return again
