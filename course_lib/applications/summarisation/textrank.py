"""TextRank: sentences that are like many others are recommended by them; PageRank adds the recommendations up.

    similarity(A, B) = words in both / (ln |A| + ln |B|)
    score(A)         = (1 - d) / n + d · Σ_B score(B) · similarity(B, A) / Σ_C similarity(B, C)

Source: Mihalcea and Tarau (2004), https://aclanthology.org/W04-3252, with the scores of PageRank (Brin and Page 1998,
https://doi.org/10.1016/S0169-7552(98)00110-X), which sum to 1: theirs are n times as large.
Held equal to `networkx.pagerank` and to the solution of the linear equations by
tests/applications/summarisation/test_textrank.py.
Left out: stemming, and leaving out words by their part of speech.
"""

from collections.abc import Collection, Sequence
from math import log

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.applications.summarisation.lead import check_n
from course_lib.metrics.rouge import Tokenize
from course_lib.metrics.rouge import words as english_words
from course_lib.tokenizers.clean import STOP_WORDS_EN

DAMPING = 0.85


def similarity(first: Collection[str], second: Collection[str]) -> float:
    """Return how many different words two sentences share, for their lengths; 0 if either has fewer than two.

    >>> round(similarity({"dog", "ran", "home"}, {"dog", "ran", "far", "off"}), 3)
    0.805
    """
    if len(first) < 2 or len(second) < 2:
        return 0.0
    return len({*first} & {*second}) / (log(len(first)) + log(len(second)))


def similarities(
    sentences: Sequence[str], tokenize: Tokenize = english_words, leave_out: Collection[str] = STOP_WORDS_EN
) -> Float[Tensor, "sentence sentence"]:
    """Return the similarity of each sentence with each other, and 0 with itself.

    Args:
        sentences: of one text.
        tokenize: cuts a sentence into words.
        leave_out: words that count for nothing.
    """
    bags = [{*tokenize(one)} - {*leave_out} for one in sentences]
    weights = [[0.0 if i == j else similarity(a, b) for j, b in enumerate(bags)] for i, a in enumerate(bags)]
    return torch.tensor(weights, dtype=torch.float64)


def transitions(weights: Float[Tensor, "node node"]) -> Float[Tensor, "node node"]:
    """Return where a walker goes: row i shares its 1 among the others, by the weights; evenly, if all are 0.

    Raises:
        ValueError: if the weights are no square, or one is negative.
    """
    if weights.ndim != 2 or weights.shape[0] != weights.shape[1] or bool((weights < 0).any()):
        raise ValueError(f"weights must be a square of numbers from 0, got the shape {tuple(weights.shape)}.")
    sums = weights.sum(dim=1, keepdim=True)
    return torch.where(sums > 0, weights / sums.clamp(min=1e-300), 1 / len(weights))


def pagerank_step(
    scores: Float[Tensor, " node"],
    steps: Float[Tensor, "node node"],
    damping: float = DAMPING,
) -> Float[Tensor, " node"]:
    """Return the scores after one more step of the walk.

    Args:
        scores: where the walker is; they sum to 1.
        steps: row i says where the walker goes from i.
        damping: how often the walker follows them; else any node comes next, all alike.
    """
    return (1 - damping) / len(scores) + damping * scores @ steps


def pagerank(
    weights: Float[Tensor, "node node"], damping: float = DAMPING, tolerance: float = 1e-10, most: int = 1000
) -> Float[Tensor, " node"]:
    """Return the share of time that the walker spends at each node: steps until the scores stand still.

    Raises:
        ValueError: if there is no node, or damping is not from 0 to below 1.
    """
    if not 0 <= damping < 1:
        raise ValueError(f"damping must be from 0 to below 1, got {damping}.")
    if not len(weights):
        raise ValueError("there must be a node to rank, got 0.")
    steps = transitions(weights.double())
    scores = torch.full((len(steps),), 1 / len(steps), dtype=torch.float64)
    for _ in range(most):
        before, scores = scores, pagerank_step(scores, steps, damping)
        if float((scores - before).abs().sum()) < tolerance:
            break
    return scores


def best(scores: Float[Tensor, " node"], n: int) -> list[int]:
    """Return the places of the n highest scores, in the order of the text; of equals the earlier wins.

    >>> best(torch.tensor([0.2, 0.5, 0.3]), 2)
    [1, 2]
    """
    rounded = [round(score, 9) for score in scores.tolist()]  # equals stay equals on every machine
    return sorted(sorted(range(len(rounded)), key=lambda i: (-rounded[i], i))[:n])


def textrank(
    sentences: Sequence[str],
    n: int = 3,
    damping: float = DAMPING,
    tokenize: Tokenize = english_words,
    leave_out: Collection[str] = STOP_WORDS_EN,
) -> list[int]:
    """Return the places of the n sentences that the others recommend most, in the order of the text."""
    check_n(n, sentences)
    return best(pagerank(similarities(sentences, tokenize, leave_out), damping), n)
