"""Tests for word vectors: analogies (man is to king as woman is to ?), and how similar people find two words.

Source: Mikolov et al. (2013), https://arxiv.org/abs/1301.3781, for the analogies; Levy and Goldberg (2014), Linguistic
Regularities in Sparse and Explicit Word Representations, CoNLL 2014, for the names 3CosAdd and 3CosMul.
Held equal to Gensim's `evaluate_word_analogies`, `most_similar_cosmul` and `evaluate_word_pairs`, and to SciPy's
`spearmanr`, by tests/embeddings/test_analogies.py.
Left out: Gensim's folding of upper and lower case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.corpora.records import Analogy, ScoredPair
from course_lib.embeddings.vectors import WordVectors

Method = Literal["3CosAdd", "3CosMul"]


def three_cos_add(
    vectors: WordVectors,
    rows: Int[Tensor, "questions 3"],
) -> Float[Tensor, "questions words"]:
    """Score every word d for "a is to b as c is to d": cos(d, b) - cos(d, a) + cos(d, c).

    Args:
        vectors: the word vectors.
        rows: the rows of a, b and c, a question a line.
    """
    a, b, c = (vectors.directions[column] for column in rows.T)
    return (b - a + c) @ vectors.directions.T


def three_cos_mul(
    vectors: WordVectors, rows: Int[Tensor, "questions 3"], epsilon: float = 0.001
) -> Float[Tensor, "questions words"]:
    """Score every word d by cos(d, b) · cos(d, c) / (cos(d, a) + ε), each cosine moved from -1..1 to 0..1.

    No one similarity can outweigh the others, as it can in a sum. ε is 0.001 in the paper, 0.000001 in Gensim.
    """
    a, b, c = ((1 + vectors.directions[column] @ vectors.directions.T) / 2 for column in rows.T)
    return b * c / (a + epsilon)


def solve(vectors: WordVectors, questions: Sequence[Analogy], method: Method = "3CosAdd") -> list[str]:
    """Return the best word for the d of each question; by custom a word of the question is no answer.

    Raises:
        ValueError: if a word has no vector, there are no other words than a question's, or the method is neither.
    """
    if len(vectors) < 4:
        raise ValueError(f"an answer must be a word besides the question's three, got {len(vectors)} words in all.")
    if method not in ("3CosAdd", "3CosMul"):
        raise ValueError(f"method must be '3CosAdd' or '3CosMul', got {method!r}.")
    answers = []
    for start in range(0, len(questions), 256):  # a score for each word and question: not all at once
        some = questions[start : start + 256]
        rows = torch.tensor([[vectors.row(word) for word in (one.a, one.b, one.c)] for one in some])
        scores = three_cos_add(vectors, rows) if method == "3CosAdd" else three_cos_mul(vectors, rows)
        best = scores.scatter(1, rows, -torch.inf).argmax(1)
        answers += [vectors.words[row] for row in best]
    return answers


@dataclass(frozen=True)
class SectionScore:
    """How many questions a section has, how many have a vector for each word, and how many of those came out right."""

    n_questions: int
    n_covered: int
    n_correct: int

    @property
    def accuracy(self) -> float:
        """Right answers among the covered questions; 0 if there are none. Read it together with `coverage`."""
        return self.n_correct / max(self.n_covered, 1)

    @property
    def coverage(self) -> float:
        return self.n_covered / self.n_questions


TOTAL = "total"


def evaluate_analogies(
    vectors: WordVectors, questions: Iterable[Analogy], method: Method = "3CosAdd"
) -> dict[str, SectionScore]:
    """Return the score of each section, and of all under "total". Questions with an unknown word are passed over.

    Raises:
        ValueError: if there are no questions.
    """
    asked = list(questions)
    if not asked:
        raise ValueError("there must be at least one question, got 0.")
    covered = [one for one in asked if not vectors.missing((one.a, one.b, one.c, one.d))]
    right = [one for one, d in zip(covered, solve(vectors, covered, method), strict=True) if one.d == d]
    sections = dict.fromkeys(one.section for one in asked)
    scores = {
        name: SectionScore(*(sum(one.section == name for one in some) for some in (asked, covered, right)))
        for name in sections
    }
    return scores | {TOTAL: SectionScore(len(asked), len(covered), len(right))}


def read_questions(path: Path | str) -> list[Analogy]:
    """Read word2vec's file of questions: a line `: section`, then lines of four words.

    Raises:
        ValueError: if a line has not four words, or stands before the first section.
    """
    questions: list[Analogy] = []
    section = ""
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), start=1):
        words = line.split()
        if line.startswith(":"):
            section = line[1:].strip()
        elif len(words) == 4 and section:
            questions.append(Analogy(words[0], words[1], words[2], words[3], section))
        elif words:
            raise ValueError(f"line {number} must be four words, below a line ': section', got {line!r}.")
    return questions


def ranks(values: Float[Tensor, " n"]) -> Float[Tensor, " n"]:
    """Return the place of each value in ascending order, from 1; equal values share the mean of their places.

    >>> ranks(torch.tensor([7.0, 3.0, 7.0, 9.0])).tolist()
    [2.5, 1.0, 2.5, 4.0]
    """
    _, group, sizes = values.unique(return_inverse=True, return_counts=True)
    last = sizes.cumsum(0)
    return ((last - sizes + 1 + last) / 2)[group].to(values.dtype)


def spearman(first: Float[Tensor, " n"], second: Float[Tensor, " n"]) -> float:
    """Return Spearman's ρ, the correlation of the ranks: 1 the same order, 0 none, -1 the opposite order.

    Raises:
        ValueError: if the values are not paired, are fewer than two, or are NaN or all equal on one side.
    """
    if len(first) != len(second) or len(first) < 2:
        raise ValueError(f"there must be two values or more on each side, got {len(first)} and {len(second)}.")
    if n_nan := int(first.isnan().sum() + second.isnan().sum()):
        raise ValueError(f"the values must be numbers, got {n_nan} NaN among {len(first)} pairs.")
    deviations = [ranks(values.double()) - (len(values) + 1) / 2 for values in (first, second)]
    lengths = [float(one.norm()) for one in deviations]
    if not all(lengths):
        raise ValueError(f"the values of a side must not all be equal, got {len(first)} times the same.")
    return float(deviations[0] @ deviations[1]) / (lengths[0] * lengths[1])


@dataclass(frozen=True)
class SimilarityScore:
    """Spearman's ρ between the cosines and people's scores, and the share of the pairs whose words have vectors."""

    correlation: float
    coverage: float


def evaluate_similarities(vectors: WordVectors, pairs: Iterable[ScoredPair]) -> SimilarityScore:
    """Compare cosines with people's scores on the pairs whose words both have a vector.

    Raises:
        ValueError: if that leaves fewer than two pairs.
    """
    asked = list(pairs)
    covered = [pair for pair in asked if not vectors.missing((pair.first, pair.second))]
    if len(covered) < 2:
        raise ValueError(f"two pairs or more must have vectors, got {len(covered)} of {len(asked)}.")
    cosines = torch.tensor([vectors.similarity(pair.first, pair.second) for pair in covered])
    scores = torch.tensor([pair.score for pair in covered], dtype=torch.float64)
    return SimilarityScore(spearman(cosines, scores), len(covered) / len(asked))
