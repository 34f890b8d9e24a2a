"""Short answers marked by a teacher, in Chinese: the baselines that a model would have to beat.

    the question alone     the mean of the points that its answers got
    length                 a line through the number of characters
    overlap                how many pairs of characters an answer shares with the reference: F1, the best reference
    nearest                the mean points of the most similar answers to the same question
    bag of pairs           a ridge regression on the pairs of characters of the answer

Tested by tests/applications/education/test_short_answers.py.
Left out: any model that knows what the words mean.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from statistics import fmean

import torch

from course_lib.applications.education.features import Ridge
from course_lib.applications.education.scoring import BagScorer
from course_lib.corpora.records import GradedAnswer
from course_lib.models.bag_of_words import Bag

PAIRS = Bag("zh", n=2)
NEAREST = 5
Guess = Callable[[Sequence[GradedAnswer]], list[float]]


def overlap(answer: str, references: Sequence[str]) -> float:
    """Return the F1 of the answer's characters and pairs with the nearest reference.

    >>> overlap("出栈", ["出栈"]), overlap("进", ["出栈"])
    (1.0, 0.0)
    """
    ours = {*PAIRS.of(answer)}
    shares = []
    for reference in references:
        theirs = {*PAIRS.of(reference)}
        shares.append(2 * len(ours & theirs) / max(1, len(ours) + len(theirs)))
    return max(shares, default=0.0)


def similarity(first: Set[str], second: Set[str]) -> float:
    """Return what share of the characters and pairs of two answers they have in common.

    >>> similarity({"出", "栈", "出栈"}, {"出", "队", "出队"})
    0.2
    """
    return len(first & second) / max(1, len(first | second))


def by_question(train: Sequence[GradedAnswer]) -> Guess:
    """Return the guess that looks at the question alone; a question never seen gets the mean of all."""
    points = defaultdict[str, list[int]](list)
    for one in train:
        points[one.question].append(one.score)
    mean = fmean(one.score for one in train)
    return lambda answers: [fmean(points[one.question]) if one.question in points else mean for one in answers]


def by_column(train: Sequence[GradedAnswer], column: Callable[[GradedAnswer], float]) -> Guess:
    """Return the line through one number of each answer."""

    def rows(answers: Sequence[GradedAnswer]) -> torch.Tensor:
        return torch.tensor([[column(one)] for one in answers])

    ridge = Ridge.fit(rows(train), torch.tensor([float(one.score) for one in train]))
    return lambda answers: ridge(rows(answers)).tolist()


def by_nearest(train: Sequence[GradedAnswer], n: int = NEAREST) -> Guess:
    """Return the mean points of the most similar answers to the same question, or to any if it is new."""
    marked = [(one.question, frozenset(PAIRS.of(one.answer)), one.score) for one in train]
    seen = {one.question for one in train}

    def guess(one: GradedAnswer) -> float:
        pairs = frozenset(PAIRS.of(one.answer))
        others = [each for each in marked if each[0] == one.question or one.question not in seen]
        ranked = sorted(others, key=lambda other: -similarity(pairs, other[1]))
        return fmean(score for *_, score in ranked[:n])

    return lambda answers: [guess(one) for one in answers]


def by_bag(train: Sequence[GradedAnswer], penalty: float = 100.0) -> Guess:
    """Return the ridge regression on characters and their pairs."""
    frequent = Bag("zh", n=2, min_count=8)
    scorer = BagScorer.fit([one.answer for one in train], [one.score for one in train], penalty, frequent)
    return lambda answers: scorer.score([one.answer for one in answers])


def all_guesses(train: Sequence[GradedAnswer]) -> dict[str, Guess]:
    """Return every baseline, trained."""
    return {
        "the question alone": by_question(train),
        "length": by_column(train, lambda one: float(len(one.answer))),
        "overlap with the reference": by_column(train, lambda one: overlap(one.answer, one.references)),
        "nearest answers": by_nearest(train),
        "bag of pairs": by_bag(train),
    }
