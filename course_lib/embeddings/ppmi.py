"""Vectors by counting: how much more often two words meet than chance would have them, cut down to a few numbers.

    PPMI(w, c) = max(0, log(p(w, c) / (p(w) · p(c))))        vectors = U_d · √S_d  of the table's SVD, U S Vᵀ

Source: Levy, Goldberg and Dagan (2015), Improving Distributional Similarity with Lessons Learned from Word Embeddings,
TACL 3, https://doi.org/10.1162/tacl_a_00134, for the smoothed contexts, the shift and the root of S.
The table is held equal to sums written as loops, and the SVD to NumPy's, by tests/embeddings/test_ppmi.py.
Left out: sparse tables. A table of 10,000 words takes 400 MB.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.embeddings.glove import Cooccurrences, count_cooccurrences
from course_lib.embeddings.vectors import WordVectors
from course_lib.embeddings.word2vec import Vocabulary, number_words


@dataclass(frozen=True)
class PPMIConfig:
    """What to count, and how many numbers to keep.

    Args:
        window: how far neighbours may be; a neighbour at distance d counts 1/d.
        min_count: leave out the words that are rarer.
        smoothing: the power of the contexts' counts; below 1, rare contexts seem less rare and score lower.
        shift: pairs must meet this many times as often as by chance to count.

    Raises:
        ValueError: if one is not positive.
    """

    d_vector: int = 100
    window: int = 5
    min_count: int = 5
    smoothing: float = 0.75
    shift: float = 1.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value <= 0:
                raise ValueError(f"{name} must be positive, got {value}.")


def count_table(cells: Cooccurrences, vocab_size: int) -> Float[Tensor, "words contexts"]:
    """Write the cells into a table, with 0 for words that never meet."""
    table = torch.zeros(vocab_size, vocab_size)
    table[cells.rows, cells.columns] = cells.counts
    return table


def ppmi(
    counts: Float[Tensor, "words contexts"], smoothing: float = 1.0, shift: float = 1.0
) -> Float[Tensor, "words contexts"]:
    """Return log(p(w, c) / (p(w) · p(c) · shift)) where that is above 0, and 0 elsewhere.

    Raises:
        ValueError: if no two words have met.
    """
    if not counts.sum() > 0:
        raise ValueError(f"some words must have met, got {len(counts)} that never did.")
    contexts = counts.sum(0) ** smoothing
    by_chance = counts.sum(1, keepdim=True) * (contexts / contexts.sum()) * shift
    # by_chance is 0 for a word without neighbours, which is to get 0: 0 / 1e-12
    return (counts / by_chance.clamp(min=1e-12)).clamp(min=1).log()


def truncated_svd(
    table: Float[Tensor, "words contexts"], d_vector: int, seed: int = 0
) -> Float[Tensor, "words d_vector"]:
    """Return U_d · √S_d: the rows of the table, told as well as d numbers can.

    A random search finds axes close to the exact ones: Halko, Martinsson and Tropp
    (2011), https://doi.org/10.1137/090771806.

    Raises:
        ValueError: if the table has fewer rows or columns than that.
    """
    if d_vector > min(table.shape):
        raise ValueError(f"d_vector must be at most {min(table.shape)}, got {d_vector}.")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        u, s, _ = torch.svd_lowrank(table, q=min(d_vector + 20, *table.shape), niter=4)
    return u[:, :d_vector] * s[:d_vector].sqrt()


def count_vectors(sentences: Sequence[Sequence[str]], config: PPMIConfig, seed: int = 0) -> WordVectors:
    """Return vectors of sentences, each a sequence of words: count, compare with chance, cut down.

    Raises:
        ValueError: if fewer than two words are frequent enough, no two are neighbours, or d_vector is more than the
            number of words.
    """
    vocabulary = Vocabulary.count(sentences, config.min_count)
    token_ids, sentence = number_words(sentences, vocabulary)
    cells = count_cooccurrences(token_ids, sentence, len(vocabulary.words), config.window)
    table = ppmi(count_table(cells, len(vocabulary.words)), config.smoothing, config.shift)
    return WordVectors(vocabulary.words, truncated_svd(table, config.d_vector, seed))
