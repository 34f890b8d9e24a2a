"""The lines of pass@1 by running, shuffled."""

from typing import Any

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "code.order_of_harness",
    title="The harness in order",
    chapter="24",
    level=2,
    minutes=8,
    hints=[
        "One outer loop over the programs. What must be new for each of them, and what may stay?",
        "Each program gets names of its own before it is run; then its function is tested; a pass is counted "
        "only after the test. Two lines stay out.",
        "E first, then A, C, F, and D; the division B last. G and H stay out.",
    ],
    signature="def share_passing(programs, name, check):",
    lines=[
        "for code in programs:",
        "return right / len(programs)",
        "    names = {}",
        "    right += check(names[name])",
        "right = 0",
        "    exec(code, names)",
        "names = {}",
        "    right = check(names[name])",
    ],
)


def check(function: Any) -> bool:
    """Return whether the function doubles."""
    return all(function(n) == 2 * n for n in (3, 0, 5))


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    good = ["def f(n):\n    return 2 * n\n", "def f(n):\n    return n + n\n"]
    bad = ["def f(n):\n    return n\n", "def f(n):\n    return n * n\n", "def f(n):\n    return 2 ** n\n"]
    leak = "seen = globals().setdefault('seen', [])\ndef f(n):\n    seen.append(n)\n"
    leak += "    return 2 * n if len(seen) < 4 else 0\n"
    some = [bad[i] for i in torch.randperm(3, generator=rng)[:2]]
    return [
        {"programs": [good[0], some[0], good[1], leak, leak], "name": "f", "check": check},
        {"programs": [some[0], good[1], some[1]], "name": "f", "check": check},
    ]


exercise.solution("EACFDB")
exercise.also_right("e a c f d b")
exercise.also_right("E, A, C, F, D, B")

exercise.mistake("G makes one set of names for all programs: what one leaves behind, the next one finds.")("EGAFDB")
exercise.mistake("H forgets the programs before: only the last one counts.")("EACFHB")
exercise.mistake("The function is looked up before the program has been run.")("EACDFB")
exercise.mistake("The names are emptied after the program has been run: its function is gone.")("EAFCDB")
exercise.mistake("`right` has no value when the first pass is to be added: line E is missing.")("ACFDB")
exercise.mistake("Nothing is returned: line B is missing.")("EACFD")
exercise.mistake("The division stands before the loop: it returns 0 at once.")("EBACFD")
