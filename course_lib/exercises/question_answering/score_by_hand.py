"""One BM25 score by hand."""

import math

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "question_answering.score_by_hand",
    title="One score by hand",
    chapter="21",
    level=2,
    minutes=8,
    tolerance=0.02,
    hints=[
        "Passage A has the mean length: what does the bracket 1 - b + b · length / mean give then?",
        "It gives 1. So what is left is idf · 2 · (1 + 1) / (2 + 1), and the idf of a word that "
        "one of four passages holds.",
        "idf = ln(1 + 3.5 / 1.5) = ln(10/3) = 1.20; times 4/3.",
    ],
)


@exercise.solution
def score() -> float:
    """Four passages, all of the same length. One of them, A, holds the word "kite", twice.
    With k1 = 1 and b = 0.75, what is A's score for the question "kite"?
    """
    return math.log(1 + 3.5 / 1.5) * 2 * 2 / (2 + 1)


@exercise.also_right
def rounded() -> float:
    return 1.61


@exercise.also_right
def as_a_product() -> float:
    return 1.204 * 4 / 3


@exercise.mistake("This is the idf alone: the word stands twice in A.")
def idf_alone() -> float:
    return math.log(10 / 3)


@exercise.mistake("The second time counts in full here: repeats are worth less and less.")
def not_saturated() -> float:
    return 2 * math.log(10 / 3)


@exercise.mistake("The factor k1 + 1 = 2 above the line is missing.")
def without_the_factor() -> float:
    return math.log(10 / 3) * 2 / 3


@exercise.mistake("The idf lacks its 1: ln(3.5 / 1.5).")
def without_the_one() -> float:
    return math.log(3.5 / 1.5) * 4 / 3


@exercise.mistake("This idf is ln(N / n) = ln 4; BM25 takes ln(1 + (N - n + 0.5) / (n + 0.5)).")
def plain_idf() -> float:
    return math.log(4) * 4 / 3


@exercise.mistake("n is the number of passages that hold the word, 1, not how often it stands there, 2.")
def occurrences() -> float:
    return math.log(1 + 2.5 / 2.5) * 4 / 3


@exercise.mistake("The bracket is 1, as A has the mean length; b changes nothing here.")
def with_b() -> float:
    return math.log(10 / 3) * 4 / 2.75
