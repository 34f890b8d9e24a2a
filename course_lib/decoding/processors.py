"""Processors: functions that change the scores of the next token before one is chosen.

All take logits and give logits back; a token whose logit is -inf can't be chosen. They
compose: `keep_top_p(at_temperature(logits, 0.8), 0.9)`. Where they look at the text so
far, a negative id is padding, which they skip.
Held equal in every entry to those of transformers by tests/decoding/test_processors.py.
Left out: typical, eta and epsilon sampling, words that are forbidden or must come.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

NEVER = float("-inf")


def at_temperature(
    logits: Float[Tensor, "batch vocab"],
    temperature: float,
) -> Float[Tensor, "batch vocab"]:
    """Divide by the temperature.

    Below 1 likely tokens become likelier still, above 1 the choice evens out.

    Raises:
        ValueError: if it is not positive.
    """
    if not 0 < temperature < float("inf"):
        hint = "for greedy decoding use greedy()"
        raise ValueError(f"temperature must be positive, got {temperature}; {hint}.")
    return logits / temperature


def keep_top_k(
    logits: Float[Tensor, "batch vocab"],
    k: int,
) -> Float[Tensor, "batch vocab"]:
    """Rule out all but the k likeliest tokens, and those as likely as the last of them.

    Source: Fan et al. (2018), https://arxiv.org/abs/1805.04833.

    Raises:
        ValueError: if there are no k tokens.
    """
    vocab_size = logits.shape[-1]
    if not 1 <= k <= vocab_size:
        must = f"k must be between 1 and the vocabulary size ({vocab_size})"
        raise ValueError(f"{must}, got {k}.")
    last_kept = logits.topk(k).values[:, -1:]
    return logits.masked_fill(logits < last_kept, NEVER)


def keep_top_p(
    logits: Float[Tensor, "batch vocab"],
    p: float,
) -> Float[Tensor, "batch vocab"]:
    """Keep the likeliest tokens, as few as together have the probability p.

    Source: Holtzman et al. (2020), section 3.1, https://arxiv.org/abs/1904.09751. Which
    of equally likely tokens is the last to stay is left to the sorting.

    Raises:
        ValueError: if p is not above 0 and at most 1.
    """
    if not 0 < p <= 1:
        raise ValueError(f"p must be above 0 and at most 1, got {p}.")
    if p == 1:
        return logits
    falling, order = logits.sort(dim=-1, descending=True)
    probabilities = falling.softmax(dim=-1)
    likelier = probabilities.cumsum(dim=-1) - probabilities  # the mass before each token
    likelier[:, 0] = 0
    drop = torch.empty_like(likelier, dtype=torch.bool).scatter(-1, order, likelier >= p)
    return logits.masked_fill(drop, NEVER)


def keep_min_p(
    logits: Float[Tensor, "batch vocab"],
    p: float,
) -> Float[Tensor, "batch vocab"]:
    """Rule out tokens that are less than p times as likely as the likeliest.

    Source: Nguyen et al. (2025), https://arxiv.org/abs/2407.01082.

    Raises:
        ValueError: if p is not above 0 and at most 1.
    """
    if not 0 < p <= 1:
        raise ValueError(f"p must be above 0 and at most 1, got {p}.")
    probabilities = logits.softmax(dim=-1)
    lowest_kept = p * probabilities.amax(dim=-1, keepdim=True)
    return logits.masked_fill(probabilities < lowest_kept, NEVER)


def penalize_repetition(
    logits: Float[Tensor, "batch vocab"],
    token_ids: Int[Tensor, "batch seq"],
    penalty: float,
) -> Float[Tensor, "batch vocab"]:
    """Make tokens less likely that the text has already.

    Positive logits are divided by the penalty, others multiplied.

    Source: Keskar et al. (2019), section 4.1, https://arxiv.org/abs/1909.05858, who
    divide all. What a penalty does depends on where 0 lies, which the softmax does not see.

    Args:
        logits: scores of the next token.
        token_ids: the text so far, the prompt included.
        penalty: 1 changes nothing, 1.2 is usual, below 1 rewards repetition.

    Raises:
        ValueError: if the penalty is not positive.
    """
    if not 0 < penalty < float("inf"):
        raise ValueError(f"penalty must be positive, 1 for none, got {penalty}.")
    rows, places = (token_ids >= 0).nonzero(as_tuple=True)
    seen = torch.zeros_like(logits, dtype=torch.bool)
    seen[rows, token_ids[rows, places]] = True
    penalized = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(seen, penalized, logits)


def forbid_repeated_ngrams(
    logits: Float[Tensor, "batch vocab"],
    token_ids: Int[Tensor, "batch seq"],
    n: int,
) -> Float[Tensor, "batch vocab"]:
    """Rule out every token that would complete n tokens which the text has already.

    Source: Paulus et al. (2018), section 2.5, for n = 3,
    https://arxiv.org/abs/1705.04304.

    Args:
        logits: scores of the next token.
        token_ids: the text so far, the prompt included.
        n: length of the n-grams; 1 forbids every token that has been.

    Raises:
        ValueError: if n is less than 1.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}.")
    n_tokens = token_ids.shape[1]
    if n_tokens < n:
        return logits
    ngrams = token_ids.unfold(1, n, 1)  # "batch place n": the n-gram at each place
    ending = token_ids[:, n_tokens - n + 1 :]
    begins_alike = (ngrams[:, :, :-1] == ending[:, None]).all(dim=-1)
    rows, places = (begins_alike & (ngrams[:, :, -1] >= 0)).nonzero(as_tuple=True)
    logits = logits.clone()
    logits[rows, ngrams[rows, places, -1]] = NEVER
    return logits
