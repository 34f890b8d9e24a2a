"""Macro and micro: two ways to make one F1 of several."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "classification.averages",
    title="Macro against micro",
    chapter="13",
    level=2,
    minutes=10,
    hints=[
        "Macro: first an F1 for each label, then their mean. Micro: first the sums of the counts, then one F1.",
        "The F1 of counts is 2 · right / (predicted + wanted). For micro add up "
        "each of the "
        "three columns over the labels.",
        "`macro = sum(2 * r / (p + w) for r, p, w in counts.values()) / "
        "len(counts)`; for "
        "micro, `right, predicted, wanted = map(sum, zip(*counts.values()))`.",
    ],
)
Counts = dict[str, tuple[int, int, int]]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    draw = torch.randint(5, 40, (2,), generator=rng).tolist()
    first = {"ham": (90 + draw[0], 190, 160), "spam": (3, 7, 11), "chain": (0, 1, 4)}
    return [{"counts": first}, {"counts": {"a": (draw[1], 60, 45), "b": (2, 5, 20)}}]


@exercise.solution
def my_f1_averages(counts: dict[str, tuple[int, int, int]]) -> tuple[float, float]:
    """Return (macro F1, micro F1).

    `counts` has for each label how often it was (right, predicted, wanted); the last
    two are never both 0.
    """
    each = [2 * right / (made + wanted) for right, made, wanted in counts.values()]
    macro = sum(each) / len(each)
    right, made, wanted = (sum(column) for column in zip(*counts.values(), strict=True))
    return macro, 2 * right / (made + wanted)


@exercise.also_right
def with_tensors(counts: Counts) -> list[float]:
    right, made, wanted = torch.tensor([*counts.values()]).double().T
    macro = (2 * right / (made + wanted)).mean().item()
    return [macro, (2 * right.sum() / (made.sum() + wanted.sum())).item()]


@exercise.also_right
def by_precision_and_recall(counts: Counts) -> tuple[float, float]:
    def f1(right: int, made: int, wanted: int) -> float:
        if not right:
            return 0.0
        precision, recall = right / made, right / wanted
        return 2 * precision * recall / (precision + recall)

    rows = list(counts.values())
    sums = [sum(row[i] for row in rows) for i in range(3)]
    return sum(f1(*row) for row in rows) / len(rows), f1(*sums)


@exercise.mistake("Macro and micro are swapped: the mean over labels is macro, the sums are micro.")
def swapped(counts: Counts) -> tuple[float, float]:
    macro, micro = by_precision_and_recall(counts)
    return micro, macro


@exercise.mistake("The macro average is weighed by how often each label is wanted; in macro all labels count alike.")
def weighted(counts: Counts) -> tuple[float, float]:
    wanted = sum(row[2] for row in counts.values())
    mean = sum(2 * r / (p + w) * w for r, p, w in counts.values()) / wanted
    return mean, by_precision_and_recall(counts)[1]


@exercise.mistake(
    "Macro is computed of the mean precision and the mean recall; take an F1 for each label, then the mean."
)
def of_means(counts: Counts) -> tuple[float, float]:
    rows = list(counts.values())
    precision = sum(r / p for r, p, _ in rows) / len(rows)
    recall = sum(r / w for r, _, w in rows) / len(rows)
    f1 = 2 * precision * recall / (precision + recall)
    return f1, by_precision_and_recall(counts)[1]


@exercise.mistake("A label without a right prediction is left out of the macro average; its F1 is 0, and counts.")
def without_zeros(counts: Counts) -> tuple[float, float]:
    each = [2 * r / (p + w) for r, p, w in counts.values() if r]
    return sum(each) / len(each), by_precision_and_recall(counts)[1]


@exercise.mistake("The F1 values are added up, not averaged: divide by the number of labels.")
def not_divided(counts: Counts) -> tuple[float, float]:
    macro, micro = by_precision_and_recall(counts)
    return macro * len(counts), micro


@exercise.mistake("Both are the same macro average; micro adds up the counts of all labels first.")
def macro_twice(counts: Counts) -> tuple[float, float]:
    macro, _ = by_precision_and_recall(counts)
    return macro, macro


@exercise.mistake("The factor 2 is missing: F1 is 2 · right / (predicted + wanted).")
def factor_missing(counts: Counts) -> tuple[float, float]:
    macro, micro = by_precision_and_recall(counts)
    return macro / 2, micro / 2
