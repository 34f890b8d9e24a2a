"""Warm-up, then down in a straight line."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "classification.linear_schedule",
    title="Warm-up, then linear decay",
    chapter="13",
    level=2,
    minutes=8,
    hints=[
        "Two straight lines that meet at 1. Which steps belong to the first? How many steps does the second have?",
        "Steps count from 0. The first step must move the weights already: 1 / "
        "n_warmup. The last must move them "
        "too: the line would reach 0 at step n_steps, which is never made.",
        "`(step + 1) / n_warmup` while step < n_warmup; after that `(n_steps - step) / (n_steps - n_warmup)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        *({"step": step, "n_steps": 10, "n_warmup": 4} for step in range(10)),
        *({"step": step, "n_steps": 5, "n_warmup": 0} for step in (0, 2, 4)),
    ]


@exercise.solution
def my_factor(step: int, n_steps: int, n_warmup: int) -> float:
    """Return the factor of the learning rate at a step, counted from 0.

    It rises by equal parts to 1 at the last step of the warm-up, is 1 at the step after
    it, and falls by equal parts, so that it would be 0 at step n_steps.
    """
    if step < n_warmup:
        return (step + 1) / n_warmup
    return (n_steps - step) / (n_steps - n_warmup)


@exercise.also_right
def lower_of_two_lines(step: int, n_steps: int, n_warmup: int) -> float:
    up = (step + 1) / n_warmup if n_warmup else 1.0
    return min(1.0, up, (n_steps - step) / (n_steps - n_warmup))


@exercise.also_right
def from_the_end(step: int, n_steps: int, n_warmup: int) -> float:
    done = step - n_warmup
    return 1 - done / (n_steps - n_warmup) if done >= 0 else 1 + (done + 1) / n_warmup


@exercise.mistake("The first step has the factor 0: it moves nothing. Steps count from 0, so use step + 1.")
def starts_at_zero(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return step / n_warmup
    return (n_steps - step) / (n_steps - n_warmup)


@exercise.mistake("The fall is measured from step 0: it starts below 1 and jumps. Divide by n_steps - n_warmup.")
def jumps(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return (step + 1) / n_warmup
    return (n_steps - step) / n_steps if n_warmup else 1 - (step + 1) / n_steps


@exercise.mistake("There is no warm-up: the factor falls from the first step on.")
def no_warmup(step: int, n_steps: int, n_warmup: int) -> float:
    return (n_steps - step) / n_steps


@exercise.mistake("After the warm-up the factor stays 1; it must fall.")
def no_decay(step: int, n_steps: int, n_warmup: int) -> float:
    return (step + 1) / n_warmup if step < n_warmup else 1.0


@exercise.mistake("The last step has the factor 0: it would be 0 at step n_steps only.")
def ends_at_zero(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return (step + 1) / n_warmup
    return (n_steps - 1 - step) / (n_steps - 1 - n_warmup)


@exercise.mistake("The lines are the wrong way round: it falls in the warm-up and rises after it.")
def mirrored(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return 1 - step / n_warmup
    return (step - n_warmup) / (n_steps - n_warmup)


@exercise.mistake("It falls along a cosine; asked for is a straight line.")
def cosine(step: int, n_steps: int, n_warmup: int) -> float:
    if step < n_warmup:
        return (step + 1) / n_warmup
    share = torch.tensor((step - n_warmup) / (n_steps - n_warmup))
    return 0.5 * (1 + float(torch.cos(torch.pi * share)))


@exercise.mistake("Without a warm-up you divide by 0: the first line is for steps before n_warmup only.")
def divides_by_zero(step: int, n_steps: int, n_warmup: int) -> float:
    up = (step + 1) / n_warmup
    return min(up, 1.0, (n_steps - step) / (n_steps - n_warmup))


@exercise.property("A factor lies between 0 and 1, and no step is without effect.")
def within(factor: float, case: Case) -> bool:
    return bool(0 < factor <= 1)
