"""How good is a knowledge graph? Precision of triples, by hand."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "tokens_and_spans.graph_precision",
    title="The F1 of a graph",
    chapter="14",
    level=1,
    minutes=6,
    tolerance=0.005,
    hints=[
        "How many arrows were found, how many are told, and how many are both? An arrow counts "
        "only with its relation and both of its ends in their places.",
        "Four are found (one of them twice is one), five told; two of the found ones are told. "
        "Lending to Ben is not borrowing from him: the direction is wrong.",
        "F1 = 2 · 2 / (4 + 5).",
    ],
)


@exercise.solution
def graph_f1() -> float:
    """What is the F1 of the found triples? A graph is a set: twice the same is one.

    told:  Rosa  lends to  Ben      found:  Ben   lends to  Rosa
           Rosa  likes     plums            Rosa  likes     plums
           Anna  teaches   Rosa             Anna  teaches   Rosa
           Anna  finds     bell             Anna  loses     bell
           Ben   visits    Anna             Rosa  likes     plums
    """
    return 2 * 2 / (4 + 5)


@exercise.also_right
def by_precision_and_recall() -> float:
    precision, recall = 2 / 4, 2 / 5
    return 2 * precision * recall / (precision + recall)


@exercise.also_right
def rounded() -> float:
    return 0.44


@exercise.mistake("This is precision, 2 of the 4 found; F1 asks for the 5 told, too.")
def precision() -> float:
    return 2 / 4


@exercise.mistake("This is recall, 2 of the 5 told; F1 asks for the 4 found, too.")
def recall() -> float:
    return 2 / 5


@exercise.mistake("A graph is a set: “Rosa likes plums” counts once, not twice.")
def counted_twice() -> float:
    return 2 * 3 / (5 + 5)


@exercise.mistake("Lending has a direction: “Ben lends to Rosa” is not told.")
def without_direction() -> float:
    return 2 * 3 / (4 + 5)


@exercise.mistake("The relation counts: Anna finds the bell, she does not lose it.")
def without_relation() -> float:
    return 2 * 4 / (4 + 5)


@exercise.mistake("This is the mean of precision and recall; F1 is 2 · right / (found + told).")
def mean() -> float:
    return (2 / 4 + 2 / 5) / 2


@exercise.mistake("This is a count of arrows; F1 is a share.")
def counted() -> float:
    return 2.0


@exercise.property("F1 lies between 0 and 1.")
def in_range(value: Any, case: Case) -> bool:
    return bool(0 <= value <= 1)
