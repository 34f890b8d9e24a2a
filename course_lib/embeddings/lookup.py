"""Embedding: a word as a row of a table, found by its number.

Three ways to the same rows and, when they are trained, to the same gradient (tests/embeddings/test_lookup.py):
`one_hot(token_ids, vocab_size) @ weight`, `weight[token_ids]`, and `nn.Embedding`. The first multiplies and adds
vocab_size numbers for each number it returns; the others copy one.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn


def one_hot(token_ids: Int[Tensor, "*batch"], vocab_size: int) -> Float[Tensor, "*batch vocab_size"]:
    """Return, for each id, a vector that is 1 at the id's place and 0 elsewhere.

    Raises:
        ValueError: if an id is outside the vocabulary.
    """
    check_ids(token_ids, vocab_size)
    return (token_ids[..., None] == torch.arange(vocab_size, device=token_ids.device)).float()


def one_hot_product(
    weight: Float[Tensor, "vocab d_model"],
    token_ids: Int[Tensor, "*batch"],
) -> Float[Tensor, "*batch d_model"]:
    """Return one-hot vectors times the table: a sum of all rows, all but one times 0."""
    return one_hot(token_ids, len(weight)).to(weight.dtype) @ weight


def look_up(
    weight: Float[Tensor, "vocab d_model"],
    token_ids: Int[Tensor, "*batch"],
) -> Float[Tensor, "*batch d_model"]:
    """Return the rows of the table that have these numbers.

    Raises:
        ValueError: if an id is outside the table: `weight[-1]` would be the last row,
            and no error.
    """
    check_ids(token_ids, len(weight))
    return weight[token_ids]


def embedding_layer(weight: Float[Tensor, "vocab d_model"]) -> nn.Embedding:
    """Return PyTorch's layer that does the same, with a trainable copy of the table."""
    return nn.Embedding.from_pretrained(weight.detach().clone(), freeze=False)


def check_ids(token_ids: Tensor, vocab_size: int) -> None:
    """Refuse ids outside the vocabulary."""
    if token_ids.numel() and (int(token_ids.min()) < 0 or int(token_ids.max()) >= vocab_size):
        raise ValueError(
            f"token ids must be between 0 and {vocab_size - 1}, got {int(token_ids.min())} to {int(token_ids.max())}."
        )
