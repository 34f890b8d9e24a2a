"""How well a language model predicts a text it has not seen."""

import math

import torch
from jaxtyping import Int
from torch import Tensor, nn

from course_lib.objectives.causal import causal_loss


@torch.no_grad()
def held_out_loss(model: nn.Module, token_ids: Int[Tensor, " text"], context_length: int) -> float:
    """Return the mean loss over the text, cut into windows that do not overlap, in nats a token.

    The last tokens that do not fill a window are left out.

    Raises:
        ValueError: if the text does not fill one window.
    """
    n_windows = (len(token_ids) - 1) // context_length
    if n_windows < 1:
        raise ValueError(
            f"the text must have more than context_length = {context_length} tokens, got {len(token_ids)}."
        )
    inputs = token_ids[: n_windows * context_length].view(n_windows, context_length)
    targets = token_ids[1 : n_windows * context_length + 1].view(n_windows, context_length)
    pieces = zip(inputs.split(64), targets.split(64), strict=True)
    summed = sum(causal_loss(model(some), wanted).item() * len(some) for some, wanted in pieces)
    return summed / n_windows


def perplexity(loss: float) -> float:
    """Return exp(loss): between how many equally likely tokens the model hesitates.

    Args:
        loss: mean negative log-likelihood, in nats a token.

    >>> round(perplexity(math.log(6)), 6)  # a fair die
    6.0
    """
    return math.exp(loss)
