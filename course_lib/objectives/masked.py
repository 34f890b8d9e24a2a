"""Masked language modelling: hide some tokens of a text, and predict them from both sides.

Source: Devlin et al. (2019), section 3.1 and appendix A.1, https://arxiv.org/abs/1810.04805; whole words as in
https://github.com/google-research/bert.
Held to `DataCollatorForLanguageModeling` of transformers, in distribution, by tests/objectives/test_masked.py.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_lib.embeddings.lookup import check_ids

IGNORED = -100  # the target of a token that is not to be predicted, which `F.cross_entropy` skips


class Masked(NamedTuple):
    """What the model reads, what it is to predict (`IGNORED` elsewhere), and True where that is."""

    inputs: Int[Tensor, "batch seq"]
    targets: Int[Tensor, "batch seq"]
    mask: Bool[Tensor, "batch seq"]


def mask_tokens(
    token_ids: Int[Tensor, "batch seq"],
    *,
    mask_id: int,
    special_ids: Sequence[int],
    vocab_size: int,
    generator: torch.Generator,
    rate: float = 0.15,
    masked_share: float = 0.8,
    random_share: float = 0.1,
    words: Int[Tensor, "batch seq"] | None = None,
) -> Masked:
    """Choose tokens to predict; of those, mask most, replace some, and leave the rest.

    Each token, or word, is chosen by a throw of its own, so a short text may have none.

    Args:
        token_ids: texts, padding included.
        mask_id: the token that stands for a hidden one.
        special_ids: tokens that are never chosen: padding, [CLS], [SEP].
        vocab_size: random tokens are drawn from 0 to vocab_size - 1, special ones among
            them, as in BERT.
        generator: where the chance comes from.
        rate: how likely a token is to be chosen.
        masked_share: how likely a chosen token is to be masked.
        random_share: how likely a chosen token is to be replaced by a random one.
        words: the number of the word that each token belongs to, from `number_words`;
            then a word is chosen as a whole, or not at all. None chooses each token by
            itself.

    Raises:
        ValueError: if there is no text, a rate is no share, the mask token is not in the
            vocabulary, a text has special tokens only, or `words` does not fit.
    """
    check_texts(token_ids, words, "words")
    check_rates(rate=rate, masked_share=masked_share, random_share=random_share)
    check_rates(masked_and_random_share=masked_share + random_share)
    if not 0 <= mask_id < vocab_size:
        must = f"mask_id must be a token of the vocabulary, 0 to {vocab_size - 1}"
        raise ValueError(f"{must}, got {mask_id}.")
    may_mask = ordinary_tokens(token_ids, special_ids)
    last = token_ids.shape[1] - 1
    if words is not None and not 0 <= int(words.min()) <= int(words.max()) <= last:
        must = f"words must be numbered from 0 to {last} at most"
        raise ValueError(f"{must}, got {int(words.min())} to {int(words.max())}.")

    chosen = draw(token_ids.shape, generator) < rate
    if words is not None:
        chosen = chosen.gather(1, words)  # all tokens of a word look up the same throw
    chosen = chosen & may_mask

    fate = draw(token_ids.shape, generator)
    is_random = chosen & (fate >= masked_share) & (fate < masked_share + random_share)
    random_ids = torch.randint(vocab_size, token_ids.shape, generator=generator)
    inputs = token_ids.masked_fill(chosen & (fate < masked_share), mask_id)
    inputs = torch.where(is_random, random_ids, inputs)
    return Masked(inputs, token_ids.masked_fill(~chosen, IGNORED), chosen)


def number_words(
    token_ids: Int[Tensor, "batch seq"],
    begins_word: Bool[Tensor, " vocab"],
) -> Int[Tensor, "batch seq"]:
    """Return the number of the word that each token belongs to, counted from 0 in each text.

    Args:
        token_ids: texts.
        begins_word: of every token of the vocabulary, whether a word begins with it; in BERT's, all but those that
            start with ##. Special tokens must count as beginnings.

    >>> begins_word = torch.tensor([True, True, False])
    >>> number_words(torch.tensor([[0, 1, 2, 2, 1, 0]]), begins_word)
    tensor([[0, 1, 1, 1, 2, 3]])

    Raises:
        ValueError: if there is no text, or an id is not in the vocabulary.
    """
    check_texts(token_ids)
    check_ids(token_ids, len(begins_word))
    begins = begins_word[token_ids]
    begins[:, 0] = True
    return begins.cumsum(dim=-1) - 1


def ordinary_tokens(
    token_ids: Int[Tensor, "batch seq"],
    special_ids: Sequence[int],
) -> Bool[Tensor, "batch seq"]:
    """Return True at the tokens that are not special.

    Raises:
        ValueError: if a text has no other.
    """
    ordinary = ~torch.isin(token_ids, torch.tensor(special_ids, dtype=torch.long))
    without = (~ordinary.any(dim=-1)).nonzero().flatten().tolist()
    if without:
        raise ValueError(
            f"each text must have a token that may be masked, got none in {len(without)} of {len(token_ids)} texts, "
            f"the first being text {without[0]}: leave them out."
        )
    return ordinary


def draw(shape: Sequence[int], generator: torch.Generator) -> Tensor:
    """Return a number between 0 and 1 for each token: below a rate, it is chosen."""
    return torch.rand(tuple(shape), generator=generator)


def check_texts(token_ids: Tensor, beside: Tensor | None = None, name: str = "mask") -> None:
    """Refuse a batch of nothing, and what does not say something of each of its tokens."""
    shape = tuple(token_ids.shape)
    if token_ids.numel() == 0:
        raise ValueError(f"there must be at least 1 text of at least 1 token, got the shape {shape}.")
    if beside is not None and beside.shape != shape:
        raise ValueError(f"{name} must have the texts' shape {shape}, got {tuple(beside.shape)}.")


def check_rates(**rates: float) -> None:
    """Refuse what is no share."""
    for name, rate in rates.items():
        if not 0 <= rate <= 1 + 1e-9:  # 0.7 + 0.2 + 0.1 may be a little more than 1
            raise ValueError(f"{name} must be between 0 and 1, got {rate}.")
