"""The likeliest text is not where the likeliest first token leads."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "text_generation.best_text",
    title="What greedy decoding misses",
    chapter="18",
    level=1,
    minutes=5,
    tolerance=0.006,
    hints=[
        "The probability of a text is the product along its path. There are four texts.",
        "0.6 · 0.5, 0.6 · 0.5, 0.4 · 0.9, 0.4 · 0.1. Which one does greedy decoding write, and which is the largest?",
        "The best is 0.4 · 0.9 = 0.36, greedy's is 0.6 · 0.5 = 0.30. Divide.",
    ],
)


@exercise.solution
def how_much_likelier() -> float:
    """The likeliest text of two tokens: how many times as likely as greedy decoding's?

    first token:  a 0.6, b 0.4
    after a:      c 0.5, d 0.5 (of equals, greedy takes the first)
    after b:      c 0.9, d 0.1
    """
    return 0.4 * 0.9 / (0.6 * 0.5)


@exercise.also_right
def rounded() -> float:
    return 1.2


@exercise.also_right
def as_a_fraction() -> float:
    return 36 / 30


@exercise.mistake("This is the probability of the likeliest text; by greedy's text it must still be divided.")
def best() -> float:
    return 0.36


@exercise.mistake("This is greedy's text divided by the likeliest one: turn it round.")
def turned() -> float:
    return 0.30 / 0.36


@exercise.mistake("Greedy decoding writes a c, with the probability 0.3. But is it the likeliest? Look at b c.")
def the_same() -> float:
    return 1.0


@exercise.mistake("Only the second tokens are compared, 0.9 and 0.5: a text's probability is the product of both.")
def second_only() -> float:
    return 0.9 / 0.5


@exercise.mistake("The probabilities along a path are added; they are multiplied.")
def added() -> float:
    return (0.4 + 0.9) / (0.6 + 0.5)


@exercise.mistake("This is the difference; how many times as likely is a quotient.")
def difference() -> float:
    return 0.36 - 0.30


@exercise.property("The likeliest text is at least as likely as any other: the number is 1 or more.")
def at_least_one(value: Any, case: Case) -> bool:
    return bool(value >= 1)
