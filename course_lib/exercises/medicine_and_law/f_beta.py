"""Precision and recall in one number, when one of them matters more."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "medicine_and_law.f_beta",
    title="F-beta",
    chapter="26",
    level=1,
    minutes=5,
    hints=[
        "With beta = 1 your function must give F1, 2PR / (P + R). Which two numbers change with beta?",
        "Write square = beta ** 2. The numerator is (1 + square) · P · R, and the square weighs one term below.",
        "Below stands square · P + R. If that is 0, return 0.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    precision, recall = (0.3 + 0.6 * torch.rand(2, generator=rng)).tolist()
    cases = [(precision, recall, 2.0), (0.5, 0.95, 3.0), (0.8, 0.3, 0.5), (0.6, 0.9, 1.0), (0.0, 0.0, 2.0)]
    return [{"precision": p, "recall": r, "beta": b} for p, r, b in cases]


@exercise.solution
def my_f_beta(precision: float, recall: float, beta: float) -> float:
    """Return (1 + beta²) · P · R / (beta² · P + R); 0 if both are 0."""
    square = beta**2
    below = square * precision + recall
    return (1 + square) * precision * recall / below if below else 0.0


@exercise.also_right
def harmonic(precision: float, recall: float, beta: float) -> float:
    if not precision or not recall:
        return 0.0
    share = 1 / (1 + beta * beta)
    return 1 / (share / precision + (1 - share) / recall)


@exercise.also_right
def from_counts(precision: float, recall: float, beta: float) -> float:
    if precision * recall == 0:
        return 0.0
    right = 1.0
    alarms, missed = right / precision - right, right / recall - right
    weight = beta**2
    return (1 + weight) * right / ((1 + weight) * right + weight * missed + alarms)


@exercise.mistake("Beta must be squared, above and below.")
def not_squared(precision: float, recall: float, beta: float) -> float:
    below = beta * precision + recall
    return (1 + beta) * precision * recall / below if below else 0.0


@exercise.mistake("Beta² stands at the recall: below it must weigh the precision, or a larger beta favours precision.")
def at_recall(precision: float, recall: float, beta: float) -> float:
    below = precision + beta**2 * recall
    return (1 + beta**2) * precision * recall / below if below else 0.0


@exercise.mistake("This is F1, whatever beta is.")
def f1(precision: float, recall: float, beta: float) -> float:
    below = precision + recall
    return 2 * precision * recall / below if below else 0.0


@exercise.mistake("Above stands 2; it is 1 + beta², so that perfect precision and recall give 1.")
def two_above(precision: float, recall: float, beta: float) -> float:
    below = beta**2 * precision + recall
    return 2 * precision * recall / below if below else 0.0


@exercise.mistake("This is a weighted mean of the two; F-beta is a harmonic one, near to the smaller.")
def arithmetic(precision: float, recall: float, beta: float) -> float:
    return (precision + beta**2 * recall) / (1 + beta**2)


@exercise.mistake("If precision and recall are both 0, this divides by 0: return 0 then.")
def unguarded(precision: float, recall: float, beta: float) -> float:
    return (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


@exercise.property("F-beta lies between precision and recall.")
def between(value: float, case: Case) -> bool:
    low, high = sorted((case["precision"], case["recall"]))
    return low - 1e-9 <= value <= high + 1e-9
