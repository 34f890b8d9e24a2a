"""What is wrong with an answer: which known mistake it makes or, failing that, what is off, from shape to values."""

import dis
import inspect
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from torch import Tensor

from course_lib.exercises.comparison import difference, short
from course_lib.exercises.exercise import Case, Exercise, Mistake
from course_lib.exercises.running import Outcome, TimeLimit, originals, outcome, outcomes_in_time, settings_kept

Status = Literal["passed", "not attempted", "unusable", "mistake", "wrong", "raised", "timed out", "changed inputs"]

_IMPORTS = {
    "F": "import torch.nn.functional as F",
    "nn": "from torch import nn",
    "np": "import numpy as np",
    "rearrange": "from einops import rearrange",
} | {name: f"import {name}" for name in ("torch", "math", "random", "re", "einops")}


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What a check found.

    Args:
        message: what to tell the learner.
        case: the inputs on which it shows, if it shows on inputs.
    """

    status: Status
    message: str = ""
    case: Case | None = None


def diagnose(exercise: Exercise, answer: Any, seed: int = 0) -> Diagnosis:
    """Run an answer on inputs drawn from the seed and say what is wrong with it, if anything."""
    if is_untouched(answer):
        return Diagnosis("not attempted")
    if refusal := exercise.refusal(answer):
        return Diagnosis("unusable", refusal)
    with settings_kept():
        with originals():  # whatever the answer does, the oracle has spoken before
            cases = exercise.cases(seed)
            expected = [outcome(exercise, exercise.answer, case) for case in cases]
            bank = [(each, [outcome(exercise, each.answer, case) for case in cases]) for each in exercise.mistakes]
        got, ended = outcomes_in_time(exercise, answer, cases)
        with originals():
            if len(got) < len(cases) or isinstance(got[-1].error, TimeLimit):
                return _timed_out(exercise, got, ended)
            return _judge(exercise, cases, expected, bank, got)


def is_untouched(answer: Any) -> bool:
    """Tell whether an answer is an empty stub, without running it."""
    if answer is None or answer is ... or (isinstance(answer, str) and not answer.strip()):
        return True
    code = getattr(inspect.unwrap(answer), "__code__", None) if callable(answer) else None
    if code is None:
        return False
    steps = [(step.opname, step.argval) for step in dis.get_instructions(code) if step.opname not in ("RESUME", "NOP")]
    returns_none = [("LOAD_CONST", None), ("RETURN_VALUE", None)], [("RETURN_CONST", None)]
    return steps in returns_none or steps[0] == ("LOAD_GLOBAL", "NotImplementedError")


def agree(exercise: Exercise, first: Outcome, second: Outcome) -> bool:
    """Tell whether two calls returned the same, or raised the same."""
    if first.error or second.error:
        return type(first.error) is type(second.error) and str(first.error) == str(second.error)
    return difference(first.value, second.value, exercise.tolerance) is None


def _judge(
    exercise: Exercise,
    cases: list[Case],
    expected: list[Outcome],
    bank: list[tuple[Mistake, list[Outcome]]],
    got: list[Outcome],
) -> Diagnosis:
    wrong = [i for i in range(len(cases)) if not agree(exercise, expected[i], got[i])]
    if not wrong:
        return _changed_inputs(exercise, cases, expected, got) or Diagnosis("passed")

    def made_on(indices: list[int]) -> list[str]:
        """Return the mistakes whose outputs the answer has on all these cases."""
        return [each.message for each, theirs in bank if all(agree(exercise, theirs[i], got[i]) for i in indices)]

    if made := made_on(list(range(len(cases)))):
        return Diagnosis("mistake", made[0], cases[wrong[0]])
    for i in wrong:
        if len(made := made_on([i])) == 1:
            return Diagnosis("mistake", f"{made[0]} (Something else is off too: check again after this.)", cases[i])
    i = wrong[0]
    if error := got[i].error:
        return Diagnosis("raised", _about_error(error, cases[i]), cases[i])
    return Diagnosis("wrong", _about_output(exercise, cases[i], expected[i].value, got[i].value), cases[i])


def _about_output(exercise: Exercise, case: Case, expected: Any, got: Any) -> str:
    if got is None:
        return "It returned None. Is `return` missing?"
    found = difference(expected, got, exercise.tolerance, exercise.result)
    assert found is not None
    text = found.text
    if found.in_values:
        broken = [each.message for each in exercise.properties if not each.holds(got, case)]
        text = " ".join([*broken, text if exercise.shows_expected else "That is not the right value."])
    return f"{text}{_called_with(case)}"


def _changed_inputs(
    exercise: Exercise, cases: list[Case], expected: list[Outcome], got: list[Outcome]
) -> Diagnosis | None:
    """Arguments must be left as the solution leaves them."""
    for case, right, theirs in zip(cases, expected, got, strict=True):
        for name, value in right.arguments.items():
            if difference(value, theirs.arguments[name], exercise.tolerance):
                message = (
                    f"The result is right, but the call changes its argument `{name}` in place, which the caller may "
                    "still need. Work on a copy: no `+=`, no `x[...] = ...`, no method that ends in `_` on an argument."
                )
                return Diagnosis("changed inputs", message, case)
    return None


def _timed_out(exercise: Exercise, got: list[Outcome], ended: bool) -> Diagnosis:
    place = _line(error) if got and isinstance(error := got[-1].error, TimeLimit) else ""
    what = "has been stopped" if ended else "cannot be stopped: restart the kernel"
    return Diagnosis(
        "timed out", f"It was still running after {exercise.time_limit:g} s, and {what}. Does a loop never end?{place}"
    )


def _about_error(error: BaseException, case: Case) -> str:
    text = f"It raised {type(error).__name__}: {error}{_line(error)}"
    if isinstance(error, NameError) and error.name in _IMPORTS:
        text += f"\n`{error.name}` is not imported: put `{_IMPORTS[error.name]}` in your cell."
    return text + _called_with(case)


def _line(error: BaseException) -> str:
    """Return the line of the learner's that an error comes from: never one of ours, nor of a package."""
    engine = Path(__file__).parent
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent != engine and "-packages" not in frame.filename
    ]
    if not frames:
        return ""
    frame = [each for each in frames if each.filename == frames[0].filename][-1]
    return f"\n    line {frame.lineno}: {frame.line}"


def _called_with(case: Case) -> str:
    shown = [f"{name} {tuple(v.shape) if isinstance(v, Tensor) else short(v)}" for name, v in case.items()]
    return f"\nIt was called with {', '.join(shown)}." if shown else ""
