"""How strange a kind of text is to a model that was made for another kind.

Three measures, from the outside to the inside: words that the model's training text never
held; pieces into which its tokenizer cuts a word; and how much each character surprises
the model. (Perplexity is per token, and texts that are cut into more pieces have more
tokens to share the surprise: bits per character compares them fairly.)
Tested by tests/applications/medicine_and_law/test_vocabulary.py.
Left out: words that are known and mean something else, such as *discharge* or *party*.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from course_lib.applications.medicine_and_law.notes import words_in
from course_lib.metrics.perplexity import bits_per_character, held_out_loss, perplexity
from course_lib.tokenizers.tokenizer import Tokenizer


@dataclass(frozen=True)
class Shift:
    """What a kind of text is to a vocabulary: shares from 0 to 1, tokens per word."""

    unknown_words: float  # of the running words, those that the known texts never held
    unknown_types: float  # of the different words
    tokens_a_word: float


def words_of(texts: Sequence[str]) -> Counter[str]:
    """Return how often each word comes, in small letters; numbers are left out."""
    found = (text[one.start : one.end].lower() for text in texts for one in words_in(text))
    return Counter(word for word in found if not any(map(str.isdigit, word)))


def shift(known: Sequence[str], texts: Sequence[str], tokenizer: Tokenizer) -> Shift:
    """Return how far texts lie from known ones.

    Args:
        known: of the kind that the model was trained on.
        texts: of the kind that is asked about.
        tokenizer: of the model.

    Raises:
        ValueError: if one of the two has no words.
    """
    old, new = words_of(known), words_of(texts)
    if not old or not new:
        raise ValueError(f"both must have words, got {len(old)} and {len(new)}.")
    strange = [word for word in new if word not in old]
    pieces = sum(len(tokenizer.encode(word)) * n for word, n in new.items())
    return Shift(
        sum(new[word] for word in strange) / new.total(),
        len(strange) / len(new),
        pieces / new.total(),
    )


def strangest(
    known: Sequence[str],
    texts: Sequence[str],
    tokenizer: Tokenizer,
    n: int = 8,
) -> list[tuple[str, list[str]]]:
    """Return the most frequent unknown words, and the pieces into which each is cut."""
    old, new = words_of(known), words_of(texts)
    unknown = [(-count, word) for word, count in new.items() if word not in old]
    found = [word for _, word in sorted(unknown)[:n]]
    return [(word, [tokenizer.decode([one]) for one in tokenizer.encode(word)]) for word in found]


@dataclass(frozen=True)
class Surprise:
    """How a language model finds texts: per token, and per character."""

    perplexity: float
    bits_per_character: float


def surprise(
    model: nn.Module,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    context_length: int = 128,
    between: str = "<|endoftext|>",
) -> Surprise:
    """Return how much texts surprise a causal model, read one after the other.

    Raises:
        ValueError: if there are no texts.
    """
    if not texts:
        raise ValueError("there must be a text, got 0.")
    stop = tokenizer.token_to_id(between)
    ids = [one for text in texts for one in (stop, *tokenizer.encode(text))]
    loss = held_out_loss(model, torch.tensor(ids), context_length)
    n_characters = sum(map(len, texts))
    return Surprise(perplexity(loss), bits_per_character(loss, len(ids), n_characters))
