"""How well labels are predicted: accuracy, the confusion matrix, and the counts behind precision and recall.

Predictions come first and targets second, as in PyTorch's losses; scikit-learn has them the other way round.
Held equal to scikit-learn by tests/metrics/test_classification.py.
Left out: several labels for one text, weights for examples, averages over some of the labels only.
"""

import unicodedata
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from course_lib.metrics.pairs import check_pairs
from course_lib.metrics.precision_recall import Average, Counts, Scores, average_scores

Label = Hashable


def accuracy(predictions: Sequence[Label], targets: Sequence[Label]) -> float:
    """Return the share of predictions that are right.

    Raises:
        ValueError: if there are none, or not as many predictions as targets.

    >>> accuracy(["ham", "ham", "spam", "ham"], ["ham", "spam", "spam", "ham"])
    0.75
    """
    check_pairs(predictions, targets)
    right = sum(one == other for one, other in zip(predictions, targets, strict=True))
    return right / len(targets)


@dataclass(frozen=True)
class ConfusionMatrix:
    """`counts[i][j]`: how often label i was the target and label j was predicted."""

    labels: tuple[Label, ...]
    counts: tuple[tuple[int, ...], ...]

    def by_label(self) -> dict[Label, Counts]:
        """Return for each label its diagonal cell, its column's sum and its row's."""
        columns = list(zip(*self.counts, strict=True))
        return {
            label: Counts(right=row[i], predicted=sum(columns[i]), wanted=sum(row))
            for i, (label, row) in enumerate(zip(self.labels, self.counts, strict=True))
        }

    def __str__(self) -> str:
        """Return a table: a row for each target, a column for each prediction."""
        corner = "target \\ predicted"
        head = [corner, *(str(label) for label in self.labels)]
        rows = [[str(one), *map(str, self.counts[i])] for i, one in enumerate(self.labels)]
        widths = [max(map(width, column)) for column in zip(head, *rows, strict=True)]
        lines = []
        for first, *rest in [head, *rows]:
            cells = [pad(cell, size) for cell, size in zip(rest, widths[1:], strict=True)]
            lines.append("  ".join([first + " " * (widths[0] - width(first)), *cells]))
        return "\n".join(lines)


def confusion_matrix(
    predictions: Sequence[Label],
    targets: Sequence[Label],
    labels: Sequence[Label] | None = None,
) -> ConfusionMatrix:
    """Count which target was predicted as which label.

    Args:
        predictions: one label for each example.
        targets: the right label for each example.
        labels: in the order of the matrix, those that never occur too; None takes those
            that occur, sorted.

    Raises:
        ValueError: if there are no examples, not as many predictions as targets, a label
            twice, an example whose label is not among the labels, or labels that cannot be
            sorted.

    >>> print(confusion_matrix(["cat", "dog", "cat"], targets=["cat", "dog", "dog"]))
    target \\ predicted  cat  dog
    cat                   1    0
    dog                   1    1
    """
    check_pairs(predictions, targets)
    occurring = {*predictions, *targets}
    if labels is None:
        try:
            labels = sorted(occurring)  # type: ignore[type-var]
        except TypeError:
            kinds = sorted({type(label).__name__ for label in occurring})
            raise ValueError(
                f"labels must be of one kind to be sorted, got {', '.join(kinds)}; or give labels=."
            ) from None
    if len(set(labels)) != len(labels):
        raise ValueError(f"labels must all differ, got {len(labels)}, {len(set(labels))} different.")
    if unknown := occurring.difference(labels):
        raise ValueError(
            f"labels must hold each label that occurs, got {len(labels)} labels without "
            f"{sorted(map(repr, unknown))[0]}."
        )
    pairs = Counter(zip(targets, predictions, strict=True))
    counts = tuple(tuple(pairs[target, label] for label in labels) for target in labels)
    return ConfusionMatrix(tuple(labels), counts)


def precision_recall_f1(
    predictions: Sequence[Label],
    targets: Sequence[Label],
    average: Average = "macro",
    zero_division: float = 0.0,
) -> Scores:
    """Return precision, recall and F1 over all labels that occur.

    For one label there is `scores_by_label`. With one label an example, the "micro"
    average of each of the three is the accuracy.

    >>> precision_recall_f1(["a", "b", "b", "b"], ["a", "a", "b", "b"])
    Scores(precision=0.8333333333333333, recall=0.75, f1=0.7333333333333334)
    """
    counts = confusion_matrix(predictions, targets).by_label()
    return average_scores(counts, average, zero_division)


def scores_by_label(
    predictions: Sequence[Label],
    targets: Sequence[Label],
    zero_division: float = 0.0,
) -> dict[Label, Scores]:
    """Return precision, recall and F1 of each label that occurs.

    >>> scores_by_label(["a", "b", "b", "b"], ["a", "a", "b", "b"])["a"]
    Scores(precision=1.0, recall=0.5, f1=0.6666666666666666)
    """
    counts = confusion_matrix(predictions, targets).by_label()
    return {label: one.scores(zero_division) for label, one in counts.items()}


def width(text: str) -> int:
    """Return how many columns a text fills on the screen: Chinese characters fill two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def pad(text: str, columns: int) -> str:
    """Set a text to the right of so many columns."""
    return " " * (columns - width(text)) + text
