"""Labels against scikit-learn, on cases of all sizes, labels that never occur among them."""

import random
import warnings

import pytest
import sklearn.metrics as theirs

from course_lib.metrics.classification import (
    accuracy,
    confusion_matrix,
    precision_recall_f1,
    scores_by_label,
)
from course_lib.metrics.precision_recall import average_scores

LABELS = ["体育", "business", "culture", "health", "weather", "🐈"]


def cases():
    """Yield predictions and targets: 36 pairs of lists, of 1 to 40 labels out of 1 to 6."""
    rng = random.Random(1)
    for number in range(36):
        size = rng.choice([1, 2, 3, 7, 40])
        predictable, possible = LABELS[: 1 + number % 6], LABELS[number % 4 : 6]
        yield rng.choices(predictable, k=size), rng.choices(possible, k=size)


@pytest.mark.parametrize("zero_division", [0.0, 1.0])
@pytest.mark.parametrize("average", ["micro", "macro", "weighted"])
def test_averages_agree_with_scikit_learn(average, zero_division):
    for predictions, targets in cases():
        ours = precision_recall_f1(predictions, targets, average, zero_division)
        expected = theirs.precision_recall_fscore_support(
            targets, predictions, average=average, zero_division=zero_division
        )
        assert ours == pytest.approx(expected[:3], abs=1e-12)


@pytest.mark.parametrize("zero_division", [0.0, 1.0])
def test_scores_of_each_label_agree_with_scikit_learn(zero_division):
    for predictions, targets in cases():
        ours = scores_by_label(predictions, targets, zero_division)
        counts = confusion_matrix(predictions, targets).by_label()
        *expected, support = theirs.precision_recall_fscore_support(
            targets, predictions, labels=list(ours), zero_division=zero_division
        )
        assert list(ours) == sorted({*predictions, *targets})
        for i, (label, scores) in enumerate(ours.items()):
            assert scores == pytest.approx([column[i] for column in expected], abs=1e-12)
            assert counts[label].wanted == support[i]


@pytest.mark.parametrize("zero_division", [0.0, 1.0])
def test_labels_that_never_occur_agree_with_scikit_learn(zero_division):
    labels = ["never", *reversed(LABELS)]
    for predictions, targets in cases():
        matrix = confusion_matrix(predictions, targets, labels)
        assert [list(row) for row in matrix.counts] == theirs.confusion_matrix(
            targets, predictions, labels=labels
        ).tolist()
        for average in ("micro", "macro", "weighted"):
            expected = theirs.precision_recall_fscore_support(
                targets, predictions, labels=labels, average=average, zero_division=zero_division
            )
            ours = average_scores(matrix.by_label(), average, zero_division)
            assert ours == pytest.approx(expected[:3], abs=1e-12)


def test_accuracy_and_matrix_agree_with_scikit_learn():
    for predictions, targets in cases():
        assert accuracy(predictions, targets) == pytest.approx(theirs.accuracy_score(targets, predictions))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a matrix of a single label
            expected = theirs.confusion_matrix(targets, predictions).tolist()
        assert [list(row) for row in confusion_matrix(predictions, targets).counts] == expected


def test_the_micro_average_is_the_accuracy():
    for predictions, targets in cases():
        micro = precision_recall_f1(predictions, targets, "micro")
        assert micro == pytest.approx((accuracy(predictions, targets),) * 3)


def test_a_row_is_a_target_and_a_column_a_prediction():
    matrix = confusion_matrix(predictions=[1, 1, 1, 0, 2], targets=[0, 0, 0, 0, 1])
    assert matrix.labels == (0, 1, 2)
    assert matrix.counts == ((1, 3, 0), (0, 0, 1), (0, 0, 0))


def test_the_printed_matrix_stands_in_columns_though_chinese_is_twice_as_wide():
    matrix = confusion_matrix(["体育", "spam", "spam"], ["体育", "体育", "spam"], ["体育", "spam", "x"])
    assert str(matrix).splitlines() == [
        "target \\ predicted  体育  spam  x",
        "体育                   1     1  0",
        "spam                   0     1  0",
        "x                      0     0  0",
    ]


def test_a_label_wider_than_the_heading_keeps_the_columns_straight():
    long = "a label of thirty-one characters"
    lines = str(confusion_matrix([long, "b"], ["b", "b"])).splitlines()
    assert {len(line) for line in lines} == {len(lines[0])}


def test_lists_that_cannot_be_compared_are_refused():
    for function in (accuracy, confusion_matrix, precision_recall_f1, scores_by_label):
        with pytest.raises(ValueError, match="got 2 predictions and 3 references"):
            function([1, 2], [1, 2, 3])
        with pytest.raises(ValueError, match="at least one prediction, got 0"):
            function([], [])


def test_labels_that_leave_one_out_or_name_one_twice_are_refused():
    with pytest.raises(ValueError, match="got 2 labels without 'c'"):
        confusion_matrix(["a", "c"], ["b", "b"], ["a", "b"])
    with pytest.raises(ValueError, match="labels must all differ, got 3, 2 different"):
        confusion_matrix(["a", "a"], ["b", "b"], ["a", "b", "a"])
