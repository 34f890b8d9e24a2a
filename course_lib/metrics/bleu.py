"""BLEU: how many n-grams of a translation stand in a reference too, and is it long enough?

Source: Papineni et al. (2002), https://aclanthology.org/P02-1040; smoothing: Chen and Cherry (2014), methods 1 to 3,
https://aclanthology.org/W14-3346. Held equal to sacreBLEU (Post 2018) by tests/metrics/test_bleu.py.
Left out: lower case, tokenizers of subwords.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from course_lib.metrics.bleu_tokenizers import TOKENIZERS, Tokenizer
from course_lib.metrics.ngrams import ngrams, shared
from course_lib.metrics.pairs import check_pairs, check_references, check_texts

MAX_ORDER = 4
Smoothing = Literal["none", "exp", "floor", "add-k"]


@dataclass(frozen=True)
class Bleu:
    """A score from 0 to 100, and what it is made of.

    Attributes:
        score: the BLEU.
        precisions: in per cent, smoothed, for n-grams of 1 token, 2 tokens, ….
        brevity_penalty: the factor, at most 1, for a translation shorter than its
            references.
        n_predicted: number of tokens of the translations.
        n_reference: number of tokens of the references, those nearest in length.
    """

    score: float
    precisions: tuple[float, ...]
    brevity_penalty: float
    n_predicted: int
    n_reference: int

    def __str__(self) -> str:
        shares = " ".join(f"{one:.1f}" for one in self.precisions)
        return (
            f"BLEU {self.score:.2f} = {self.brevity_penalty:.3f} (brevity, {self.n_predicted} tokens for "
            f"{self.n_reference}) · mean of {shares}"
        )


@dataclass(frozen=True)
class Statistics:
    """What BLEU counts: lengths, and for each order the n-grams that match, and all."""

    n_predicted: int
    n_reference: int
    right: tuple[int, ...]
    total: tuple[int, ...]


def count(
    prediction: Sequence[str],
    references: Sequence[Sequence[str]],
    max_order: int,
) -> Statistics:
    """Count a translation's n-grams, and those in a reference, as often as in one of them.

    >>> count(["the", "the", "the", "cat"], [["the", "cat"], ["the", "dog", "the"]], 2)
    Statistics(n_predicted=4, n_reference=3, right=(3, 1), total=(4, 3))
    """
    right, total = [], []
    for n in range(1, max_order + 1):
        most: Counter[tuple[str, ...]] = Counter()
        for reference in references:
            most |= ngrams(reference, n)  # the larger of the two counts
        counts = shared(ngrams(prediction, n), most)
        right.append(counts.right)
        total.append(counts.predicted)
    lengths = [len(reference) for reference in references]
    nearest = min(lengths, key=lambda length: (abs(length - len(prediction)), length))
    return Statistics(len(prediction), nearest, tuple(right), tuple(total))


def brevity_penalty(n_predicted: int, n_reference: int) -> float:
    """Return exp(1 - reference / prediction) where the prediction is the shorter, else 1.

    >>> round(brevity_penalty(8, 10), 4), brevity_penalty(12, 10)
    (0.7788, 1.0)
    """
    if n_predicted >= n_reference:
        return 1.0
    return math.exp(1 - n_reference / n_predicted) if n_predicted else 0.0


def smoothed_precisions(
    counts: Statistics,
    smoothing: Smoothing,
    value: float,
) -> list[float]:
    """Return right / total for each order, from 0 to 1, up to the longest n-grams.

    A precision of 0 would make the whole score 0. "exp" counts the first order without a
    match as half a match, the next as a quarter, …; "floor" counts `value` matches;
    "add-k" adds `value` to the matches and the total of each order but the first; "none"
    lets the zero stand.
    """
    precisions: list[float] = []
    half = 1.0
    for right, total in zip(counts.right, counts.total, strict=True):
        extra = value if smoothing == "add-k" and precisions else 0.0
        matches = right + extra
        if not total + extra:
            break
        if not matches and smoothing == "exp":
            half /= 2
            matches = half
        elif not matches and smoothing == "floor":
            matches = value
        precisions.append(matches / (total + extra))
    return precisions


def score(
    counts: Statistics,
    smoothing: Smoothing,
    value: float | None,
    shorten: bool,
) -> Bleu:
    """Return brevity penalty · geometric mean of precisions; 0 if not one word is right.

    Args:
        counts: of one translation or of all.
        smoothing: what is done with orders that have no match.
        value: for "floor" (0.1 if None) and "add-k" (1 if None).
        shorten: whether the mean leaves out orders longer than the text, else they make
            it 0.
    """
    if value is None:
        value = 0.1 if smoothing == "floor" else 1.0
    found = smoothed_precisions(counts, smoothing, value) if any(counts.right) else []
    precisions = found + [0.0] * (len(counts.total) - len(found))
    used = found if shorten else precisions
    mean = math.exp(sum(map(math.log, used)) / len(used)) if used and all(used) else 0.0
    brevity = brevity_penalty(counts.n_predicted, counts.n_reference)
    percent = tuple(100 * one for one in precisions)
    lengths = counts.n_predicted, counts.n_reference
    return Bleu(100 * brevity * mean, percent, brevity, *lengths)


def corpus_bleu(
    predictions: Sequence[str],
    references: Sequence[Sequence[str]],
    tokenizer: Tokenizer = "13a",
    smoothing: Smoothing = "exp",
    value: float | None = None,
    max_order: int = MAX_ORDER,
    shorten: bool = False,
) -> Bleu:
    """Return the BLEU of many translations together: counts are added, then divided.

    Args:
        predictions: the translations.
        references: for each translation all its references. sacreBLEU turns this round:
            for each reference translator a list over the sentences.
        tokenizer: "13a" for languages with spaces, "zh" for Chinese, "none" splits at
            white space.
        smoothing: see `smoothed_precisions`.
        value: of the smoothing; None means 0.1 for "floor", 1 for "add-k".
        max_order: the longest n-grams.
        shorten: see `score`.

    Raises:
        ValueError: if there are no translations, not as many references, a translation
            without any, one that is no text, or a tokenizer or smoothing that does not
            exist.

    >>> print(corpus_bleu(["the cat sat on the mat"], [["the cat is on the mat"]]))
    BLEU 37.99 = 1.000 (brevity, 6 tokens for 6) · mean of 83.3 60.0 25.0 16.7
    """
    check_pairs(predictions, references)
    check_texts("predictions", predictions)
    check_references(references)
    check_options(tokenizer, smoothing, value, max_order)
    tokens = TOKENIZERS[tokenizer]
    each = [
        count(tokens(prediction), [tokens(one) for one in some], max_order)
        for prediction, some in zip(predictions, references, strict=True)
    ]
    summed = Statistics(
        n_predicted=sum(one.n_predicted for one in each),
        n_reference=sum(one.n_reference for one in each),
        right=tuple(map(sum, zip(*(one.right for one in each), strict=True))),
        total=tuple(map(sum, zip(*(one.total for one in each), strict=True))),
    )
    return score(summed, smoothing, value, shorten)


def sentence_bleu(
    prediction: str,
    references: Sequence[str],
    tokenizer: Tokenizer = "13a",
    smoothing: Smoothing = "exp",
    value: float | None = None,
    max_order: int = MAX_ORDER,
) -> Bleu:
    """Return the BLEU of one translation, orders longer than it left out.

    >>> round(sentence_bleu("The dog barked.", ["The dog barked loudly."]).score, 2)
    49.76
    """
    options = (tokenizer, smoothing, value, max_order)
    return corpus_bleu([prediction], [references], *options, shorten=True)


def check_options(
    tokenizer: str,
    smoothing: str,
    amount: float | None,
    max_order: int,
) -> None:
    """Refuse what `corpus_bleu` would misread."""
    for name, value, choices in (("tokenizer", tokenizer, Tokenizer), ("smoothing", smoothing, Smoothing)):
        if value not in get_args(choices):
            raise ValueError(f"{name} must be one of {', '.join(get_args(choices))}, got {value!r}.")
    if amount is not None and not 0 <= amount < math.inf:
        raise ValueError(f"value must not be negative or infinite, got {amount}.")
    if max_order < 1:
        raise ValueError(f"max_order must be at least 1, got {max_order}.")
