"""Draw a word from a distribution."""

from itertools import accumulate

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "language_models.sample",
    title="Draw from a distribution",
    chapter="02",
    level=2,
    minutes=10,
    hints=[
        "Lay the probabilities end to end on a line from 0 to 1: each word has a piece as long as its probability. In "
        "whose piece does `u` fall?",
        "Add the probabilities up, word by word. The first word whose running total passes `u` is the one.",
        "`total = 0.0`; for each word: `total += p`, and `if u < total: return word`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    distribution = {"tea": 0.25, "with": 0.125, "milk": 0.0, "and": 0.5, "jam": 0.125}
    wiggle = float(torch.rand(1, generator=rng)) * 0.1
    return [
        {"distribution": distribution, "u": u}
        for u in (0.0, 0.1 + wiggle, 0.25, 0.26 + wiggle, 0.375, 0.45 + wiggle, 0.7 + wiggle, 0.88 + wiggle)
    ]


@exercise.solution
def my_sample(distribution: dict[str, float], u: float) -> str:
    """Return the word in whose piece of the line from 0 to 1 the number `u` falls.

    `u` is drawn from 0 (possible) to 1 (not possible), all numbers equally likely.
    """
    total = 0.0
    for word, p in distribution.items():
        total += p
        if u < total:
            return word
    return word


@exercise.also_right
def with_accumulate(distribution: dict[str, float], u: float) -> str:
    return next(word for word, end in zip(distribution, accumulate(distribution.values()), strict=True) if end > u)


@exercise.also_right
def taking_away(distribution: dict[str, float], u: float) -> str:
    words = list(distribution)
    for word in words:
        u -= distribution[word]
        if u < 0:
            return word
    return words[-1]


@exercise.mistake("This is always the most probable word; a draw must depend on `u`.")
def greedy(distribution: dict[str, float], u: float) -> str:
    return max(distribution, key=lambda word: distribution[word])


@exercise.mistake("`u` is compared with each word's own probability; compare it with the running total.")
def not_added_up(distribution: dict[str, float], u: float) -> str:
    for word, p in distribution.items():
        if u < p:
            return word
    return list(distribution)[-1]


@exercise.mistake("All words are equally likely; the pieces must be as long as the probabilities.")
def uniform(distribution: dict[str, float], u: float) -> str:
    return list(distribution)[int(u * len(distribution))]


@exercise.mistake(
    "With `<=`, a number on the border falls into the piece before it, and 0 to a word of probability 0 that stands "
    "first: use `<`."
)
def border_to_the_left(distribution: dict[str, float], u: float) -> str:
    return next(word for word, end in zip(distribution, accumulate(distribution.values()), strict=True) if u <= end)


@exercise.mistake("The word is chosen before its own probability is added: each draw goes one word too far.")
def one_too_far(distribution: dict[str, float], u: float) -> str:
    total, words = 0.0, list(distribution)
    for word, p in distribution.items():
        if u < total:
            return word
        total += p
    return words[-1]


@exercise.mistake(
    "The word is the last one whose running total is below `u`: that is the piece *before* the right one."
)
def one_too_early(distribution: dict[str, float], u: float) -> str:
    total, chosen = 0.0, next(iter(distribution))
    for word in distribution:
        total += distribution[word]
        if total <= u:
            chosen = word
    return chosen


@exercise.mistake(
    "The words are sorted by probability first, and `u` is then read along another line: keep their order."
)
def sorted_first(distribution: dict[str, float], u: float) -> str:
    ranked = sorted(distribution, key=lambda word: -distribution[word])
    return my_sample({word: distribution[word] for word in ranked}, u)


@exercise.property("A word of probability 0 must never be drawn.")
def possible(output: str, case: Case) -> bool:
    return case["distribution"].get(output, 0) > 0
