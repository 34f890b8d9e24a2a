"""Losses that pull the vectors of texts together that mean the same, and push the others apart.

    in the batch   L = mean over i of -log softmax_j( cos(a_i, b_j) / temperature )[i]
    margin         L = mean of max(0, margin - cos(anchor, positive) + cos(anchor, negative))
    regression     L = mean of (cos(a, b) - score)²

Source: the first is InfoNCE, van den Oord et al. (2018), https://arxiv.org/abs/1807.03748, with the batch as negatives
(Henderson et al., 2017, https://arxiv.org/abs/1705.00652); the margin (there on distances): Schroff et al.
(2015), https://arxiv.org/abs/1503.03832; the regression: Reimers and Gurevych (2019),
https://arxiv.org/abs/1908.10084.
Held equal to PyTorch's and sentence-transformers' losses by tests/finetuning/test_contrastive.py.
Left out: losses in both directions, negatives from a queue or from other machines.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.finetuning.sentence_vectors import cosine


def in_batch_loss(
    first: Float[Tensor, "pair d_model"],
    second: Float[Tensor, "candidate d_model"],
    temperature: float = 0.05,
    same: Bool[Tensor, "pair candidate"] | None = None,
) -> Float[Tensor, ""]:
    """Return how surprised each text of `first` is by its partner, among all of `second`.

    Args:
        first: vectors of texts.
        second: row i is the partner of row i of `first`; rows after those are further
            candidates, such as hard negatives.
        temperature: divides the cosines; low makes the softmax sharp.
        same: True where two texts mean the same, so that they are not pushed apart;
            partners need not be marked.

    Raises:
        ValueError: if there are fewer candidates than texts, or the temperature is not
            positive.
    """
    if len(second) < len(first):
        sizes = f"{len(second)} candidates for {len(first)} texts"
        raise ValueError(f"each text must have its partner, got {sizes}.")
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, got {temperature}.")
    return partner_loss(cosine(first, second) / temperature, same)


def partner_loss(
    logits: Float[Tensor, "pair candidate"],
    same: Bool[Tensor, "pair candidate"] | None = None,
) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the partner: candidate i is that of row i; `same` as for `in_batch_loss`."""
    targets = torch.arange(len(logits), device=logits.device)
    if same is not None:
        is_partner = F.one_hot(targets, logits.shape[1]).bool()
        logits = logits.masked_fill(same & ~is_partner, float("-inf"))
    return F.cross_entropy(logits, targets)


def margin_loss(
    anchor: Float[Tensor, "triple d_model"],
    positive: Float[Tensor, "triple d_model"],
    negative: Float[Tensor, "triple d_model"],
    margin: float = 0.2,
) -> Float[Tensor, ""]:
    """Return by how much, on average, the positive's cosine fails to lead by the margin."""
    near = F.cosine_similarity(anchor, positive)
    far = F.cosine_similarity(anchor, negative)
    return F.relu(margin - near + far).mean()


def regression_loss(
    first: Float[Tensor, "pair d_model"],
    second: Float[Tensor, "pair d_model"],
    scores: Float[Tensor, " pair"],
) -> Float[Tensor, ""]:
    """Return the mean squared difference of cosine and score; scores from 0 to 1."""
    return F.mse_loss(F.cosine_similarity(first, second), scores)


def same_texts(first: Sequence[str], second: Sequence[str]) -> Bool[Tensor, "first second"]:
    """Return True where two texts are the same, letter for letter."""
    return torch.tensor([[one == other for other in second] for one in first])


def hardest_negatives(
    similarities: Float[Tensor, "query candidate"],
    right: Bool[Tensor, "query candidate"],
) -> Int[Tensor, " query"]:
    """Return for each query the most similar candidate that is not right.

    Raises:
        ValueError: if a query has right candidates only.
    """
    if right.all(dim=1).any():
        n = int(right.all(dim=1).sum())
        raise ValueError(f"each query must have a wrong candidate, got {n} without one.")
    return similarities.masked_fill(right, float("-inf")).argmax(dim=1)
