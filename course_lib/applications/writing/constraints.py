"""Processors that hold a text to words and to a length, token by token.

They take logits "batch vocab" and the texts so far "batch seq", as those of
decoding/processors.py do; negative ids are padding.
`bias_sequences` and `not_before` are held equal to those of transformers by
tests/applications/writing/test_constraints.py.
Left out: grammars, and search over which word to place where.
"""

from collections.abc import Mapping, Sequence

from jaxtyping import Float, Int
from torch import Tensor

NEVER = float("-inf")
Ids = tuple[int, ...]


def bias_sequences(
    logits: Float[Tensor, "batch vocab"],
    token_ids: Int[Tensor, "batch seq"],
    biases: Mapping[Ids, float],
) -> Float[Tensor, "batch vocab"]:
    """Add a bias to the token that would complete a sequence; -inf forbids it.

    A sequence of one token is completed everywhere, a longer one where the text ends with
    all but its last token.

    Raises:
        ValueError: if a sequence is empty.
    """
    logits = logits.clone()
    for sequence, bias in biases.items():
        if not sequence:
            raise ValueError("a sequence must have at least 1 token, got 0.")
        *before, last = sequence
        for row, text in enumerate(token_ids.tolist()):
            if not before or text[-len(before) :] == before:
                logits[row, last] += bias
    return logits


def not_before(
    logits: Float[Tensor, "batch vocab"],
    token_ids: Int[Tensor, "batch seq"],
    end_id: int,
    n_prompt: int,
    least: int,
) -> Float[Tensor, "batch vocab"]:
    """Rule the end out until `least` tokens have been added to a prompt of `n_prompt`."""
    if token_ids.shape[1] - n_prompt >= least:
        return logits
    logits = logits.clone()
    logits[:, end_id] = NEVER
    return logits


def must_have(
    logits: Float[Tensor, "batch vocab"],
    token_ids: Int[Tensor, "batch seq"],
    words: Sequence[Ids],
    bonus: float,
    end_id: int,
    n_prompt: int,
) -> Float[Tensor, "batch vocab"]:
    """Make words likelier until the text has them, and let it not end before.

    The next token of each missing word gets the bonus: the first one, or the one after as
    much of the word as the text ends with. A small bonus waits for a place that suits the
    word; a large one puts it anywhere.

    Args:
        logits: scores of the next token.
        token_ids: the texts so far, all prompts `n_prompt` long.
        words: each as the tokens that it has within a text.
        bonus: what is added to the logits, in nats.
        end_id: the token that ends a text.
        n_prompt: how many tokens the prompt has; what stands in it does not count.

    Raises:
        ValueError: if a word has no token.
    """
    if not all(words):
        raise ValueError("a word must have at least 1 token, got one of 0.")
    logits = logits.clone()
    for row, whole in enumerate(token_ids.tolist()):
        text = tuple(whole[n_prompt:])
        missing = [word for word in words if not holds(text, word)]
        for word in missing:
            logits[row, word[n_begun(text, word)]] += bonus
        if missing:
            logits[row, end_id] = NEVER
    return logits


def holds(text: Ids, word: Ids) -> bool:
    """Return whether the tokens of a word stand in a text, one after the other.

    >>> holds((7, 3, 4, 8), (3, 4)), holds((3, 7, 4), (3, 4))
    (True, False)
    """
    n = len(word)
    return any(text[at : at + n] == word for at in range(len(text) - n + 1))


def n_begun(text: Ids, word: Ids) -> int:
    """Return with how many tokens of a word a text ends, at most all but the last.

    >>> n_begun((7, 3, 4), (3, 4, 5)), n_begun((7, 7), (3, 4, 5))
    (2, 0)
    """
    return max(n for n in range(len(word)) if n <= len(text) and text[len(text) - n :] == word[:n])
