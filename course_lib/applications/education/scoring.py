"""Scorers of essays: length alone, counted features, a bag of words; and from their numbers to points.

Each has one form, `score(texts)`, a number for each text; `as_points` rounds it to the scale. A ridge regression draws
its guesses towards the mean, so that few essays get the lowest and the highest points; `Cuts` gives each point to as
many essays as it had in the training.
Tested by tests/applications/education/test_scoring.py.
Left out: a score for each criterion of the rubric by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from course_lib.applications.education.features import Ridge, as_rows, features, plain_features
from course_lib.applications.education.wording import Wording
from course_lib.metrics.agreement import quadratic_weighted_kappa
from course_lib.models.bag_of_words import Bag

LOWEST, HIGHEST = 4, 20
COUNTS = Bag(presence=False)
Features = Callable[[str], dict[str, float]]


class Scorer(Protocol):
    """What gives each text a number, higher for a better one."""

    def score(self, texts: Sequence[str]) -> list[float]: ...


@dataclass(frozen=True)
class Counted:
    """A scorer that weighs features."""

    features: Features
    ridge: Ridge
    names: tuple[str, ...]

    @classmethod
    def fit(cls, texts: Sequence[str], points: Sequence[float], features: Features, penalty: float = 1.0) -> "Counted":
        """Return the scorer with the weights that fit best."""
        found = [features(text) for text in texts]
        ridge = Ridge.fit(as_rows(found), torch.tensor(points).double(), penalty)
        return cls(features, ridge, tuple(found[0]))

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return a number for each text."""
        return self.ridge(as_rows([self.features(text) for text in texts])).tolist()

    def shares(self, text: str) -> dict[str, float]:
        """Return what each feature of a text adds to the mean: why it got its number."""
        row = as_rows([self.features(text)])[0]
        return dict(zip(self.names, self.ridge.shares(row).tolist(), strict=True))


def by_length(texts: Sequence[str], points: Sequence[float]) -> Counted:
    """Return the scorer that counts words and does nothing else."""
    return Counted.fit(texts, points, lambda text: {"words": plain_features(text)["words"]})


def by_features(texts: Sequence[str], points: Sequence[float], wording: Wording) -> Counted:
    """Return the scorer that weighs all features, those of a checker of words among them."""
    return Counted.fit(texts, points, lambda text: features(text, wording))


@dataclass(frozen=True)
class BagScorer:
    """A ridge regression on how often each word stands in a text."""

    bag: Bag
    places: dict[str, int]
    ridge: Ridge

    @classmethod
    def fit(
        cls, texts: Sequence[str], points: Sequence[float], penalty: float = 30.0, bag: Bag = COUNTS
    ) -> "BagScorer":
        """Return the scorer with a weight for each word that two texts or more hold."""
        counts = [bag.of(text) for text in texts]
        words = sorted({word for one in counts for word in one})
        n_texts = {word: sum(word in one for one in counts) for word in words}
        places = {word: at for at, word in enumerate(word for word in words if n_texts[word] >= bag.min_count)}
        made = cls(bag, places, Ridge.fit(torch.zeros(2, 1), torch.zeros(2)))
        ridge = Ridge.fit(made._rows(texts), torch.tensor(points).double(), penalty)
        return cls(bag, places, ridge)

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return a number for each text; words that the training did not hold count for nothing."""
        return self.ridge(self._rows(texts)).tolist()

    def _rows(self, texts: Sequence[str]) -> torch.Tensor:
        rows = torch.zeros(len(texts), len(self.places))
        for row, text in zip(rows, texts, strict=True):
            for word, n in self.bag.of(text).items():
                if word in self.places:
                    row[self.places[word]] = n
        return rows


def as_points(numbers: Sequence[float], lowest: int = LOWEST, highest: int = HIGHEST) -> list[int]:
    """Return each number rounded to a point of the scale.

    >>> as_points([2.2, 11.6, 25.0])
    [4, 12, 20]
    """
    return [min(highest, max(lowest, round(number))) for number in numbers]


@dataclass(frozen=True)
class Cuts:
    """Limits between points: a number above i of them gets the point lowest + i."""

    limits: tuple[float, ...]
    lowest: int = LOWEST

    @classmethod
    def fit(
        cls, numbers: Sequence[float], points: Sequence[int], lowest: int = LOWEST, highest: int = HIGHEST
    ) -> "Cuts":
        """Return the limits with which each point is given as often as it occurs in `points`.

        Raises:
            ValueError: if there are not as many numbers as points, or none.
        """
        if not numbers or len(numbers) != len(points):
            must = "there must be a number for each point"
            raise ValueError(f"{must}, got {len(numbers)} and {len(points)}.")
        ranked, limits = sorted(numbers), []
        for point in range(lowest, highest):
            below = sum(one <= point for one in points)
            if 0 < below < len(ranked):
                limits.append((ranked[below - 1] + ranked[below]) / 2)
            else:  # no point is so low: every number is above; or none is higher: no number is
                limits.append(float("inf") if below else float("-inf"))
        return cls(tuple(limits), lowest)

    def points(self, numbers: Sequence[float]) -> list[int]:
        """Return the point of each number."""
        return [self.lowest + sum(number > limit for limit in self.limits) for number in numbers]


def agreement(scorer: Scorer, texts: Sequence[str], points: Sequence[int]) -> float:
    """Return the quadratic weighted kappa of a scorer's rounded numbers with the points."""
    return quadratic_weighted_kappa(as_points(scorer.score(texts)), points)
