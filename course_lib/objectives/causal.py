"""Causal language modelling: predict each token from those before it.

Source: Bengio et al. (2003), section 1; Radford et al. (2018), section 3.1.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor


def causal_batches(
    token_ids: Int[Tensor, " text"], context_length: int, batch_size: int, generator: torch.Generator
) -> Iterator[tuple[Int[Tensor, "batch seq"], Int[Tensor, "batch seq"]]]:
    """Yield (inputs, targets) without end: random windows of the text, and the same moved on by one token.

    Raises:
        ValueError: if the text is too short for one window, or a window or a batch has no place.
    """
    if context_length < 1 or batch_size < 1:
        came = f"{context_length} and {batch_size}"
        raise ValueError(f"context_length and batch_size must be at least 1, got {came}.")
    n_starts = len(token_ids) - context_length
    if n_starts < 1:
        raise ValueError(
            f"the text must have more than context_length = {context_length} tokens, got {len(token_ids)}."
        )
    offsets = torch.arange(context_length + 1)
    while True:
        starts = torch.randint(n_starts, (batch_size, 1), generator=generator)
        windows = token_ids[starts + offsets]
        yield windows[:, :-1], windows[:, 1:]


def causal_loss(logits: Float[Tensor, "batch seq vocab"], targets: Int[Tensor, "batch seq"]) -> Float[Tensor, ""]:
    """Return the mean negative log-likelihood of the targets, in nats a token.

    Targets of -100 do not count; if none does, the mean is NaN.

    Raises:
        ValueError: if there are no targets, or, on a CPU, if one is not in the vocabulary.
    """
    if targets.numel() == 0:
        raise ValueError(f"there must be at least 1 target, got the shape {tuple(targets.shape)}.")
    try:
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    except IndexError:  # it says nothing of the vocabulary
        last, lowest, highest = logits.shape[-1] - 1, int(targets.min()), int(targets.max())
        raise ValueError(f"targets must be 0 to {last}, got {lowest} to {highest}.") from None
