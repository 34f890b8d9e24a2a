"""A small BLEU, by hand."""

from math import exp, sqrt

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "translation.bleu_by_hand",
    title="A small BLEU by hand",
    chapter="19",
    level=2,
    minutes=10,
    tolerance=0.2,
    hints=[
        "Two precisions, their geometric mean, and a factor for length.",
        "Three of the four words stand in the reference (the second `the` counts: it has two), and one of the three "
        "pairs. The translation has 4 words, the reference 6.",
        "100 · exp(1 - 6/4) · sqrt(3/4 · 1/3): of the pairs `the cat`, `cat the` and `the dog` the reference has the "
        "first.",
    ],
)


@exercise.solution
def bleu_2() -> float:
    """What is the BLEU, 0 to 100, with words and pairs of words only?

    reference:   the cat saw the big mouse
    translation: the cat the dog
    """
    words, pairs = 3 / 4, 1 / 3
    brevity = exp(1 - 6 / 4)
    return 100 * brevity * sqrt(words * pairs)


@exercise.also_right
def rounded() -> float:
    return 30.3


@exercise.also_right
def in_one_line() -> float:
    return 100 * exp(-0.5) / 2


@exercise.mistake("The brevity penalty is missing: the translation has 4 words, the reference 6.")
def without_brevity() -> float:
    return 100 * sqrt(3 / 4 * 1 / 3)


@exercise.mistake("The mean of the two precisions is arithmetic; BLEU's is geometric.")
def arithmetic() -> float:
    return 100 * exp(-0.5) * (3 / 4 + 1 / 3) / 2


@exercise.mistake("The precisions are multiplied and no root is taken.")
def no_root() -> float:
    return 100 * exp(-0.5) * 3 / 4 * 1 / 3


@exercise.mistake("The second `the` counts as wrong; the reference has two of them.")
def clipped_to_one() -> float:
    return 100 * exp(-0.5) * sqrt(2 / 4 * 1 / 3)


@exercise.mistake("The brevity penalty is the plain ratio 4/6; it is exp(1 - 6/4).")
def plain_ratio() -> float:
    return 100 * 4 / 6 * sqrt(3 / 4 * 1 / 3)


@exercise.mistake("The counts are divided by the reference's (6 words, 5 pairs): that is recall.")
def recall() -> float:
    return 100 * exp(-0.5) * sqrt(3 / 6 * 1 / 5)


@exercise.mistake("This is a share of 1; BLEU is given from 0 to 100.")
def share() -> float:
    return bleu_2() / 100
