"""A learning-rate schedule: up in a straight line, down along a cosine."""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "gpt.warmup_cosine",
    title="Warm up, then cool down",
    chapter="10",
    level=2,
    minutes=10,
    hints=[
        "Two formulas, and a question which of them is due: is step below n_warmup?",
        "Warm-up: (step + 1) / n_warmup, so that the first step is not wasted on a rate "
        "of 0. After it, the share of the way down is (step - n_warmup) / (n_steps - "
        "n_warmup): from 0 towards 1.",
        "cos falls from 1 at 0 to -1 at π. So (1 + cos(π · share)) / 2 falls from 1 to 0.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    places = [(0, 10, 3), (2, 10, 3), (3, 10, 3), (5, 10, 3), (9, 10, 3), (1, 7, 0)]
    some = int(torch.randint(20, 40, (1,), generator=rng))
    settings = [*places, (some, 50, 7), (4, some, 9)]
    names = ("step", "n_steps", "n_warmup")
    return [dict(zip(names, one, strict=True)) for one in settings]


@exercise.solution
def my_warmup_cosine(step: int, n_steps: int, n_warmup: int) -> float:
    """Return the share of the highest learning rate at `step`, which begins at 0.

    It rises evenly to 1 in the first n_warmup steps, the first of which has
    1 / n_warmup, then falls along half a cosine, and would reach 0 at step n_steps.
    """
    if step < n_warmup:
        return (step + 1) / n_warmup
    share = (step - n_warmup) / (n_steps - n_warmup)
    return (1 + math.cos(math.pi * share)) / 2


@exercise.also_right
def squared(step: int, n_steps: int, n_warmup: int) -> float:
    rest = n_steps - n_warmup
    down = math.cos(math.pi / 2 * max(0, step - n_warmup) / rest) ** 2
    return min((step + 1) / n_warmup, 1.0) if step < n_warmup else down


@exercise.also_right
def by_sine(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return 1 - (n_warmup - step - 1) / n_warmup
    return 1 - math.sin(math.pi / 2 * (step - n_warmup) / (n_steps - n_warmup)) ** 2


@exercise.mistake("The warm-up begins at 0, so that the first step moves nothing: use step + 1.")
def from_zero(step: int, n_steps: int, n_warmup: int) -> float:
    return step / n_warmup if step < n_warmup else my_warmup_cosine(step, n_steps, n_warmup)


@exercise.mistake(
    "The cosine counts from step 0, so that the rate jumps down at the end of the warm-up: count from n_warmup."
)
def counts_from_the_start(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return (step + 1) / n_warmup
    return (1 + math.cos(math.pi * step / n_steps)) / 2


@exercise.mistake("The way down is divided by n_steps; it has n_steps - n_warmup steps, or the end is never reached.")
def divides_by_all_steps(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return (step + 1) / n_warmup
    return (1 + math.cos(math.pi * (step - n_warmup) / n_steps)) / 2


@exercise.mistake("The cosine alone falls to -1: a negative rate climbs uphill. Add 1 and halve it.")
def below_zero(step: int, n_steps: int, n_warmup: int) -> float:
    return 2 * my_warmup_cosine(step, n_steps, n_warmup) - 1 if step >= n_warmup else ((step + 1) / n_warmup)


@exercise.mistake("A whole turn of the cosine (2π) comes up again: half a turn (π) goes from 1 to 0.")
def a_whole_turn(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return (step + 1) / n_warmup
    share = (step - n_warmup) / (n_steps - n_warmup)
    return (1 + math.cos(2 * math.pi * share)) / 2


@exercise.mistake("The rate falls in a straight line: use half a cosine.")
def straight(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return (step + 1) / n_warmup
    return 1 - (step - n_warmup) / (n_steps - n_warmup)


@exercise.mistake("There is no warm-up: the first steps have the full rate.")
def no_warmup(step: int, n_steps: int, n_warmup: int) -> float:
    return 1.0 if step < n_warmup else my_warmup_cosine(step, n_steps, n_warmup)


@exercise.property("A share lies between 0 and 1.")
def is_a_share(share: float, case: Case) -> bool:
    return bool(0 <= share <= 1)
