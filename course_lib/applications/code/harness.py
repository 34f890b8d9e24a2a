"""Does a completion do what was asked? Run it with the problem's tests, in the sandbox.

    judge(problem, completion).verdict       right, wrong, error, time out, memory …

Source of the procedure: Chen et al. (2021), section 2.2 and 2.3, https://arxiv.org/abs/2107.03374.
Tested by tests/applications/code/test_harness.py.
Left out: a mark for code that is nearly right; tests that the program's own words could fool are the problem's.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course_lib.applications.code.sandbox import Limits, Run, run
from course_lib.corpora.records import CodeProblem

Verdict = Literal["right", "wrong", "error", "time out", "memory", "too much output", "died"]
LIMITS = Limits(seconds=10.0)


@dataclass(frozen=True)
class Judged:
    """What the tests say of one program.

    Args:
        verdict: "wrong" if a test's assertion failed, "error" if anything else was raised.
        message: the failed line of the tests, or the error; empty if it is right.
        seconds: that it took.
    """

    verdict: Verdict
    message: str
    seconds: float

    @property
    def right(self) -> bool:
        return self.verdict == "right"


def program_of(problem: CodeProblem, completion: str) -> str:
    """Return the program that is run: prompt, completion, tests, and their call."""
    call = f"check({problem.entry_point})\n"
    return f"{problem.prompt}{completion}\n\n{problem.tests}\n\n{call}"


def judge(problem: CodeProblem, completion: str, limits: Limits = LIMITS) -> Judged:
    """Run one completion with the tests.

    Args:
        problem: with `check(candidate)` in its tests.
        completion: what comes after the prompt.
        limits: of the sandbox.
    """
    program = program_of(problem, completion)
    return judged(run(program, limits), program)


def judged(ran: Run, program: str) -> Judged:
    """Say what a run of `program_of` means."""
    if ran.verdict == "finished":
        return Judged("right", "", ran.seconds)
    if ran.verdict != "raised":
        return Judged(ran.verdict, ran.error, ran.seconds)
    lines = program.splitlines()
    line = lines[ran.line - 1].strip() if 0 < ran.line <= len(lines) else ""
    if ran.error.split(":")[0] == "AssertionError":
        return Judged("wrong", line, ran.seconds)
    return Judged("error", f"{ran.error} in: {line}" if line else ran.error, ran.seconds)


def judge_all(problem: CodeProblem, completions: Sequence[str], limits: Limits = LIMITS) -> list[Judged]:
    """Run several completions of one problem; those that are the same text are run once."""
    known: dict[str, Judged] = {}
    for one in completions:
        if one not in known:
            known[one] = judge(problem, one, limits)
    return [known[one] for one in completions]


def verdicts(found: Iterable[Judged]) -> dict[str, int]:
    """Return how often each verdict was given, the most frequent first.

    >>> verdicts([Judged("wrong", "", 0.1), Judged("right", "", 0.1), Judged("wrong", "", 0.1)])
    {'wrong': 2, 'right': 1}
    """
    return dict(Counter(one.verdict for one in found).most_common())


TRIALS = """
import json, signal

def out_of_time(*_):
    raise TimeoutError

signal.signal(signal.SIGVTALRM, out_of_time)
found = []
for code in json.loads(CODES):
    names, checks = {{}}, {{}}
    signal.setitimer(signal.ITIMER_VIRTUAL, {seconds})
    try:
        exec(code, names)
        exec(TESTS, checks)
        checks["check"](names[{name!r}])
        found.append(True)
    except Exception:
        found.append(False)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if found[-1] and {first}:
        break
print("\\n" + json.dumps(found))
"""


def try_many(codes: Sequence[str], name: str, tests: str, first: bool = False, seconds_each: float = 0.3) -> list[bool]:
    """Return which of many small programs pass, all run in one sandbox: quick, and not for strangers' code.

    Each has its own names and its own time; but one that is killed, or leaves Python broken, spoils those after it.
    They count as failed. Use it for edits of a program that one knows.

    Args:
        codes: programs, each of which defines `name`.
        name: of the function under test.
        tests: define `check(candidate)`.
        first: whether to stop at the first that passes.
        seconds_each: of processor time, for each of them.
    """
    head = f"CODES = {json.dumps(list(codes))!r}\nTESTS = {tests!r}\n"
    body = TRIALS.format(seconds=seconds_each, name=name, first=first)
    ran = run(head + body, Limits(seconds=20 + 3 * seconds_each * len(codes), output_chars=100_000))
    if ran.verdict != "finished":
        return [judge_code(code, name, tests).right for code in codes]
    found: list[bool] = json.loads(ran.output.splitlines()[-1])
    return found


def judge_code(code: str, name: str, tests: str, limits: Limits = LIMITS) -> Judged:
    """Run a whole program, in a sandbox of its own, with the tests of its function."""
    return judge(CodeProblem(name, "", code, name, tests), code, limits)


def by_pytest(problem: CodeProblem, completion: str) -> bool:
    """Return whether pytest lets a completion pass.

    It runs outside the sandbox: for your own programs only.
    """
    test = f"\n\ndef test_it():\n    check({problem.entry_point})\n"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "test_it.py"
        program = problem.prompt + completion + "\n\n" + problem.tests + test
        file.write_text(program, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "test_it.py"]
        ran = subprocess.run(command, capture_output=True, cwd=folder)
        return ran.returncode == 0
