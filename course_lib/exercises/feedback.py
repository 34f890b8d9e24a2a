"""What the learner calls: check an answer, ask for a hint, see the solution.

With COURSE_STRICT=1 in the environment a check that is not passed raises, so that a run of a notebook proves it solved.
"""

import os
from dataclasses import dataclass, field
from typing import Any

from course_lib.exercises.catalogue import load
from course_lib.exercises.diagnosis import Diagnosis, Status, diagnose
from course_lib.exercises.exercise import Case, Exercise

_NOTHING = object()
_hints_given: dict[str, int] = {}


@dataclass(frozen=True, eq=False)
class Feedback:
    """The result of a check, which has already been printed.

    Args:
        case: the inputs on which the answer went wrong, to try it on: `attention(**feedback.case)`.
    """

    status: Status
    message: str
    case: Case | None = field(repr=False)
    answer: Any = field(repr=False)

    @property
    def passed(self) -> bool:
        return self.status == "passed"

    def or_use(self, replacement: Any) -> Any:
        """Return the answer if it passed, else the replacement, so that later cells can go on."""
        return self.answer if self.passed else replacement

    def _ipython_display_(self) -> None:
        """Show nothing when the check is a cell's last expression: the message has been printed."""


def check(exercise_id: str, answer: Any = _NOTHING) -> Feedback:
    """Print what is right or wrong about an answer.

    Raises:
        ValueError: if there is no such exercise.
        AssertionError: if COURSE_STRICT is 1 and the answer does not pass.
    """
    exercise = load(exercise_id)
    if answer is _NOTHING:
        found = Diagnosis("unusable", f"Pass your answer as well: {exercise.check_call()}")
    else:
        found = diagnose(exercise, answer)
    feedback = Feedback(found.status, _wording(exercise, found), found.case, answer)
    if os.environ.get("COURSE_STRICT") == "1" and not feedback.passed:
        raise AssertionError(feedback.message)
    print(feedback.message)
    return feedback


def hint(exercise_id: str, number: int | None = None) -> None:
    """Print the next hint, or the one of that number.

    Raises:
        ValueError: if there is no such exercise, or no such hint.
    """
    exercise = load(exercise_id)
    if number is None:
        number = _hints_given.get(exercise_id, 0) + 1
        if number > 3:
            print(f'There are no more hints. To see the solution: solution("{exercise_id}")')
            return
        _hints_given[exercise_id] = number
    if number not in (1, 2, 3):
        raise ValueError(f"The hints are numbered 1, 2 and 3, got {number}.")
    print(f"Hint {number} of 3. {exercise.hints[number - 1]}")


def solution(exercise_id: str) -> None:
    """Print the solution.

    Raises:
        ValueError: if there is no such exercise.
    """
    print(load(exercise_id).solution_source())


def _wording(exercise: Exercise, found: Diagnosis) -> str:
    if found.status == "passed":
        return f"Passed: {exercise.title}."
    if found.status == "not attempted":
        start = f"Not attempted yet: {exercise.title} (about {exercise.minutes} minutes)."
    else:
        start = f"Not yet. {found.message}"
    return f'{start}\nFor a hint: hint("{exercise.id}")'
