"""Repair by trying every edit."""

from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "code.repair",
    title="Repair by enumeration",
    chapter="24",
    level=3,
    minutes=20,
    hints=[
        "Two loops: over the edits, and over the places where `old` stands. Change one place only.",
        "str.find(old, start) gives the next place, −1 if there is none; the new program is "
        "code[:at] + new + code[at + len(old):]. Count each try before you test it.",
        "tries = 0; for old, new in edits: at = code.find(old); while at >= 0: tries += 1; candidate = …; "
        "if passes(candidate): return candidate, tries; at = code.find(old, at + 1). At the end: return None, tries.",
    ],
)
HEAD = "def f(a, b):\n"
BODIES = (
    "    c = a + b\n    if c > 3:\n        c = c + 1\n    return c + 2\n",
    "    return a - b - a + b * 2\n",
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    edits = [(" > ", " >= "), (" - ", " + "), (" + ", " - "), (" * ", " + "), ("a", "b")]
    order = torch.randperm(3, generator=rng).tolist()
    few = [edits[i] for i in order]
    first, second = (HEAD + body for body in BODIES)

    def after(code: str, old: str, new: str, n: int) -> str:
        parts = code.split(old)
        return old.join(parts[: n + 1]) + new + old.join(parts[n + 1 :])

    return [
        {"code": first, "edits": few, "wanted": after(first, " + ", " - ", 1)},
        {"code": first, "edits": few, "wanted": after(first, " + ", " - ", 2)},
        {"code": first, "edits": few, "wanted": after(first, " > ", " >= ", 0)},
        {"code": second, "edits": few, "wanted": after(second, " - ", " + ", 1)},
        {"code": second, "edits": few, "wanted": after(second, " - ", " + ", 0)},
        {"code": second, "edits": few, "wanted": second.replace("b", "a")},
        {"code": first, "edits": few, "wanted": first.replace(" + ", " - ")},
        {"code": first, "edits": few, "wanted": first},
    ]


@exercise.runner
def run(answer: Callable[..., tuple[str | None, int]], case: Case) -> tuple[str | None, int]:
    """One program passes the tests: the wanted one."""
    return answer(case["code"], case["edits"], lambda code: code == case["wanted"])


Passes = Callable[[str], bool]
Edits = list[tuple[str, str]]


@exercise.solution
def my_repair(
    code: str,
    edits: list[tuple[str, str]],
    passes: Callable[[str], bool],
) -> tuple[str | None, int]:
    """Return the first program that passes, and how many were tried; None if none does.

    An edit (old, new) is made at one place at a time: every place where `old` stands
    gives a program to try, from left to right. Edits are tried in their order.
    The program as it is has failed already: do not try it.
    """
    tries = 0
    for old, new in edits:
        at = code.find(old)
        while at >= 0:
            candidate = code[:at] + new + code[at + len(old) :]
            tries += 1
            if passes(candidate):
                return candidate, tries
            at = code.find(old, at + 1)
    return None, tries


@exercise.also_right
def by_splitting(code: str, edits: Edits, passes: Passes) -> tuple[str | None, int]:
    tries = 0
    for old, new in edits:
        parts = code.split(old)
        for i in range(1, len(parts)):
            tries += 1
            candidate = old.join(parts[:i]) + new + old.join(parts[i:])
            if passes(candidate):
                return candidate, tries
    return None, tries


@exercise.also_right
def by_positions(code: str, edits: Edits, passes: Passes) -> tuple[str | None, int]:
    candidates = [
        code[:at] + new + code[at + len(old) :]
        for old, new in edits
        for at in range(len(code))
        if code.startswith(old, at)
    ]
    for n, candidate in enumerate(candidates, 1):
        if passes(candidate):
            return candidate, n
    return None, len(candidates)


@exercise.mistake("str.replace changes every place at once; an edit is made at one place.")
def everywhere(code: str, edits: Edits, passes: Passes) -> tuple[str | None, int]:
    tries = 0
    for old, new in edits:
        if old in code:
            tries += 1
            if passes(candidate := code.replace(old, new)):
                return candidate, tries
    return None, tries


@exercise.mistake("Only the first place of each edit is tried.")
def first_place(code: str, edits: Edits, passes: Passes) -> tuple[str | None, int]:
    tries = 0
    for old, new in edits:
        if old in code:
            tries += 1
            if passes(candidate := code.replace(old, new, 1)):
                return candidate, tries
    return None, tries


@exercise.mistake("Each edit is made on top of the one before: start from the broken program every time.")
def piled_up(code: str, edits: Edits, passes: Passes) -> tuple[str | None, int]:
    tries = 0
    for old, new in edits:
        at = code.find(old)
        while at >= 0:
            code = code[:at] + new + code[at + len(old) :]
            tries += 1
            if passes(code):
                return code, tries
            at = code.find(old, at + len(new))
    return None, tries


@exercise.mistake("The program as it is is tried first; it is known to fail.")
def itself_first(code: str, edits: Edits, passes: Passes) -> tuple[str | None, int]:
    if passes(code):
        return code, 1
    found, tries = my_repair(code, edits, passes)
    return found, tries + 1


@exercise.mistake("When nothing passes, the last program tried is returned; return None.")
def last_anyway(code: str, edits: Edits, passes: Passes) -> tuple[str | None, int]:
    found, tries = my_repair(code, edits, passes)
    last: list[str] = []
    by_positions(code, edits, lambda one: bool(last.append(one)))  # type: ignore[func-returns-value]
    return found or last[-1], tries


@exercise.mistake("The try that passes is not counted: count before you test.")
def counted_late(code: str, edits: Edits, passes: Passes) -> tuple[str | None, int]:
    found, tries = my_repair(code, edits, passes)
    return found, tries - (found is not None)


@exercise.mistake("All programs are tried, even after one has passed.")
def tries_all(code: str, edits: Edits, passes: Passes) -> tuple[str | None, int]:
    found, _ = my_repair(code, edits, passes)
    return found, my_repair(code, edits, lambda one: False)[1]
