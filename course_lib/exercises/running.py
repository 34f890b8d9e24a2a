"""Running answers: on copies of the inputs, always with the same random numbers, and not for ever.

Left out: any defence against an answer that means harm. Marks are given in another process.
"""

import copy
import ctypes
import math
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from course_lib.exercises.comparison import plain
from course_lib.exercises.exercise import Case, Exercise

_ORIGINALS = [(module, dict(vars(module))) for module in (torch, torch.nn.functional, np, math)]


class TimeLimit(BaseException):
    """Raised inside an answer that has run for too long."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one call returned or raised, and what its arguments were afterwards."""

    value: Any
    error: BaseException | None
    arguments: Case


def outcome(exercise: Exercise, answer: Any, case: Case) -> Outcome:
    """Run an answer on a copy of one case."""
    arguments = copy.deepcopy(case)
    _seed(0)
    value, error = None, None
    try:
        value = plain(exercise.run(answer, arguments))
    except KeyboardInterrupt:
        raise
    except BaseException as raised:  # also SystemExit, and TimeLimit
        error = raised
    return Outcome(value, error, plain(arguments))


def outcomes_in_time(exercise: Exercise, answer: Any, cases: list[Case]) -> tuple[list[Outcome], bool]:
    """Run an answer on all cases in a thread, for as long as the exercise allows.

    Returns:
        The outcomes so far, and whether the thread has ended. If time ran out, the last error may be a TimeLimit.
    """
    outcomes: list[Outcome] = []

    def work() -> None:
        try:
            for case in cases:
                outcomes.append(outcome(exercise, answer, case))
                if isinstance(outcomes[-1].error, TimeLimit):
                    return
        except TimeLimit:  # it struck between two calls
            return

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        thread.join(exercise.time_limit)
    finally:  # also when the learner interrupts the kernel
        for _ in range(20):  # once is not enough for a loop that swallows exceptions
            if not thread.is_alive():
                break
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(TimeLimit))
            thread.join(0.05)
    return list(outcomes), not thread.is_alive()


@contextmanager
def originals() -> Iterator[None]:
    """Put back, for a while, the functions that a learner has overwritten (`torch.softmax = ...`)."""
    overwritten = [
        (module, name, vars(module)[name], function)
        for module, functions in _ORIGINALS
        for name, function in functions.items()
        if callable(function) and not name.startswith("_") and vars(module).get(name, function) is not function
    ]
    for module, name, _, function in overwritten:
        setattr(module, name, function)
    try:
        yield
    finally:
        for module, name, theirs, _ in overwritten:
            setattr(module, name, theirs)


@contextmanager
def settings_kept() -> Iterator[None]:
    """Compute on one thread, which is faster for small tensors, and leave torch and the random generators as found."""
    threads = torch.get_num_threads()
    states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.set_rng_state(states[2])


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.default_generator.manual_seed(seed)
