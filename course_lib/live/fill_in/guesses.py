"""What two models guess for each word of a text, if that word is hidden: BERT, which reads
both sides, and a GPT, which reads the left side only.

Left out: words of several pieces. BERT would need as many blanks, which gives them away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.gpt import GPT
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.wordpiece import WordPieceTokenizer, basic_tokens

END = "<|endoftext|>"  # what a GPT's document begins after
N_SHOWN = 5


@dataclass(frozen=True)
class Guess:
    """The likeliest words with their probabilities, and how the true word does.

    `place` is 1 if it is the likeliest.
    """

    top: tuple[tuple[str, float], ...]
    probability: float
    place: int


def words_of(text: str) -> list[tuple[int, int]]:
    """Return where each word and mark of a text begins and ends.

    >>> [("Ann's kite."[start:end]) for start, end in words_of("Ann's kite.")]
    ['Ann', "'", 's', 'kite', '.']
    """
    places, end = [], 0
    for word in basic_tokens(text, lower_case=False):
        start = text.index(word, end)
        end = start + len(word)
        places.append((start, end))
    return places


def from_both_sides(
    sentences: tuple[str, str],
    model: BertForPretraining,
    tokenizer: WordPieceTokenizer,
) -> list[Guess | None]:
    """Return BERT's guess for each word; None if it is unknown or of several pieces."""
    pieces = []  # of each word, in the order of the text
    for sentence in sentences:
        words = [sentence[start:end] for start, end in words_of(sentence)]
        pieces.append([tokenizer.encode(word) for word in words])
    ids = [list(chain.from_iterable(words)) for words in pieces]
    token_ids, segments = tokenizer.template.fill(ids, tokenizer.token_to_id)
    n_first = len(pieces[0])
    starts, at = [], 1  # [CLS] stands at 0
    for number, word in enumerate(pieces[0] + pieces[1]):
        at += number == n_first  # the first [SEP]
        starts.append(at)
        at += len(word)
    unknown = tokenizer.encode("[UNK]")
    whole = [len(word) == 1 and word != unknown for word in pieces[0] + pieces[1]]
    hidden = [start for start, one in zip(starts, whole, strict=True) if one]
    rows = torch.tensor([token_ids] * len(hidden))
    rows[range(len(hidden)), hidden] = tokenizer.token_to_id("[MASK]")
    segment_rows = torch.tensor([segments] * len(hidden))
    with torch.no_grad():
        vectors = model.bert(rows, segment_rows)[range(len(hidden)), hidden]
        shares = model.token_logits(vectors).softmax(dim=-1)
    found = iter(
        guess(row, float(row[token_ids[start]]), tokenizer.vocabulary)
        for row, start in zip(shares, hidden, strict=True)
    )
    return [next(found) if one else None for one in whole]


def from_the_left(
    sentences: tuple[str, str],
    model: GPT,
    tokenizer: Tokenizer,
    known_words: Sequence[str],
) -> list[Guess]:
    """Return a GPT's guess for each word of two sentences, from what stands before it.

    Its probability of the true word is the product over the word's pieces. A guess is its
    first piece; "…" follows if that is none of `known_words`, and so a part of a word.
    """
    text = " ".join(sentences)
    known, labels = set(known_words), []
    for token_id in range(tokenizer.vocab_size):
        piece = tokenizer.decode([token_id]).strip() or "␣"
        is_part = piece.isalpha() and piece.lower() not in known
        labels.append(f"{piece}…" if is_part else piece)
    starts = [start - text[:start].endswith(" ") for start, _ in words_of(text)]
    parts = [text[a:b] for a, b in pairwise([*starts, len(text)])]
    pieces = [tokenizer.encode(part) for part in parts]
    token_ids = [tokenizer.token_to_id(END), *chain.from_iterable(pieces)]
    with torch.no_grad():
        log_p = model(torch.tensor([token_ids]))[0].log_softmax(dim=-1)
    guesses, at = [], 0
    for word in pieces:
        here = zip(log_p[at : at + len(word)], word, strict=True)
        probability = float(sum(row[piece] for row, piece in here).exp())
        guesses.append(guess(log_p[at].exp(), probability, labels))
        at += len(word)
    return guesses


def guess(
    shares: Float[Tensor, " vocab"],
    probability: float,
    labels: Sequence[str],
) -> Guess:
    """Return the best guesses, and the place of a word with this probability."""
    best = shares.topk(N_SHOWN)
    top = zip(best.indices.tolist(), best.values.tolist(), strict=True)
    place = int((shares > probability * (1 + 1e-6)).sum()) + 1
    return Guess(tuple((labels[i], p) for i, p in top), probability, place)
