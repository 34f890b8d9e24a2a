"""The harness tells right, wrong, broken and endless apart."""

import pytest

from course_lib.applications.code.harness import Judged, by_pytest, judge, judge_all, program_of, try_many, verdicts
from course_lib.applications.code.sandbox import Limits
from course_lib.corpora.records import CodeProblem
from course_lib.corpora.town.tasks.sets import town_task

DOUBLE = CodeProblem(
    "double",
    "def double(n: int) -> int:\n",
    "    return 2 * n\n",
    "double",
    "def check(candidate):\n    assert candidate(3) == 6\n    assert candidate(0) == 0\n",
)


@pytest.mark.parametrize(
    ("completion", "verdict", "message"),
    [
        ("    return n + n\n", "right", ""),
        ("    return n\n", "wrong", "assert candidate(3) == 6"),
        ("    return\n", "wrong", "assert candidate(3) == 6"),
        ("    return 6\n", "wrong", "assert candidate(0) == 0"),
        ("    return m\n", "error", "NameError: name 'm' is not defined in: return m"),
        ("    return (2 *\n", "error", "SyntaxError"),
        ("    import os; os._exit(0)\n", "died", "exit code 0"),
        ("    raise SystemExit\n", "error", "SystemExit"),
        ("    while True: n\n", "time out", "time out"),
        ("    return bytearray(2**31)\n", "memory", "MemoryError"),
    ],
)
def test_each_verdict(completion, verdict, message):
    limits = Limits(seconds=1.0) if verdict == "time out" else Limits()
    found = judge(DOUBLE, completion, limits)
    assert found.verdict == verdict
    assert message in found.message
    assert found.right == (verdict == "right")


def test_equal_completions_are_run_once_and_the_order_stays():
    found = judge_all(DOUBLE, ["    return n\n", DOUBLE.solution, "    return n\n"])
    assert [one.verdict for one in found] == ["wrong", "right", "wrong"]
    assert found[0] is found[2]


def test_verdicts_are_counted():
    found = [Judged("right", "", 0.1)] + 2 * [Judged("error", "", 0.1)]
    assert verdicts(found) == {"error": 2, "right": 1}


def test_the_program_calls_its_tests():
    assert program_of(DOUBLE, DOUBLE.solution).rstrip().endswith("check(double)")


def test_the_towns_solutions_are_right_and_empty_bodies_are_not():
    for problem in town_task("programs", size=12)["train"][:5]:
        assert judge(problem, problem.solution).right
        assert judge(problem, "    pass\n").verdict in ("wrong", "error")


def test_many_programs_in_one_sandbox_are_told_apart():
    bodies = ["    return n", "    return 2 * n", "    while True: n", "    return (", "    return n + n"]
    codes = [DOUBLE.prompt + body for body in bodies]
    assert try_many(codes, "double", DOUBLE.tests) == [False, True, False, False, True]
    assert try_many(codes, "double", DOUBLE.tests, first=True) == [False, True]


def test_one_that_kills_the_sandbox_is_tried_alone():
    codes = [DOUBLE.prompt + body for body in ("    import os; os._exit(0)", "    return 2 * n")]
    assert try_many(codes, "double", DOUBLE.tests) == [False, True]


@pytest.mark.parametrize("completion", ["    return n + n\n", "    return n\n", "    return m\n"])
def test_pytest_and_the_harness_agree(completion):
    assert by_pytest(DOUBLE, completion) == judge(DOUBLE, completion).right
