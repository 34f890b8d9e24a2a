"""How well a language model predicts a text it has not seen."""

import math

import torch
from jaxtyping import Int
from torch import Tensor, nn

from course_lib.models.recurrent_lm import RecurrentLM
from course_lib.objectives.causal import causal_loss


@torch.no_grad()
def held_out_loss(
    model: nn.Module,
    token_ids: Int[Tensor, " text"],
    context_length: int,
    stride: int | None = None,
) -> float:
    """Return the mean loss over the text, cut into windows, in nats a token.

    Each token is predicted once. Where windows do not overlap, the first prediction of each goes
    by one token only. With a stride, a window starts that many tokens after the one before,
    and only its last `stride` predictions count: each then goes by more than
    context_length - stride tokens, at the price of more windows.
    The last tokens that do not fill a window are left out.

    Raises:
        ValueError: if the text does not fill one window, or the stride is out of range.
    """
    stride = context_length if stride is None else stride
    if not 1 <= stride <= context_length:
        raise ValueError(f"stride must be 1 to context_length = {context_length}, got {stride}.")
    if len(token_ids) <= context_length:
        raise ValueError(
            f"the text must have more than context_length = {context_length} tokens, got {len(token_ids)}."
        )
    inputs = token_ids[:-1].unfold(0, context_length, stride)
    targets = token_ids[1:].unfold(0, context_length, stride)
    summed, n_targets = 0.0, 0
    for first, (some, wanted) in enumerate(zip(inputs.split(64), targets.split(64), strict=True)):
        logits = model(some)
        if first == 0:  # of the very first window all predictions count
            early = context_length - stride
            summed += causal_loss(logits[:1, :early], wanted[:1, :early]).item() * early if early else 0.0
            n_targets += early
        logits, wanted = logits[:, -stride:], wanted[:, -stride:]
        summed += causal_loss(logits, wanted).item() * wanted.numel()
        n_targets += wanted.numel()
    return summed / n_targets


@torch.no_grad()
def stateful_loss(model: RecurrentLM, token_ids: Int[Tensor, " text"], n_at_once: int = 256) -> float:
    """Return the mean loss of a recurrent model over the text, its state carried along, in nats a token.

    Every token but the first is predicted, with the whole text before it.

    Raises:
        ValueError: if the text has fewer than two tokens.
    """
    if len(token_ids) < 2:
        raise ValueError(f"the text must have at least 2 tokens, got {len(token_ids)}.")
    summed, state = 0.0, None
    for inputs, targets in zip(token_ids[:-1].split(n_at_once), token_ids[1:].split(n_at_once), strict=True):
        logits, state = model(inputs[None], state)
        summed += causal_loss(logits, targets[None]).item() * len(targets)
    return summed / (len(token_ids) - 1)


def perplexity(loss: float) -> float:
    """Return exp(loss): between how many equally likely tokens the model hesitates.

    Args:
        loss: mean negative log-likelihood, in nats a token.

    Raises:
        ValueError: if the loss is negative or NaN: probabilities are at most 1.

    >>> round(perplexity(math.log(6)), 6)  # a fair die
    6.0
    """
    if not loss >= 0:
        raise ValueError(f"the loss must be a number, 0 or more, got {loss}; look for NaN in the model's weights.")
    return math.exp(loss) if loss < 700 else math.inf  # beyond that a float cannot hold it


def bits_per_character(loss: float, n_tokens: int, n_characters: int) -> float:
    """Return a loss in nats a token as bits a character: comparable between tokenizers, unlike perplexity.

    Args:
        loss: mean over the tokens, in nats.
        n_tokens: tokens that the text has.
        n_characters: characters that the same text has.

    Raises:
        ValueError: if there are no tokens or no characters.

    >>> round(bits_per_character(math.log(8), n_tokens=50, n_characters=100), 6)
    1.5
    """
    if n_tokens < 1 or n_characters < 1:
        raise ValueError(f"there must be tokens and characters, got {n_tokens} and {n_characters}.")
    return loss / math.log(2) * n_tokens / n_characters
