"""What a translation loses for being short."""

from math import exp

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "translation.brevity_penalty",
    title="The brevity penalty",
    chapter="19",
    level=1,
    minutes=5,
    hints=[
        "Who is punished, and who is not? Begin with the translation that is as long as its reference.",
        "Longer or as long: 1. Shorter: exp of (1 minus the reference's length by the translation's).",
        "`min(1.0, exp(1 - n_reference / n_translation))`, and 0 for no words at all.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    drawn = torch.randint(11, 30, (2,), generator=rng).tolist()
    sizes = [(8, 10), (12, 10), (5, 5), (0, 4), (drawn[0], 31), (40, drawn[1])]
    return [{"n_translation": a, "n_reference": b} for a, b in sizes]


@exercise.solution
def my_brevity_penalty(n_translation: int, n_reference: int) -> float:
    """Return the factor, at most 1, for a translation of so many tokens; 0 for none."""
    if n_translation == 0:
        return 0.0
    if n_translation >= n_reference:
        return 1.0
    return exp(1 - n_reference / n_translation)


@exercise.also_right
def by_minimum(n_translation: int, n_reference: int) -> float:
    return min(1.0, exp(1 - n_reference / n_translation)) if n_translation else 0.0


@exercise.also_right
def other_form(n_translation: int, n_reference: int) -> float:
    if not n_translation:
        return 0.0
    missing = max(0, n_reference - n_translation)
    return 1 / exp(missing / n_translation)


@exercise.mistake("A long translation gets more than 1: the factor must not reward length.")
def uncapped(n_translation: int, n_reference: int) -> float:
    return exp(1 - n_reference / n_translation) if n_translation else 0.0


@exercise.mistake("The ratio is upside down: the reference's length is divided by the translation's.")
def upside_down(n_translation: int, n_reference: int) -> float:
    return min(1.0, exp(1 - n_translation / n_reference)) if n_translation else 0.0


@exercise.mistake("This is the plain ratio of the lengths: exp(1 - ratio) falls more steeply.")
def plain_ratio(n_translation: int, n_reference: int) -> float:
    return min(1.0, n_translation / n_reference)


@exercise.mistake("The long one is punished and the short one is not: turn the comparison round.")
def wrong_side(n_translation: int, n_reference: int) -> float:
    if n_translation <= n_reference:
        return 1.0
    return exp(1 - n_translation / n_reference)


@exercise.mistake("An empty translation divides by zero: its factor is 0.")
def no_words(n_translation: int, n_reference: int) -> float:
    return min(1.0, exp(1 - n_reference / n_translation))


@exercise.mistake("The 1 is missing in exp(1 - ratio): equal lengths would be punished.")
def without_one(n_translation: int, n_reference: int) -> float:
    return exp(-n_reference / n_translation) if 0 < n_translation < n_reference else float(n_translation > 0)


@exercise.mistake("The number of missing words is not divided by the translation's length.")
def difference(n_translation: int, n_reference: int) -> float:
    return min(1.0, exp(n_translation - n_reference)) if n_translation else 0.0


@exercise.property("The factor lies between 0 and 1.")
def is_factor(value: float, case: Case) -> bool:
    return 0 <= value <= 1
