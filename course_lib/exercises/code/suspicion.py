"""Which lines do the failing tests run?"""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "code.suspicion",
    title="Suspicious lines",
    chapter="24",
    level=2,
    minutes=15,
    hints=[
        "For each line, two counts: how many failing tests run it, and how many passing ones.",
        "Then failed / sqrt(n_failed * (failed + passed)), where n_failed counts all failing tests, whatever they run.",
        "lines = {line for _, some in runs for line in some}; n_failed = sum(not ok for ok, _ in runs); "
        "failed = sum(line in some for ok, some in runs if not ok); passed likewise with ok.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int) -> Case:
        while True:
            runs = []
            for i in range(n):
                some = (torch.rand(6, generator=rng) < 0.6).nonzero()[:, 0].add(2).tolist()
                runs.append((i % 3 != 0, [1, *some]))
            counts = {
                line: [sum(line in some for ok, some in runs if ok == good) for good in (0, 1)] for line in range(1, 8)
            }
            if all(a for a, _ in counts.values()) and len({tuple(one) for one in counts.values()}) >= 5:
                return {"runs": runs}

    return [draw(8), draw(11), {"runs": [(True, [1, 2]), (True, [1])]}, {"runs": [(False, [1, 2]), (True, [1, 3])]}]


Runs = list[tuple[bool, list[int]]]


@exercise.solution
def my_suspicion(
    runs: list[tuple[bool, list[int]]],
) -> dict[int, float]:
    """Return how suspicious each line is that some test runs.

    runs: for each test whether it passed, and the lines that it ran.
    A line's suspicion is failed / √(n_failed · (failed + passed)): how many failing and
    passing tests ran it, and how many tests fail at all. Without any of those it is 0.
    """
    n_failed = sum(not ok for ok, _ in runs)
    scores = {}
    for line in {line for _, some in runs for line in some}:
        failed = sum(line in some for ok, some in runs if not ok)
        passed = sum(line in some for ok, some in runs if ok)
        root = math.sqrt(n_failed * (failed + passed))
        scores[line] = failed / root if n_failed else 0.0
    return scores


@exercise.also_right
def by_counters(runs: Runs) -> dict[int, float]:
    failed: dict[int, int] = {}
    passed: dict[int, int] = {}
    for ok, some in runs:
        for line in some:
            counts = passed if ok else failed
            counts[line] = counts.get(line, 0) + 1
    n = sum(1 for ok, _ in runs if not ok)
    lines = failed.keys() | passed.keys()
    if not n:
        return dict.fromkeys(lines, 0.0)
    return {a: failed.get(a, 0) / (n * (failed.get(a, 0) + passed.get(a, 0))) ** 0.5 for a in lines}


@exercise.also_right
def as_a_cosine(runs: Runs) -> dict[int, float]:
    wrong = torch.tensor([float(not ok) for ok, _ in runs])
    scores = {}
    for line in sorted({line for _, some in runs for line in some}):
        ran = torch.tensor([float(line in some) for _, some in runs])
        scores[line] = float(torch.cosine_similarity(ran, wrong, dim=0))
    return scores


def scored(runs: Runs, formula: str) -> dict[int, float]:
    n_failed, n_passed = (sum(ok == good for ok, _ in runs) for good in (False, True))
    found = {}
    for line in {line for _, some in runs for line in some}:
        failed, passed = (sum(line in some for ok, some in runs if ok == good) for good in (False, True))
        names = {"failed": failed, "passed": passed, "n_failed": n_failed, "n_passed": n_passed, "n": len(runs)}
        found[line] = float(eval(formula, names)) if n_failed else 0.0
    return found


@exercise.mistake("The root is missing.")
def without_root(runs: Runs) -> dict[int, float]:
    return scored(runs, "failed / (n_failed * (failed + passed))")


@exercise.mistake("This is the share of failing tests among those that run the line; n_failed is not in it.")
def precision(runs: Runs) -> dict[int, float]:
    return scored(runs, "failed / (failed + passed)")


@exercise.mistake(
    "This is the share of the failing tests that run the line; lines that every test runs come out on top."
)
def recall(runs: Runs) -> dict[int, float]:
    return scored(runs, "failed / n_failed")


@exercise.mistake("Passing and failing tests are exchanged.")
def turned(runs: Runs) -> dict[int, float]:
    return scored(runs, "passed / (n_passed * (failed + passed)) ** 0.5")


@exercise.mistake("The root holds the number of all tests; it must be the number of failing ones.")
def all_tests(runs: Runs) -> dict[int, float]:
    return scored(runs, "failed / (n * (failed + passed)) ** 0.5")


@exercise.mistake("Lines that no failing test runs are left out; their suspicion is 0.")
def only_failing(runs: Runs) -> dict[int, float]:
    lines = {line for ok, some in runs if not ok for line in some}
    return {line: value for line, value in my_suspicion(runs).items() if line in lines}


@exercise.mistake("Without a failing test it divides by zero; nothing is suspicious then.")
def divides_by_zero(runs: Runs) -> dict[int, float]:
    if all(ok for ok, _ in runs):
        raise ZeroDivisionError("float division by zero")
    return my_suspicion(runs)
