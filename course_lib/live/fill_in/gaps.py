"""A sentence with gaps, as a reader of the figure writes it, and what BERT says of each.

A word in [brackets] is hidden; a new line begins the second text of a pair. The page does
the same in gaps.js. Tested by tests/live/test_fill_in_gaps.py.
"""

import re
from dataclasses import dataclass
from itertools import chain
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.live.fill_in.guesses import Guess, guess
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.tokenizers.wordpiece import WordPieceTokenizer, basic_tokens

MASK = "[MASK]"
GAP = re.compile(r"\[([^\[\]\n]*)\]")


@dataclass(frozen=True)
class Gapped:
    """What BERT gets, [MASK] for each gap, and the words that stood there ("": none did)."""

    texts: tuple[str, ...]
    hidden: tuple[str, ...]


def read_gaps(sentence: str) -> Gapped:
    """Return what a reader's sentence says.

    Raises:
        ValueError: if it has more than two lines.

    >>> read_gaps("Anna sat.\\nShe [sat] on the [MASK].")
    Gapped(texts=('Anna sat.', 'She [MASK] on the [MASK].'), hidden=('sat', ''))
    """
    lines = [line for line in sentence.split("\n") if line.strip()]
    if len(lines) > 2:
        must = "BERT reads one text or two, a line for each"
        raise ValueError(f"{must}; these are {len(lines)}.")
    found = [word.strip() for line in lines for word in GAP.findall(line)]
    hidden = ("" if word == "MASK" else word for word in found)
    return Gapped(tuple(GAP.sub(MASK, line) for line in lines), tuple(hidden))


def bracketed(text: dict[str, Any], place: int) -> str:
    """Return a stored text as a reader would write it, with this word hidden."""
    parts = []
    for i, (word, is_spaced) in enumerate(zip(text["words"], text["spaced"], strict=True)):
        parts.append("\n" if i == text["n_first"] else " " * is_spaced)
        parts.append(f"[{word}]" if i == place else word)
    return "".join(parts)


@torch.no_grad()
def gap_shares(
    gapped: Gapped,
    model: BertForPretraining,
    tokenizer: WordPieceTokenizer,
) -> Float[Tensor, "gap vocab"]:
    """Return for each gap the probability of every token."""
    ids = [tokenizer.encode(text) for text in gapped.texts] or [[]]
    filled = tokenizer.template.fill(ids, tokenizer.token_to_id)
    token_ids, segments = (torch.tensor([row]) for row in filled)
    wanted = token_ids == tokenizer.token_to_id(MASK)
    return model(token_ids, segments, wanted=wanted).tokens.softmax(dim=-1)


def gap_guesses(
    gapped: Gapped,
    model: BertForPretraining,
    tokenizer: WordPieceTokenizer,
) -> list[tuple[Guess, bool]]:
    """Return the guess for each gap, and whether its hidden word is one known token.

    If it is none, the guess says nothing of it but its likeliest words.
    """
    found = []
    shares = gap_shares(gapped, model, tokenizer)
    for row, word in zip(shares, gapped.hidden, strict=True):
        ids = tokenizer.encode(word)
        is_known = len(ids) == 1 and tokenizer.vocabulary[ids[0]] != tokenizer.unknown
        probability = float(row[ids[0]]) if is_known else 0.0
        found.append((guess(row, probability, tokenizer.vocabulary), is_known))
    return found


def in_common(
    shares: Float[Tensor, "*gap vocab"],
    others: Float[Tensor, "*gap vocab"],
) -> Float[Tensor, "*gap"]:
    """Return how much two distributions have in common: 1 if equal, 0 if nothing."""
    return torch.minimum(shares, others).sum(dim=-1)


def one_word_apart(one: Gapped, other: Gapped) -> tuple[str, str] | None:
    """Return the words in which two sentences differ outside their gaps, if in one.

    >>> one_word_apart(read_gaps("She saw [a] cat."), read_gaps("He saw [the] cat."))
    ('she', 'he')
    """
    a, b = ([*map(basic_tokens, gapped.texts)] for gapped in (one, other))
    if [*map(len, a)] != [*map(len, b)]:
        return None
    pairs = zip(chain(*a), chain(*b), strict=True)
    apart = [(left, right) for left, right in pairs if left != right]
    return apart[0] if len(apart) == 1 else None
