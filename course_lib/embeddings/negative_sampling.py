"""Negative sampling: what word2vec minimises, and its gradient.

Tell the true pairs of a text, a word and a neighbour, from pairs with noise words. The words of a block are tried with
all their neighbours, and all with the same noise words, so that everything is a product of small matrices.

Source: Mikolov et al. (2013), Distributed Representations of Words and Phrases and their Compositionality, equation 4,
https://arxiv.org/abs/1310.4546; noise words shared by a block: Ji et al. (2016), https://arxiv.org/abs/1604.04661.
The losses are held equal to sums written as loops, and the gradients to autograd's, by
tests/embeddings/test_negative_sampling.py.

`pairs` is 1 where the neighbour is within the word's reach, and 0 elsewhere. The noise is a sample of any size: its
mean stands for the expectation, and `n_negative` says how much it weighs against a true pair.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

Rows = Float[Tensor, "block _ d_vector"]


def skip_gram_loss(
    centre: Float[Tensor, "block word d_vector"],
    context: Float[Tensor, "block neighbour d_vector"],
    noise: Float[Tensor, "block noise d_vector"],
    pairs: Float[Tensor, "block word neighbour"],
    n_negative: int,
) -> Float[Tensor, ""]:
    """Return -Σ over true pairs of log σ(centre · context) + n_negative · mean of noise.

    The mean is that of log σ(-centre · noise).
    """
    true = F.logsigmoid(centre @ context.mT)
    false = F.logsigmoid(-centre @ noise.mT).mean(-1)
    return -(pairs * true).sum() - n_negative * (pairs.sum(-1) * false).sum()


def cbow_loss(
    centre: Float[Tensor, "block word d_vector"],
    context: Float[Tensor, "block neighbour d_vector"],
    noise: Float[Tensor, "block noise d_vector"],
    pairs: Float[Tensor, "block word neighbour"],
    n_negative: int,
) -> Float[Tensor, ""]:
    """Return -Σ over words of log σ(centre · m) + n_negative · mean of log σ(-noise · m).

    m is the mean of the word's neighbours; a word without neighbours is left out.
    """
    n_neighbours = pairs.sum(-1)
    mean = (pairs / n_neighbours.clamp(min=1)[..., None]) @ context
    true = F.logsigmoid((centre * mean).sum(-1))
    false = F.logsigmoid(-mean @ noise.mT).mean(-1)
    return -((n_neighbours > 0) * (true + n_negative * false)).sum()


def skip_gram_gradients(
    centre: Rows, context: Rows, noise: Rows, pairs: Float[Tensor, "block word neighbour"], n_negative: int
) -> tuple[Rows, Rows, Rows]:
    """Return the derivatives of `skip_gram_loss` by the three vectors: each error times the other side's vector."""
    doubt = pairs * torch.sigmoid(-centre @ context.mT)
    weight = n_negative / noise.shape[1] * pairs.sum(-1, keepdim=True)
    false_alarm = weight * torch.sigmoid(centre @ noise.mT)
    return false_alarm @ noise - doubt @ context, -doubt.mT @ centre, false_alarm.mT @ centre


def cbow_gradients(
    centre: Rows, context: Rows, noise: Rows, pairs: Float[Tensor, "block word neighbour"], n_negative: int
) -> tuple[Rows, Rows, Rows]:
    """Return the derivatives of `cbow_loss` by the three vectors; each neighbour gets its share of the mean's."""
    n_neighbours = pairs.sum(-1, keepdim=True)
    share = pairs / n_neighbours.clamp(min=1)
    mean, some = share @ context, n_neighbours > 0
    doubt = some * torch.sigmoid(-(centre * mean).sum(-1, keepdim=True))
    false_alarm = n_negative / noise.shape[1] * some * torch.sigmoid(mean @ noise.mT)
    by_mean = false_alarm @ noise - doubt * centre
    return -doubt * mean, share.mT @ by_mean, false_alarm.mT @ mean
