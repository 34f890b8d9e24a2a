"""Bias in word vectors: do some words stand nearer to one group than others do, by more than chance?

    s(w) = mean cos(w, a) - mean cos(w, b)        effect = (mean of s over X - mean of s over Y) / standard deviation

Source: Caliskan, Bryson and Narayanan (2017), Semantics derived automatically from language corpora contain human-like
biases, Science 356, https://doi.org/10.1126/science.aal4230 (the Word-Embedding Association Test, WEAT).
Effect and p-value are held equal to loops over all divisions by tests/embeddings/test_bias.py.
Left out: a random sample of the divisions, where there are too many to try them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.embeddings.vectors import WordVectors

MOST_DIVISIONS = 200_000


@dataclass(frozen=True)
class Association:
    """The effect, in standard deviations, and the share of all divisions of the words whose effect is as large."""

    effect: float
    p_value: float


def associations(
    vectors: WordVectors, words: Sequence[str], first: Sequence[str], second: Sequence[str]
) -> Float[Tensor, " words"]:
    """Return how much nearer each word is to the first group than to the second: a difference of mean cosines.

    Raises:
        ValueError: if a list is empty, or a word has no vector.
    """
    if not (words and first and second):
        raise ValueError(f"each list needs a word, got {len(words)}, {len(first)} and {len(second)}.")
    rows, a, b = (vectors.directions[[vectors.row(word) for word in some]] for some in (words, first, second))
    return (rows @ a.T).mean(1) - (rows @ b.T).mean(1)


def weat(
    vectors: WordVectors, x: Sequence[str], y: Sequence[str], first: Sequence[str], second: Sequence[str]
) -> Association:
    """Test whether the words x are nearer to the first group, and y to the second, than chance would have it.

    Chance: x and y are mixed and divided again, in every way that there is. The p-value is the share of divisions in
    which the first part is nearer to the first group by as much, or more.

    Raises:
        ValueError: if a list is empty, a word has no vector, or there are more than 200,000 divisions.
    """
    if (n_divisions := comb(len(x) + len(y), len(x))) > MOST_DIVISIONS:
        raise ValueError(f"there may be {MOST_DIVISIONS:,} ways to divide the words, got {n_divisions:,}.")
    nearer = associations(vectors, [*x, *y], first, second).double() if x and y else torch.zeros(0)
    if not len(nearer):
        raise ValueError(f"each list needs a word, got {len(x)} and {len(y)}.")
    divisions = torch.tensor(list(combinations(range(len(nearer)), len(x))))
    sums = nearer[divisions].sum(1)  # the first division is x and y themselves
    means = sums / len(x) - (nearer.sum() - sums) / len(y)
    as_large = means >= means[0] - 1e-12
    return Association(float(means[0] / nearer.std()), float(as_large.double().mean()))
