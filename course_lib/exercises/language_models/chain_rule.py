"""The probability of a sentence by the chain rule, by hand."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "language_models.chain_rule",
    title="A sentence by the chain rule",
    chapter="02",
    level=1,
    minutes=5,
    tolerance=4e-5,
    hints=[
        "Five factors, one a token: each is the share of a token among those that followed the token before it.",
        "After `<s>` comes 'the' in 2 of 3 cases. After 'the' stand old, dog, cat, cat: the share of 'dog' is 1 of 4. "
        "Go on in this way.",
        "The factors are 2/3, 1/4, 1/2 (after 'dog'), 1/3 (after 'saw') and 1/1; multiply them.",
    ],
)


@exercise.solution
def p_sentence() -> float:
    """How probable is "the dog saw us </s>" after <s>, by pairs of words? Such as 1 / 7.

    The training text:
    <s> we saw the old dog </s>
    <s> the dog saw the cat </s>
    <s> the cat saw us </s>
    """
    return 2 / 3 * 1 / 4 * 1 / 2 * 1 / 3 * 1 / 1


@exercise.also_right
def rounded() -> float:
    return 0.0278


@exercise.also_right
def as_a_fraction() -> float:
    return 1 / 36


@exercise.mistake("The first factor, 'the' after `<s>`, is missing: 2 of the 3 sentences begin with it.")
def without_the_first() -> float:
    return 1 / 24


@exercise.mistake("The probabilities are added; those of one thing *and then* another are multiplied.")
def added() -> float:
    return 2 / 3 + 1 / 4 + 1 / 2 + 1 / 3 + 1


@exercise.mistake("This is the mean of the factors; the chain rule multiplies them.")
def averaged() -> float:
    return (2 / 3 + 1 / 4 + 1 / 2 + 1 / 3 + 1) / 5


@exercise.mistake("These are shares of the whole text; each must be a share of what follows the word before.")
def by_frequency() -> float:
    return 4 / 17 * 2 / 17 * 3 / 17 * 1 / 17 * 3 / 17


@exercise.mistake("'the' occurs 4 times, twice in one sentence: count every 'the', not every sentence that has one.")
def counted_by_sentence() -> float:
    return 2 / 3 * 1 / 3 * 1 / 2 * 1 / 3


@exercise.mistake(
    "'dog' is followed by `</s>` once and by 'saw' once: the end of a sentence is a token like any other."
)
def end_not_counted() -> float:
    return 2 / 3 * 1 / 4 * 1 * 1 / 3


@exercise.mistake("This sentence is not in the text, but each of its pairs is: its probability is not 0.")
def zero() -> float:
    return 0.0


@exercise.property("A probability lies between 0 and 1.")
def is_a_probability(value: Any, case: Case) -> bool:
    return bool(0 <= value <= 1)
