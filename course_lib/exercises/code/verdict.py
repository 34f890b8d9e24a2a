"""A harness that survives what it runs."""

from collections.abc import Callable
from typing import Any

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "code.verdict",
    title="A harness that survives errors",
    chapter="24",
    level=2,
    minutes=12,
    hints=[
        "What must not happen when the function raises an error: where does your loop end then?",
        'Put the call into try. An error gives "error" at once, another result "wrong" at once; '
        'after all cases: "right".',
        'for arguments, expected in cases: try: got = function(*arguments); except Exception: return "error"; '
        'then if got != expected: return "wrong". After the loop: return "right".',
    ],
)


def half(n: int) -> float:
    return n / 2


def inverse(n: int) -> float:
    return 10 / n


def nothing(n: int) -> None:
    return None


def count_up(n: int) -> int:
    return n + 1


FUNCTIONS = {one.__name__: one for one in (half, inverse, nothing, count_up)}


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    a, b, c = (2 * (torch.randperm(9, generator=rng)[:3] + 1)).tolist()
    return [
        {"function": "half", "cases": [([a], a / 2), ([b], b / 2), ([c], c / 2)]},
        {"function": "half", "cases": [([a], a / 2), ([b], b), ([c], c / 2)]},
        {"function": "half", "cases": [([a], a), ([b], b / 2)]},
        {"function": "half", "cases": [([a], a / 2), ([b], b)]},
        {"function": "inverse", "cases": [([a], 10 / a), ([0], 0)]},
        {"function": "inverse", "cases": [([0], 0), ([a], 10 / a)]},
        {"function": "inverse", "cases": [([a], 10 / a), ([0], 0), ([b], 10 / b)]},
        {"function": "nothing", "cases": [([a], b), ([b], c)]},
        {"function": "nothing", "cases": [([a], None)]},
        {"function": "count_up", "cases": []},
    ]


@exercise.runner
def run(answer: Callable[..., str], case: Case) -> str:
    return answer(FUNCTIONS[case["function"]], case["cases"])


Cases = list[tuple[list[Any], Any]]


@exercise.solution
def my_verdict(
    function: Callable[..., Any],
    cases: list[tuple[list[Any], Any]],
) -> str:
    """Return "right", "wrong" or "error": what the first case that fails says.

    cases: (arguments, expected result) each; call function(*arguments).
    An error counts as "error", another result as "wrong". Nothing is ever raised.
    """
    for arguments, expected in cases:
        try:
            got = function(*arguments)
        except Exception:
            return "error"
        if got != expected:
            return "wrong"
    return "right"


@exercise.also_right
def with_else(function: Callable[..., Any], cases: Cases) -> str:
    for arguments, expected in cases:
        try:
            same = bool(function(*arguments) == expected)
        except Exception:
            return "error"
        else:
            if not same:
                return "wrong"
    return "right"


@exercise.also_right
def around_the_loop(function: Callable[..., Any], cases: Cases) -> str:
    try:
        for arguments, expected in cases:
            assert function(*arguments) == expected
    except AssertionError:
        return "wrong"
    except Exception:
        return "error"
    return "right"


@exercise.mistake("An error in the function ends the harness too: catch it.")
def uncaught(function: Callable[..., Any], cases: Cases) -> str:
    return "right" if all(function(*arguments) == expected for arguments, expected in cases) else "wrong"


@exercise.mistake("The error is caught and then passed over: a case that raises counts as passed.")
def swallowed(function: Callable[..., Any], cases: Cases) -> str:
    for arguments, expected in cases:
        try:
            if function(*arguments) != expected:
                return "wrong"
        except Exception:
            pass
    return "right"


@exercise.mistake('Only the first case is looked at: return "right" after the loop, not in it.')
def first_case(function: Callable[..., Any], cases: Cases) -> str:
    return my_verdict(function, cases[:1])


@exercise.mistake("Only the last case decides: a failure has to end the loop.")
def last_case(function: Callable[..., Any], cases: Cases) -> str:
    return my_verdict(function, cases[-1:])


@exercise.mistake('An error is called "wrong"; tell the two apart.')
def all_wrong(function: Callable[..., Any], cases: Cases) -> str:
    return "right" if my_verdict(function, cases) == "right" else "wrong"


@exercise.mistake('A wrong result is called "error"; an error is what the function raises.')
def all_error(function: Callable[..., Any], cases: Cases) -> str:
    return "right" if my_verdict(function, cases) == "right" else "error"


@exercise.mistake('A function that returns None is called an "error"; compare None like any other result.')
def none_is_error(function: Callable[..., Any], cases: Cases) -> str:
    for arguments, expected in cases:
        try:
            got = function(*arguments)
        except Exception:
            return "error"
        if got is None:
            return "error"
        if got != expected:
            return "wrong"
    return "right"
