"""The policy of a tutor: when to give which hint."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "education.next_hint",
    title="When to give a hint",
    chapter="25",
    level=2,
    minutes=15,
    hints=[
        "Two questions in this order: has there been an attempt since the last hint? And which is the next hint that "
        "gives nothing away?",
        "Go through the hints from number `n_given` on. Skip each one that holds a secret line.",
        "if not attempted: return TRY; for hint in hints[n_given:]: if not any(line in hint for line in secret): "
        "return hint; after the loop return NO_MORE.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    number = int(torch.randint(10, 99, (1,), generator=rng))
    secret = [f"x = {number} * y", "return x / z"]
    hints = ["Look at the sum.", f"Write x = {number} * y first.", "Then divide.", "Last: return x / z"]
    cases: list[Case] = [
        {"attempted": attempted, "n_given": n, "hints": hints, "secret": secret}
        for attempted, n in ((False, 0), (True, 0), (True, 1), (True, 2), (True, 3), (False, 2), (True, 4))
    ]
    return [*cases, {"attempted": True, "n_given": 0, "hints": [hints[1], hints[3], hints[2]], "secret": secret}]


@exercise.solution
def my_next_move(
    attempted: bool,
    n_given: int,
    hints: list[str],
    secret: list[str],
) -> str:
    """Return "try" without an attempt since the last hint; else the next hint.

    The first `n_given` hints have been given. A hint that holds a secret line is left
    out, and the one after it is given instead. If none is left, return "no more".
    """
    if not attempted:
        return "try"
    for hint in hints[n_given:]:
        if not any(line in hint for line in secret):
            return hint
    return "no more"


@exercise.also_right
def by_next(attempted: bool, n_given: int, hints: list[str], secret: list[str]) -> str:
    left = (hint for hint in hints[n_given:] if all(line not in hint for line in secret))
    return next(left, "no more") if attempted else "try"


@exercise.also_right
def by_filter(attempted: bool, n_given: int, hints: list[str], secret: list[str]) -> str:
    safe = [hint for at, hint in enumerate(hints) if at >= n_given and not [one for one in secret if one in hint]]
    if attempted and safe:
        return safe[0]
    return "no more" if attempted else "try"


@exercise.mistake("Hints are given without an attempt: whoever asks three times has them all.")
def without_attempt(attempted: bool, n_given: int, hints: list[str], secret: list[str]) -> str:
    return my_next_move(True, n_given, hints, secret)


@exercise.mistake("A hint that holds a secret line is given.")
def gives_away(attempted: bool, n_given: int, hints: list[str], secret: list[str]) -> str:
    return my_next_move(attempted, n_given, hints, [])


@exercise.mistake("The first hint is given again and again: begin with number `n_given`.")
def again(attempted: bool, n_given: int, hints: list[str], secret: list[str]) -> str:
    return my_next_move(attempted, 0, hints, secret)


@exercise.mistake("The safe hints are counted, not all: hints that were left out count among the given ones.")
def counts_the_safe(attempted: bool, n_given: int, hints: list[str], secret: list[str]) -> str:
    safe = [hint for hint in hints if not any(line in hint for line in secret)]
    return my_next_move(attempted, n_given, safe, [])


@exercise.mistake("If the next hint holds a secret line the search ends; the one after it may be safe.")
def gives_up(attempted: bool, n_given: int, hints: list[str], secret: list[str]) -> str:
    return my_next_move(attempted, n_given, hints[: n_given + 1], secret)


@exercise.mistake("A hint is left out only if it holds all secret lines: one is enough.")
def all_lines(attempted: bool, n_given: int, hints: list[str], secret: list[str]) -> str:
    if not attempted:
        return "try"
    left = [hint for hint in hints[n_given:] if not all(line in hint for line in secret)]
    return left[-1] if left else "no more"


@exercise.mistake("One hint is skipped each time: hint number `n_given` is the first that was not given.")
def one_too_far(attempted: bool, n_given: int, hints: list[str], secret: list[str]) -> str:
    return my_next_move(attempted, n_given + 1, hints, secret)


@exercise.property("Nothing that is said holds a secret line.")
def keeps_the_secret(answer: str, case: Case) -> bool:
    return not any(line in answer for line in case["secret"])
