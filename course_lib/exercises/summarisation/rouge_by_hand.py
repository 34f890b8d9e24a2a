"""ROUGE-L of a summary with two names exchanged."""

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "summarisation.rouge_by_hand",
    title="ROUGE-L by hand",
    chapter="20",
    level=1,
    minutes=6,
    tolerance=0.005,
    hints=[
        "Both sentences have six words. Which of the summary's words stand in the reference in the same order?",
        "Two words of the summary can't both be kept with the rest: strike out as few as possible.",
        "The longest common row is *gave the kite to*, 4 of 6 words, in both; F1 = 2 · 4 / (6 + 6).",
    ],
)


@exercise.solution
def rouge_l_f1() -> float:
    """What is the F1 of ROUGE-L, to two decimals?

    reference: anna gave the kite to ben
    summary:   ben gave the kite to anna
    """
    return 2 * 4 / (6 + 6)


@exercise.also_right
def rounded() -> float:
    return 0.67


@exercise.also_right
def as_a_fraction() -> float:
    return 4 / 6


@exercise.mistake("This is ROUGE-1: it does not see the order of the words.")
def rouge_1() -> float:
    return 1.0


@exercise.mistake("This is ROUGE-2: of five pairs three are shared.")
def rouge_2() -> float:
    return 3 / 5


@exercise.mistake("The row has 4 words, not 5: no name can join *gave the kite to* in both sentences.")
def five() -> float:
    return 5 / 6


@exercise.mistake("This is the length of the row; divide by the lengths.")
def length() -> float:
    return 4.0


@exercise.mistake("4 is divided by both lengths together; F1 doubles the shared words first.")
def not_doubled() -> float:
    return 4 / 12


@exercise.mistake("A false summary does not get 0: ROUGE compares words, not facts.")
def zero() -> float:
    return 0.0


@exercise.property("F1 is a share: at most 1.")
def is_share(value: float, case: Case) -> bool:
    return float(value) <= 1
