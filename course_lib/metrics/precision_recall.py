"""Precision, recall and F1: how much of what was predicted is right, and how much of what is right was predicted.

Labels, entities, words of an answer, n-grams of a summary: whatever is counted, three numbers tell all.
Source: van Rijsbergen (1979), Information Retrieval, chapter 7.
Held equal to scikit-learn by tests/metrics/test_classification.py, to seqeval by tests/metrics/test_spans.py.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

Average = Literal["micro", "macro", "weighted"]


class Scores(NamedTuple):
    """Shares from 0 to 1."""

    precision: float
    recall: float
    f1: float


class Counts(NamedTuple):
    """How many were predicted, how many are wanted, and how many are both."""

    right: int
    predicted: int
    wanted: int

    def scores(self, zero_division: float = 0.0) -> Scores:
        """Return right / predicted, right / wanted, and 2 · right / (predicted + wanted).

        The third, F1, is the harmonic mean of the other two.

        Args:
            zero_division: what 0 / 0 is taken to be, as in scikit-learn: nothing
                predicted leaves precision undefined, nothing wanted leaves recall
                undefined.

        >>> Counts(right=3, predicted=4, wanted=6).scores()
        Scores(precision=0.75, recall=0.5, f1=0.6)
        """
        return Scores(
            precision=ratio(self.right, self.predicted, zero_division),
            recall=ratio(self.right, self.wanted, zero_division),
            f1=ratio(2 * self.right, self.predicted + self.wanted, zero_division),
        )


def ratio(part: float, whole: float, zero_division: float = 0.0) -> float:
    """Return part / whole, and `zero_division` where there is no whole."""
    return part / whole if whole else zero_division


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sums of the three counts.

    >>> total([Counts(1, 2, 3), Counts(10, 20, 30)])
    Counts(right=11, predicted=22, wanted=33)
    """
    columns = list(zip(*counts, strict=True)) or [(), (), ()]
    return Counts(*(sum(column) for column in columns))


def average_scores(
    counts: Mapping[Any, Counts],
    average: Average,
    zero_division: float = 0.0,
) -> Scores:
    """Return one precision, recall and F1 for all labels.

    Args:
        counts: for each label.
        average: "micro" adds up the counts, so that each example weighs the same; "macro"
            takes the mean over labels, so that each label weighs the same, the rare as
            the frequent; "weighted" takes the mean over labels, each as often as it is
            wanted.
        zero_division: what 0 / 0 is taken to be.

    Raises:
        ValueError: if there is nothing to take the mean over, or no such average.

    >>> counts = {"ham": Counts(90, 95, 95), "spam": Counts(0, 5, 5)}
    >>> round(average_scores(counts, "micro").f1, 2)
    0.9
    >>> round(average_scores(counts, "macro").f1, 2)
    0.47
    """
    if average == "micro":
        return total(counts.values()).scores(zero_division)
    if average not in ("macro", "weighted"):
        raise ValueError(f"average must be micro, macro or weighted, got {average!r}.")
    weights = [1 if average == "macro" else one.wanted for one in counts.values()]
    if not sum(weights):
        raise ValueError(
            f"a {average} average needs a label to weigh, got {len(counts)} labels of total weight 0: "
            'average="micro" is defined without any.'
        )
    scores = [one.scores(zero_division) for one in counts.values()]
    means = (
        sum(w * value for w, value in zip(weights, column, strict=True)) / sum(weights)
        for column in zip(*scores, strict=True)
    )
    return Scores(*means)
