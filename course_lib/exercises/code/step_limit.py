"""A program that may not go on for ever."""

from collections.abc import Callable, Iterator
from itertools import count

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "code.step_limit",
    title="A limit of steps",
    chapter="24",
    level=2,
    minutes=12,
    hints=[
        "A loop over the program's steps that counts. What ends it besides the program's own end?",
        "Stop before you take step number most + 1. A program with exactly `most` steps has finished.",
        'for n, value in enumerate(program(), 1): if n > most: return "time out", None; last = value. '
        'After the loop: return "finished", last.',
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    most = int(torch.randint(5, 9, (1,), generator=rng))
    lengths = [most, most - 2, most + 1, most + 5, -1, 0, 1]
    return [{"length": length, "most": most} for length in lengths]


@exercise.runner
def run(answer: Callable[..., tuple[str, int | None]], case: Case) -> tuple[str, int | None, int]:
    """Give it a program of so many steps (-1: endless); return what it says, and how many were taken."""
    taken = [0]

    def program() -> Iterator[int]:
        for step in count():
            if step == case["length"]:
                return
            if step > case["most"] + 3:
                raise RuntimeError("the program went on long after the limit.")
            taken[0] += 1
            yield step * step + 7

    found = answer(program, case["most"])
    return *found, min(taken[0], case["most"])


Program = Callable[[], Iterator[int]]


@exercise.solution
def my_run(
    program: Callable[[], Iterator[int]],
    most: int,
) -> tuple[str, int | None]:
    """Run a program for at most so many steps; each step of program() yields a value.

    Return ("finished", its last value), None for a program without steps,
    or ("time out", None) if there is a step after number `most`.
    """
    last = None
    for n, value in enumerate(program(), 1):
        if n > most:
            return "time out", None
        last = value
    return "finished", last


@exercise.also_right
def by_next(program: Program, most: int) -> tuple[str, int | None]:
    steps, last = program(), None
    for _ in range(most):
        try:
            last = next(steps)
        except StopIteration:
            return "finished", last
    return ("finished", last) if next(steps, None) is None else ("time out", None)


@exercise.also_right
def by_counting_down(program: Program, most: int) -> tuple[str, int | None]:
    last: int | None = None
    for value in program():
        most -= 1
        if most < 0:
            return "time out", None
        last = value
    return "finished", last


@exercise.mistake("A program with exactly `most` steps is cut off: only a step after them is too many.")
def one_too_few(program: Program, most: int) -> tuple[str, int | None]:
    last = None
    for n, value in enumerate(program(), 1):
        if n >= most:
            return "time out", None
        last = value
    return "finished", last


@exercise.mistake("One step too many is allowed: with enumerate from 0, step n is number n + 1.")
def one_too_many(program: Program, most: int) -> tuple[str, int | None]:
    last = None
    for n, value in enumerate(program()):
        if n > most:
            return "time out", None
        last = value
    return "finished", last


@exercise.mistake("There is no limit: list(program()) never ends for an endless program.")
def unlimited(program: Program, most: int) -> tuple[str, int | None]:
    values = list(program())
    return ("finished", values[-1] if values else None) if len(values) <= most else ("time out", None)


@exercise.mistake('It stops in time but says "finished": a program that was cut off has no result.')
def cut_is_finished(program: Program, most: int) -> tuple[str, int | None]:
    last = None
    for n, value in enumerate(program(), 1):
        if n > most:
            break
        last = value
    return "finished", last


@exercise.mistake('The value of the last step is returned with "time out"; half a result is none.')
def half_a_result(program: Program, most: int) -> tuple[str, int | None]:
    last = None
    for n, value in enumerate(program(), 1):
        if n > most:
            return "time out", last
        last = value
    return "finished", last


@exercise.mistake("This returns the first value, not the last.")
def first_value(program: Program, most: int) -> tuple[str, int | None]:
    verdict, last = my_run(program, most)
    return verdict, next(program()) if last is not None else None


@exercise.mistake("A program without steps has finished, with None.")
def nothing_is_late(program: Program, most: int) -> tuple[str, int | None]:
    verdict, last = my_run(program, most)
    return ("time out", None) if last is None else (verdict, last)
