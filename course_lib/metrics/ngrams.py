"""n-grams: runs of n tokens, or of n characters, counted; what BLEU, chrF, ROUGE and distinct-n are made of."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from course_lib.metrics.precision_recall import Counts


def ngrams(tokens: Sequence[Any], n: int) -> Counter[Any]:
    """Count the runs of n neighbouring tokens; of a string, those of n characters.

    Raises:
        ValueError: if n is less than 1.

    >>> ngrams("the cat and the cat".split(), 2)
    Counter({('the', 'cat'): 2, ('cat', 'and'): 1, ('and', 'the'): 1})
    >>> ngrams("banana", 3)
    Counter({'ana': 2, 'ban': 1, 'nan': 1})
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}.")
    if isinstance(tokens, str):
        return Counter(tokens[i : i + n] for i in range(len(tokens) - n + 1))
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))


def shared(prediction: Counter[Any], reference: Counter[Any]) -> Counts:
    """Count what two counters share, each n-gram as often as both have it.

    >>> shared(ngrams(["the", "the", "cat"], 1), ngrams(["the", "cat", "sat", "down"], 1))
    Counts(right=2, predicted=3, wanted=4)
    """
    both = prediction.keys() & reference.keys()
    right = sum(min(prediction[gram], reference[gram]) for gram in both)
    return Counts(right, prediction.total(), reference.total())
