"""Precision, recall and F1 of one label."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "classification.scores_of_label",
    title="Precision, recall and F1 of one label",
    chapter="13",
    level=2,
    minutes=12,
    hints=[
        "Three counts are enough: how often the label was predicted, how often it was wanted, and how often both.",
        "Precision divides what is right by what was predicted, recall by what was "
        "wanted; "
        "F1 is 2 · right / (predicted + wanted). Each may have nothing to divide by.",
        "`right = sum(p == t == label for p, t in zip(predictions, targets))`; then "
        "`precision = right / predicted if predicted else 0.0`, and the same for "
        "the others.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    predictions = ["a", "a", "b", "c", "a", "b", "c", "a", "b", "b"]
    targets = ["a", "b", "b", "a", "a", "a", "c", "c", "a", "b"]
    return [
        {"predictions": predictions, "targets": targets, "label": "a"},
        {"predictions": ["b", "b", "b"], "targets": ["a", "b", "b"], "label": "a"},
        {"predictions": ["a", "b"], "targets": ["b", "b"], "label": "a"},
        {"predictions": ["b", "b"], "targets": ["b", "b"], "label": "a"},
    ]


@exercise.solution
def my_scores(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> tuple[float, float, float]:
    """Return (precision, recall, F1) of one label; 0.0 where it would be 0 / 0."""
    predicted, wanted = predictions.count(label), targets.count(label)
    pairs = zip(predictions, targets, strict=True)
    right = sum(one == other == label for one, other in pairs)
    return (
        right / predicted if predicted else 0.0,
        right / wanted if wanted else 0.0,
        2 * right / (predicted + wanted) if predicted + wanted else 0.0,
    )


@exercise.also_right
def with_means(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> tuple[float, float, float]:
    right = sum(p == t == label for p, t in zip(predictions, targets, strict=True))
    precision = right / max(1, predictions.count(label))
    recall = right / max(1, targets.count(label))
    mean = 2 * precision * recall / (precision + recall) if right else 0.0
    return precision, recall, mean


@exercise.also_right
def with_four_counts(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> list[float]:
    tp = fp = fn = 0
    for guess, target in zip(predictions, targets, strict=True):
        tp += guess == label and target == label
        fp += guess == label and target != label
        fn += guess != label and target == label
    whole = [tp + fp, tp + fn, tp + (fp + fn) / 2]
    return [tp / n if n else 0.0 for n in whole]


@exercise.mistake("Precision and recall are swapped: precision divides by how often it was predicted.")
def swapped(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> tuple[float, float, float]:
    precision, recall, f1 = with_means(predictions, targets, label)
    return recall, precision, f1


@exercise.mistake("F1 is the plain mean of the two here; it is their harmonic mean, 2pr / (p + r).")
def plain_mean(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> tuple[float, float, float]:
    precision, recall, _ = with_means(predictions, targets, label)
    return precision, recall, (precision + recall) / 2


@exercise.mistake("F1 is half of what it is: the harmonic mean has a factor 2.")
def factor_missing(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> tuple[float, float, float]:
    precision, recall, f1 = with_means(predictions, targets, label)
    return precision, recall, f1 / 2


@exercise.mistake("Nothing was predicted, or nothing wanted, and you divide by 0: that counts as 0.0 here.")
def no_zero_division(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> tuple[float, float, float]:
    right = sum(p == t == label for p, t in zip(predictions, targets, strict=True))
    precision, recall = right / predictions.count(label), right / targets.count(label)
    return precision, recall, 2 * precision * recall / (precision + recall)


@exercise.mistake("0 / 0 counts as 1 here; asked for is 0.0.")
def one_for_nothing(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> tuple[float, float, float]:
    precision, recall, f1 = with_means(predictions, targets, label)
    predicted, wanted = predictions.count(label), targets.count(label)
    return (
        precision if predicted else 1.0,
        recall if wanted else 1.0,
        f1 if predicted + wanted else 1.0,
    )


@exercise.mistake("All right answers are counted, those of other labels too: count the pairs where both are `label`.")
def all_right_ones(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> tuple[float, float, float]:
    right = sum(p == t for p, t in zip(predictions, targets, strict=True))
    predicted, wanted = predictions.count(label), targets.count(label)
    return (
        right / predicted if predicted else 0.0,
        right / wanted if wanted else 0.0,
        2 * right / (predicted + wanted) if predicted + wanted else 0.0,
    )


@exercise.mistake("Both are divided by the number of all examples; precision divides by what was predicted.")
def of_all(
    predictions: list[str],
    targets: list[str],
    label: str,
) -> tuple[float, float, float]:
    right = sum(p == t == label for p, t in zip(predictions, targets, strict=True))
    share = right / len(targets)
    return share, share, share


@exercise.property("The three scores lie between 0 and 1.")
def are_shares(scores: list[float], case: Case) -> bool:
    return all(0 <= one <= 1 for one in scores)
