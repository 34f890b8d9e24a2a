"""Which target was predicted as which label."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "classification.confusion_matrix",
    title="The confusion matrix",
    chapter="13",
    level=1,
    minutes=8,
    hints=[
        "A square table of zeros, one row and one column a label; each example adds"
        " 1 to a "
        "single cell. Which row, which column?",
        "The row is the target's place among the labels, the column the "
        "prediction's. Walk "
        "along both lists together with `zip`.",
        "`counts = [[0] * len(labels) for _ in labels]`; then, for each pair, "
        "`counts[labels.index(target)][labels.index(prediction)] += 1`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {
            "predictions": ["spam", "ham", "ham", "spam", "ham", "spam", "spam"],
            "targets": ["spam", "spam", "ham", "ham", "ham", "spam", "ham"],
            "labels": ["spam", "ham"],  # not in the order of the alphabet
        },
        {
            "predictions": ["sport", "sport", "crime", "sport", "crime"],
            "targets": ["sport", "crime", "crime", "crime", "sport"],
            "labels": ["crime", "sport", "weather"],  # the third never occurs
        },
    ]


@exercise.solution
def my_confusion_matrix(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> list[list[int]]:
    """Return counts[i][j]: how often labels[i] was wanted and labels[j] predicted."""
    counts = [[0] * len(labels) for _ in labels]
    for prediction, target in zip(predictions, targets, strict=True):
        counts[labels.index(target)][labels.index(prediction)] += 1
    return counts


@exercise.also_right
def by_pairs(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> list[list[int]]:
    pairs = list(zip(targets, predictions, strict=True))
    return [[pairs.count((target, guess)) for guess in labels] for target in labels]


@exercise.also_right
def by_product(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> torch.Tensor:
    rows = torch.tensor([[one == label for label in labels] for one in targets]).long()
    columns = torch.tensor([[one == label for label in labels] for one in predictions])
    return rows.T @ columns.long()


@exercise.mistake("Rows and columns are swapped: the row is the target, the column the prediction.")
def transposed(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> list[list[int]]:
    return by_pairs(targets, predictions, labels)


@exercise.mistake("All rows are one and the same list: `[[0] * n] * n` repeats it. Make a new list for each row.")
def one_row(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> list[list[int]]:
    counts = [[0] * len(labels)] * len(labels)
    for prediction, target in zip(predictions, targets, strict=True):
        counts[labels.index(target)][labels.index(prediction)] += 1
    return counts


@exercise.mistake("The labels are sorted here; keep the order that was given.")
def sorted_labels(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> list[list[int]]:
    return by_pairs(predictions, targets, sorted(labels))


@exercise.mistake("A label that never occurs has lost its row and column: it keeps them, with zeros.")
def only_occurring(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> list[list[int]]:
    occurring = [one for one in labels if one in {*predictions, *targets}]
    return by_pairs(predictions, targets, occurring)


@exercise.mistake("Only the diagonal is counted; the mistakes belong into the other cells.")
def only_right(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> list[list[int]]:
    table = by_pairs(predictions, targets, labels)
    return [[n if i == j else 0 for j, n in enumerate(row)] for i, row in enumerate(table)]


@exercise.mistake("Each cell holds only 1 where something was found: add up, `+= 1`.")
def set_to_one(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> list[list[int]]:
    return [[min(n, 1) for n in row] for row in by_pairs(predictions, targets, labels)]


@exercise.mistake("These are shares; asked for are counts.")
def shares(
    predictions: list[str],
    targets: list[str],
    labels: list[str],
) -> list[list[float]]:
    table = by_pairs(predictions, targets, labels)
    return [[n / len(targets) for n in row] for row in table]


@exercise.property("All cells together must count every example once.")
def every_example(table: torch.Tensor | list[list[int]], case: Case) -> bool:
    return int(torch.as_tensor(table).sum()) == len(case["targets"])
