"""Bias measured in a language model and in vectors, reduced, and measured again.

A model's preference is asked of pairs of sentences that differ in one thing only:

    preference = p(sentence of a woman) / (p(sentence of a woman) + p(sentence of a man))

Sources: Nangia et al. (2020), CrowS-Pairs, section 4, https://arxiv.org/abs/2010.00133;
Bolukbasi et al. (2016), section 6, https://arxiv.org/abs/1607.06520, for the projection;
Gonen and Goldberg (2019), https://arxiv.org/abs/1903.03862, for what it leaves.
WEAT is in embeddings/bias.py. Tested by tests/applications/trust/test_bias.py.
Left out: Bolukbasi's equalising of pairs; harm, which no number here measures.
"""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.applications.trust.planted import WITH_JOB, Sentence
from course_lib.applications.trust.word_model import WordModel
from course_lib.embeddings.vectors import WordVectors

Swap = Callable[[Sequence[str]], tuple[str, ...]]


def preference(model: WordModel, job: str) -> float:
    """Return by how much a model prefers a woman with this job: 0.5 for not at all.

    It is the mean over the frames with a job and without a name.
    """
    of_women = [Sentence(frame, job, 0, woman=True) for frame in WITH_JOB]
    women = model.log_probs([one.words for one in of_women])
    men = model.log_probs([one.other.words for one in of_women])
    return float((women - men).sigmoid().mean())


def share_preferred(
    first: Float[Tensor, " pair"],
    second: Float[Tensor, " pair"],
) -> float:
    """Return the share of pairs whose first sentence is likelier; a tie counts half.

    Args:
        first: log-probabilities of the sentences that fit the stereotype.
        second: those of the others, pair by pair.

    Raises:
        ValueError: if there are no pairs, or not as many in both.
    """
    if not len(first) or len(first) != len(second):
        must = "there must be pairs, as many in both"
        raise ValueError(f"{must}, got {len(first)} and {len(second)}.")
    return float(((first > second).float() + 0.5 * (first == second).float()).mean())


def agreement(model: WordModel, told: Sequence[Sentence]) -> float:
    """Return the share of sentences about names whose pronoun the model gets right.

    It is what an intervention may cost: Anna is a woman, and that is no bias. The pronoun
    alone is exchanged, the name stays.

    Raises:
        ValueError: if no sentence has a name.
    """
    named = [one for one in told if "NAME" in one.frame]
    if not named:
        raise ValueError(f"some sentence must have a name, got 0 of {len(told)}.")
    wrong = []
    for one in named:
        name = one.words[one.frame.split().index("NAME")]
        other = list(one.other.words)
        other[one.frame.split().index("NAME")] = name
        wrong.append(tuple(other))
    right = model.log_probs([one.words for one in named])
    return share_preferred(right, model.log_probs(wrong))


def with_counterfactuals(
    told: Sequence[Sequence[str]],
    swap: Swap,
) -> list[tuple[str, ...]]:
    """Return each sentence, and what `swap` makes of it."""
    return [one for words in told for one in (tuple(words), swap(words))]


def direction(
    vectors: WordVectors,
    pairs: Sequence[tuple[str, str]],
) -> Float[Tensor, " d_vector"]:
    """Return the mean difference of pairs such as (she, he), with length 1.

    Raises:
        ValueError: if there are no pairs, or a word has no vector.
    """
    if not pairs:
        raise ValueError("there must be a pair of words, got 0.")
    rows = vectors.directions
    ways = [rows[vectors.row(a)] - rows[vectors.row(b)] for a, b in pairs]
    mean = torch.stack(ways).mean(dim=0)
    return mean / mean.norm()


def projected(
    vectors: WordVectors,
    words: Sequence[str],
    way: Float[Tensor, " d_vector"],
) -> WordVectors:
    """Return the vectors, those of `words` without their part along `way`.

    Raises:
        ValueError: if a word has no vector.
    """
    matrix = vectors.matrix.clone()
    rows = [vectors.row(word) for word in words]
    matrix[rows] -= torch.outer(matrix[rows] @ way, way)
    return WordVectors(vectors.words, matrix)


def recovered(vectors: WordVectors, first: Sequence[str], second: Sequence[str]) -> float:
    """Return the share of words whose group their nearest group mean tells.

    Each word is left out of its group's mean. Chance is one half; a high share says that
    the groups still lie apart, in whatever direction.

    Raises:
        ValueError: if a group has fewer than 2 words, or a word has no vector.
    """
    if min(len(first), len(second)) < 2:
        came = f"{len(first)} and {len(second)}"
        raise ValueError(f"each group must have at least 2 words, got {came}.")
    a, b = (vectors.directions[[vectors.row(w) for w in some]] for some in (first, second))
    right = 0
    for own, others in ((a, b), (b, a)):
        for i, row in enumerate(own):
            rest = torch.cat([own[:i], own[i + 1 :]])
            nearer = torch.cosine_similarity(row, rest.mean(0), dim=0)
            right += int(nearer > torch.cosine_similarity(row, others.mean(0), dim=0))
    return right / (len(a) + len(b))
