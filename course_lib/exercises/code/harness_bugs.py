"""Three bugs in a harness: every one makes a model look better, or another one look worse."""

import math
from collections.abc import Callable
from typing import Any

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def pass_at_k_of(programs, name, tests, k):
    """Return pass@k of the programs that a model wrote for one problem.

    programs: source texts; each should define the function `name`
    tests: source of check(candidate), which asserts
    k: programs drawn without putting back
    A program that raises an error has failed.
    """
    names, right = {}, 0
    for code in programs:
        try:
            exec(code, names)
            exec(tests, names)
            names["check"](names[name])
        except AssertionError:
            continue
        except Exception:
            pass
        right += 1
    n = len(programs)
    return 1 - (1 - right / n) ** k
'''

exercise = FindTheBug(
    "code.harness_bugs",
    title="Three bugs in a harness",
    chapter="24",
    level=3,
    minutes=15,
    hints=[
        "What happens to a program that raises NameError? To one that does not define the function at all? "
        "And is a program drawn twice?",
        "An error other than AssertionError goes on to `right += 1`. `names` still holds the function of the "
        "program before. The formula puts back.",
        "`names = {}` inside the loop, `except Exception: continue`, and "
        "`1 - math.comb(n - right, k) / math.comb(n, k)`.",
    ],
    listing=LISTING,
)
NAME = "double"
TESTS = "def check(candidate):\n    assert candidate(3) == 6\n    assert candidate(5) == 10\n"
HEAD = "def double(n):\n"
RIGHT = (HEAD + "    return 2 * n\n", HEAD + "    return n + n\n")
WRONG = (HEAD + "    return n * n\n", HEAD + "    return n + 3\n")
ERROR = (HEAD + "    return m\n", HEAD + "    return 2 * n[0]\n", HEAD + "    return (n\n")
OTHER = ("def twice(n):\n    return 2 * n\n", "value = 2\n")


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    a, b, c = (int(i) for i in torch.randint(2, (3,), generator=rng))
    wrong, error = list(WRONG), [ERROR[i] for i in torch.randperm(3, generator=rng)[:2]]
    some = {
        "all kinds": [RIGHT[a], OTHER[b], *error, *wrong, RIGHT[c], OTHER[0], wrong[0], error[0]],
        "errors": [error[0], wrong[0], RIGHT[0], wrong[1], error[1], wrong[0], error[0]],
        "without the function": [OTHER[c], RIGHT[b], OTHER[b], *wrong, OTHER[0], wrong[1]],
        "plain": [wrong[a], RIGHT[0], wrong[b], RIGHT[1], wrong[c], wrong[0]],
    }
    return [
        {"programs": one, "name": NAME, "tests": TESTS, "k": k}
        for k, one in zip((2, 2, 3, 2), some.values(), strict=True)
    ]


@exercise.solution
def pass_at_k_of(programs: list[str], name: str, tests: str, k: int) -> float:
    """Return pass@k of the programs that a model wrote for one problem."""
    right = 0
    for code in programs:
        names: dict[str, Any] = {}
        try:
            exec(code, names)
            exec(tests, names)
            names["check"](names[name])
        except Exception:
            continue
        right += 1
    n = len(programs)
    return 1 - math.comb(n - right, k) / math.comb(n, k)


@exercise.also_right
def with_a_flag(programs: list[str], name: str, tests: str, k: int) -> float:
    results = []
    for code in programs:
        names: dict[str, Any] = {}
        passed = True
        try:
            exec(code + "\n" + tests, names)
            names["check"](names[name])
        except Exception:
            passed = False
        results.append(passed)
    n, c = len(results), sum(results)
    return 1.0 if n - c < k else 1 - math.prod(1 - k / i for i in range(n - c + 1, n + 1))


@exercise.also_right
def with_else(programs: list[str], name: str, tests: str, k: int) -> float:
    wrong = 0
    for code in programs:
        own: dict[str, Any] = {}
        checks: dict[str, Any] = {}
        try:
            exec(tests, checks)
            exec(code, own)
            checks["check"](own[name])
        except (AssertionError, Exception):
            wrong += 1
    none = 1.0
    for i in range(k):
        none *= max(wrong - i, 0) / (len(programs) - i)
    return 1 - none


def leaving_in(*bugs: str) -> Callable[..., float]:
    """Return the harness with some of its bugs still in it."""

    def harness(programs: list[str], name: str, tests: str, k: int) -> float:
        shared: dict[str, Any] = {}
        right = 0
        for code in programs:
            names = shared if "names" in bugs else {}
            try:
                exec(code, names)
                exec(tests, names)
                names["check"](names[name])
            except AssertionError:
                right += "assertions" in bugs
                continue
            except Exception:
                if "errors" not in bugs and "assertions" not in bugs:
                    continue
            right += 1
        n = len(programs)
        if "formula" in bugs:
            return 1 - (1 - right / n) ** k
        return 1 - math.comb(n - right, k) / math.comb(n, k)

    return harness


BUGS = {
    (
        "names",
        "errors",
        "formula",
    ): "All three bugs are still in it. What does a program find "
    "when it starts, what counts as right, and how are k of them drawn?",
    ("names",): "Programs still share their names: one that defines nothing is judged by the function before it.",
    ("errors",): "A program that raises an error other than AssertionError still counts as right.",
    ("formula",): "The formula still draws with putting back, which is too low.",
    ("errors", "formula"): "The names are mended; errors and formula are not.",
    ("names", "formula"): "The errors are mended; names and formula are not.",
    ("names", "errors"): "The formula is mended; names and errors are not.",
    ("assertions",): "Now every error is passed over, failed assertions too: all programs count as right.",
}
for bugs, message in BUGS.items():
    exercise.mistake(message)(leaving_in(*bugs))
