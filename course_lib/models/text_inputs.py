"""What the models do with the texts they are given: look tokens up, count places, refuse.

Used by every model that reads tokens; `places_and_mask` by the causal ones, gpt.py and
llama.py. Held by their tests.
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models.cache import Cache
from course_lib.models.positions import token_positions


def look_up(
    embedding: nn.Embedding,
    token_ids: Int[Tensor, "batch seq"],
) -> Float[Tensor, "batch seq d_model"]:
    """Return the vector of each token.

    On a CPU PyTorch notices by itself an id that has no row, so looking first would cost
    every step for nothing. A GPU would stop for good, so there we look first.

    Raises:
        ValueError: if an id is outside the vocabulary, or there are no tokens.
    """
    if token_ids.numel() == 0 or token_ids.device.type != "cpu":
        check_token_ids(token_ids, embedding.num_embeddings)
    try:
        return embedding(token_ids)
    except IndexError:
        check_token_ids(token_ids, embedding.num_embeddings)  # says which
        raise


def places_and_mask(
    embedded: Float[Tensor, "batch seq d_model"],
    cache: Cache | None,
    mask: Bool[Tensor, "batch seq"] | None,
    context_length: int,
) -> tuple[Int[Tensor, "*batch seq"], Bool[Tensor, "batch 1 1 key"] | None]:
    """Return the position of each new token in its text, and which tokens may be seen.

    Args:
        embedded: the new tokens.
        cache: the tokens before them, if any; it takes note of the mask.
        mask: True at real tokens among the new ones; None if all are real.
        context_length: how many tokens the model has positions for.

    Raises:
        ValueError: if a text is too long, or the mask is not that of the new tokens.
    """
    n_sequences, n_tokens, _ = embedded.shape
    n_before = cache.length if cache else 0
    check_length(n_tokens, n_before, context_length)
    check_mask(mask, n_sequences, n_tokens)
    if cache:
        mask = cache.mask_with(mask, n_sequences, n_tokens)
    if mask is None:
        end = n_before + n_tokens
        return torch.arange(n_before, end, device=embedded.device), None
    return token_positions(mask)[:, n_before:], mask[:, None, None, :]


def check_token_ids(token_ids: Tensor, vocab_size: int) -> None:
    """Refuse ids that the embedding has no row for, and an empty text."""
    if token_ids.numel() == 0:
        came = tuple(token_ids.shape)
        raise ValueError(f"there must be at least 1 token, got the shape {came}.")
    lowest, highest = (int(one) for one in token_ids.aminmax())
    if lowest < 0 or highest >= vocab_size:
        raise ValueError(
            f"token ids must lie between 0 and vocab_size - 1 = {vocab_size - 1}, "
            f"got {lowest} to {highest}: encode with the tokenizer of this model."
        )


def check_length(n_tokens: int, n_before: int, context_length: int) -> None:
    """Refuse a text longer than the model has positions for, what is cached included."""
    if not 1 <= n_before + n_tokens <= context_length:
        got = f"{n_tokens} after {n_before} in the cache" if n_before else n_tokens
        must = f"a sequence must have 1 to context_length = {context_length} tokens"
        raise ValueError(f"{must}, got {got}.")


def check_mask(mask: Tensor | None, n_sequences: int, n_tokens: int) -> None:
    """Refuse a mask that does not say of each token whether it is real."""
    if mask is None:
        return
    if mask.dtype != torch.bool or mask.shape != (n_sequences, n_tokens):
        expected, came = (n_sequences, n_tokens), tuple(mask.shape)
        raise ValueError(
            f"mask must be bool and of shape {expected}, True at real tokens, "
            f"got {mask.dtype} of shape {came}; "
            "the cache knows the mask of the tokens in it."
        )


def start_small(module: nn.Module) -> None:
    """Draw small weights, so that the first guess is near uniform; no part shouts.

    Embeddings get a standard deviation of 0.02, as in GPT-2. GPT-2 gives its linear
    layers 0.02 too, which suits its width of 768; here they get 1/√(inputs), which suits
    every width.
    """
    if isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=module.in_features**-0.5)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
