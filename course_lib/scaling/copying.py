"""Copy a word of random letters: a task measured sharply, or smoothly.

A model reads a word of k letters and then says it again. Whether *all* of the copy is
right is a sharp question; how likely each right letter is, a smooth one.
After: Schaeffer et al. (2023), section 3, https://arxiv.org/abs/2304.15004.
Tested by tests/scaling/test_copying.py.
"""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from jaxtyping import Int
from torch import Tensor, nn

from course_lib.objectives.causal import causal_loss

Batch = tuple[Int[Tensor, "batch seq"], Int[Tensor, "batch seq"]]


class Copied(NamedTuple):
    """How well words are copied.

    Args:
        loss: mean over the letters of the copy, in nats.
        letters: share of letters whose right value is the model's first choice.
        words: share of words with all letters right: what greedy decoding gets right.
    """

    loss: float
    letters: float
    words: float


def copy_batches(
    k: int,
    batch_size: int,
    generator: torch.Generator,
    n_letters: int = 26,
) -> Iterator[Batch]:
    """Yield (inputs, targets) without end; only the k letters of the copy are targets.

    Raises:
        ValueError: if a word or a batch has no place.
    """
    if k < 1 or batch_size < 1:
        came = f"{k} and {batch_size}"
        raise ValueError(f"k and batch_size must be at least 1, got {came}.")
    while True:
        words = torch.randint(n_letters, (batch_size, k), generator=generator)
        both = torch.cat([words, words], dim=1)
        targets = both[:, 1:].clone()
        targets[:, : k - 1] = -100  # the word itself can't be foreseen
        yield both[:, :-1], targets


@torch.no_grad()
def copied(model: nn.Module, batch: Batch) -> Copied:
    """Return how well a model copies the words of a batch."""
    inputs, targets = batch
    logits = model(inputs)
    k = (inputs.shape[1] + 1) // 2
    right = (logits.argmax(dim=-1) == targets)[:, k - 1 :].float()
    loss = causal_loss(logits, targets).item()
    return Copied(loss, right.mean().item(), right.prod(dim=-1).mean().item())
