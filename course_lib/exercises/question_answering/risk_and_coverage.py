"""A point of the risk-coverage curve."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "question_answering.risk_and_coverage",
    title="Risk and coverage",
    chapter="21",
    level=1,
    minutes=8,
    hints=[
        "Which questions are answered at this threshold? Everything else is about them.",
        "Coverage: answered / all. Risk: wrong among the answered / answered.",
        "`said = [ok for margin, ok in zip(margins, right) if margin > threshold]`; if it is empty, the risk is 0.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int) -> Case:
        margins = [round(float(one), 2) for one in torch.randn(n, generator=rng)]
        right = [True, False, True] * (n // 3)
        right = [right[i] for i in torch.randperm(n, generator=rng).tolist()]
        middle = sorted(margins)[n // 3]
        return {"margins": margins, "right": right, "threshold": middle}

    none = {"margins": [1.0, 2.0], "right": [True, False], "threshold": 3.0}
    some = {"margins": [5.0, 4.0, 1.0, 3.0], "right": [True, False, False, True]}
    return [draw(12), draw(21), {**some, "threshold": 3.0}, none]


@exercise.solution
def my_risk_and_coverage(
    margins: list[float],
    right: list[bool],
    threshold: float,
) -> tuple[float, float]:
    """Return coverage and risk, if answers with a margin above the threshold are given.

    Coverage is the share of the questions that are answered, risk the share of the
    answers given that are wrong; the risk of silence is 0.
    """
    said = [ok for margin, ok in zip(margins, right, strict=True) if margin > threshold]
    wrong = sum(not ok for ok in said)
    return len(said) / len(margins), wrong / len(said) if said else 0.0


@exercise.also_right
def with_counts(margins: list[float], right: list[bool], threshold: float) -> tuple[float, float]:
    answered = wrong = 0
    for i, margin in enumerate(margins):
        if margin > threshold:
            answered += 1
            wrong += 1 - int(right[i])
    return answered / len(right), wrong / max(answered, 1)


@exercise.also_right
def in_tensors(margins: list[float], right: list[bool], threshold: float) -> tuple[float, float]:
    said = torch.tensor(margins, dtype=torch.float64) > threshold
    wrong = said & ~torch.tensor(right)
    return said.double().mean().item(), (wrong.sum() / said.sum().clamp(min=1)).item()


def counted(margins: list[float], right: list[bool], threshold: float, how: str) -> tuple[float, float]:
    pairs = list(zip(margins, right, strict=True))
    said = [ok for margin, ok in pairs if (margin >= threshold if how == "at least" else margin > threshold)]
    if how == "below":
        said = [ok for margin, ok in pairs if margin <= threshold]
    wrong = sum(not ok for ok in said)
    if how == "accuracy":
        wrong = sum(said)
    n = len(pairs) if how == "of all" else len(said)
    coverage = len(said) / len(pairs)
    if how == "right only":
        coverage = sum(said) / len(pairs)
    if how == "silence":
        return coverage, wrong / n if n else 1.0
    result = coverage, wrong / n if n else 0.0
    return result[::-1] if how == "swapped" else result


for how, message in {
    "of all": "The risk is a share of the answers given, not of all questions.",
    "accuracy": "This is the share of right answers; the risk is the share of wrong ones.",
    "at least": "A margin that equals the threshold is not above it.",
    "below": "Answers below the threshold are counted; those above it are given.",
    "right only": "Coverage counts all answers that are given, the wrong ones too.",
    "silence": "Who says nothing makes no mistake: the risk of silence is 0.",
    "swapped": "The two have changed places: coverage comes first.",
}.items():

    def wrong(margins: list[float], right: list[bool], threshold: float, how: str = how) -> tuple[float, float]:
        return counted(margins, right, threshold, how)

    exercise.mistake(message)(wrong)
