"""Two rankings, one list: reciprocal rank fusion looks at places, not at scores.

Scores of two searches have no common scale; places have.

    score of a passage = Σ over rankings  1 / (60 + its place)

Source: Cormack, Clarke and Büttcher (2009), https://doi.org/10.1145/1571941.1572114.
Held equal to the sum written out by tests/applications/question_answering/test_hybrid.py.
Left out: weights for the rankings; fusion of scores.
"""

from collections.abc import Hashable, Sequence
from typing import TypeVar

import torch
from jaxtyping import Float
from torch import Tensor

Item = TypeVar("Item", bound=Hashable)
DAMPING = 60  # of the paper: how little the first places stand out


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[Item]],
    damping: float = DAMPING,
) -> list[Item]:
    """Return the items of all rankings in one order; of equals, the one met first.

    Args:
        rankings: each with its best item first; an item may be missing in some.
        damping: the larger, the less a first place counts against a tenth.

    Raises:
        ValueError: if damping is negative, or a ranking has an item twice.

    >>> reciprocal_rank_fusion([["a", "b", "c"], ["c", "a"]])
    ['a', 'c', 'b']
    """
    if damping < 0:
        raise ValueError(f"damping must be at least 0, got {damping}.")
    scores: dict[Item, float] = {}
    for ranking in rankings:
        if len({*ranking}) < len(ranking):
            n = f"{len(ranking)}, of which {len({*ranking})} differ"
            raise ValueError(f"a ranking must hold each item once, got {n}.")
        for place, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (damping + place)
    return sorted(scores, key=lambda item: -scores[item])


def ranking(scores: Float[Tensor, "question text"], k: int) -> list[list[int]]:
    """Return the k best rows for each question, the best first; of equals, the first row.

    Raises:
        ValueError: if k is not between 1 and the number of texts.
    """
    n = scores.shape[1]
    if not 1 <= k <= n:
        raise ValueError(f"k must be between 1 and the number of texts ({n}), got {k}.")
    return torch.sort(scores, dim=1, descending=True, stable=True).indices[:, :k].tolist()


def fused(tables: Sequence[Float[Tensor, "question text"]], k: int, depth: int = 100) -> list[list[int]]:
    """Return the k best rows for each question by reciprocal rank fusion of several searches.

    Args:
        tables: the scores of each search.
        k: how many to return.
        depth: how far down each search is read.

    Raises:
        ValueError: as for `ranking`.
    """
    depth = max(k, min(depth, tables[0].shape[1]))
    each = [ranking(table, depth) for table in tables]
    return [reciprocal_rank_fusion(some)[:k] for some in zip(*each, strict=True)]
