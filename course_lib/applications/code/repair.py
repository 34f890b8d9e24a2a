"""Repair of a broken program: try small edits, and let its tests say which one helps.

    search     all programs that are one small edit away, in some order
    order      as they come, or the suspicious lines first: those that failing tests run and passing tests don't
    judge      the tests, in the sandbox

Source of the suspicion (Ochiai's coefficient): Abreu, Zoeteweij and van Gemund (2007), On the accuracy of
spectrum-based fault localization, https://doi.org/10.1109/TAIC.PART.2007.13.
The edits here are written for Python at large, from its grammar; they are not the reverse of the town's faults.
Tested by tests/applications/code/test_repair.py.
Left out: two edits at once; edits that take code from elsewhere in the program.
"""

import ast
import copy
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from course_lib.applications.code.harness import LIMITS, try_many
from course_lib.applications.code.sandbox import run

COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
FUNCTIONS = ("max", "min", "sum", "len", "abs", "sorted", "list")


@dataclass(frozen=True)
class Edit:
    """A program one edit away.

    Args:
        code: the whole program after the edit.
        line: of the program as it was, from 1.
        what: was done, in words.
    """

    code: str
    line: int
    what: str


def tidy(code: str) -> str:
    """Return the program as `ast.unparse` writes it, which is how edits are written.

    Raises:
        SyntaxError: if it is not Python.
    """
    return ast.unparse(ast.parse(code)) + "\n"


def edits(code: str) -> list[Edit]:
    """Return each program that is one small edit away from a tidy one, from its first line to its last.

    Comparisons and operators are exchanged, whole numbers moved by one, names and functions replaced by others of the
    program, `and` by `or`, True by False, an expression becomes the result, a statement moves a level out or in.
    """
    code, found = tidy(code), dict[str, Edit]()
    tree = ast.parse(code)
    names = sorted({one.id for one in ast.walk(tree) if isinstance(one, ast.Name)} - set(FUNCTIONS))
    names += sorted({one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)} - set(names))
    for place, node in enumerate(ast.walk(tree)):
        for new, what in replacements(node, names):
            other = copy.deepcopy(tree)
            spot = list(ast.walk(other))[place]
            spot.__class__, spot.__dict__ = new.__class__, new.__dict__
            _keep(found, code, other, getattr(node, "lineno", 1), what)
    for other, line, what in moved(tree):
        _keep(found, code, other, line, what)
    return sorted(found.values(), key=lambda one: one.line)


def _keep(found: dict[str, Edit], code: str, tree: ast.Module, line: int, what: str) -> None:
    new = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    if new != code:
        found.setdefault(new, Edit(new, line, what))


def replacements(node: ast.AST, names: Sequence[str]) -> Iterator[tuple[ast.AST, str]]:
    """Yield what may stand in a node's place, and what that does."""
    old = dict(ast.iter_fields(node))
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            choices = COMPARISONS if isinstance(op, COMPARISONS) else (ast.In, ast.NotIn)
            for kind in choices:
                if not isinstance(op, kind):
                    ops = [*node.ops[:i], kind(), *node.ops[i + 1 :]]
                    yield ast.Compare(**old | {"ops": ops}), "another comparison"
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        for operator in OPERATORS:
            if not isinstance(node.op, operator):
                yield type(node)(**old | {"op": operator()}), "another operator"
        if isinstance(node, ast.AugAssign):
            yield ast.Assign([node.target], node.value), "a plain assignment"
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        yield ast.AugAssign(node.targets[0], ast.Add(), node.value), "an addition"
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value), "the other truth value"
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        for step in (-1, 1):
            yield ast.Constant(node.value + step), "a number moved by one"
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for name in FUNCTIONS if node.id in FUNCTIONS else names:
            if name != node.id:
                yield ast.Name(name, ast.Load()), "another name"
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values), "and for or"
    elif isinstance(node, ast.Expr):
        yield ast.Return(node.value), "a result returned"


def moved(tree: ast.Module) -> Iterator[tuple[ast.Module, int, str]]:
    """Yield the program with one statement moved out of its block, or into the block before it."""
    for place, node in enumerate(ast.walk(tree)):
        found = getattr(node, "body", None)
        body: list[ast.stmt] = found if isinstance(found, list) else []
        for i in range(len(body)):
            inner = body[i]
            if isinstance(inner, ast.If | ast.For | ast.While) and len(inner.body) > 1:
                other = copy.deepcopy(tree)
                block = list(ast.walk(other))[place].body  # type: ignore[attr-defined]
                block.insert(i + 1, block[i].body.pop())
                yield other, inner.body[-1].lineno, "moved out of the block"
            if i and isinstance(body[i - 1], ast.If | ast.For | ast.While) and not isinstance(inner, ast.FunctionDef):
                other = copy.deepcopy(tree)
                block = list(ast.walk(other))[place].body  # type: ignore[attr-defined]
                block[i - 1].body.append(block.pop(i))
                if block:
                    yield other, inner.lineno, "moved into the block"


TRACE = """
import json, sys

def run_one(code, name, test):
    names, lines = {}, set()
    def trace(frame, event, argument):
        if frame.f_code.co_filename != "<candidate>":
            return None
        if event == "line":
            lines.add(frame.f_lineno)
            if len(steps) > 20000:
                raise TimeoutError
            steps.append(0)
        return trace
    steps = []
    exec(compile(code, "<candidate>", "exec"), names)
    names["candidate"] = names[name]
    sys.settrace(trace)
    try:
        exec(test, names)
        passed = True
    except Exception:
        passed = False
    finally:
        sys.settrace(None)
    return passed, sorted(lines)

print("\\n" + json.dumps([run_one(CODE, NAME, test) for test in json.loads(CASES)]))
"""


def single_tests(tests: str) -> list[str]:
    """Return the assertions of `check`, one by one."""
    function = ast.parse(tests).body[0]
    assert isinstance(function, ast.FunctionDef)
    return [ast.unparse(one) for one in function.body if isinstance(one, ast.Assert) and _calls(one)]


def _calls(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "candidate" for one in ast.walk(node))


def coverage(code: str, name: str, tests: str) -> list[tuple[bool, list[int]]]:
    """Return for each assertion whether it passes, and which lines of the program it runs."""
    cases = json.dumps(single_tests(tests))
    head = f"CODE = {code!r}\nNAME = {name!r}\nCASES = {cases!r}\n"
    ran = run(head + TRACE, LIMITS)
    return [(passed, lines) for passed, lines in json.loads(ran.output.splitlines()[-1])] if ran.output else []


def suspicion(found: Sequence[tuple[bool, Sequence[int]]]) -> dict[int, float]:
    """Return how suspicious each line is, by Ochiai: failed(line) / √(failed · (failed(line) + passed(line))).

    Args:
        found: for each test whether it passes, and the lines that it runs.

    >>> suspicion([(False, [1, 2]), (True, [1, 3])])
    {1: 0.7071067811865475, 2: 1.0, 3: 0.0}
    """
    n_failed = sum(not passed for passed, _ in found)
    scores: dict[int, float] = {}
    for line in sorted({line for _, lines in found for line in lines}):
        failed = sum(line in lines for passed, lines in found if not passed)
        passes = sum(line in lines for passed, lines in found if passed)
        scores[line] = failed / sqrt(n_failed * (failed + passes)) if n_failed else 0.0
    return scores


def by_suspicion(some: Sequence[Edit], code: str, name: str, tests: str) -> list[Edit]:
    """Return the edits of the most suspicious lines first; within a line, in the order they came."""
    scores = suspicion(coverage(code, name, tests))
    return sorted(some, key=lambda one: -scores.get(one.line, 0.0))


def tries_needed(some: Sequence[Edit], name: str, tests: str, most: int = 500) -> int | None:
    """Return how many of the edits have to be tried until one passes; None if none of the first `most` does."""
    passed = try_many([one.code for one in some[:most]], name, tests, first=True)
    return passed.index(True) + 1 if True in passed else None


def repaired(some: Sequence[Edit], name: str, tests: str, most: int = 500) -> tuple[Edit | None, int]:
    """Return the first edit that passes, and how many were tried; None, and all of them, if none does."""
    n = tries_needed(some, name, tests, most)
    return (some[n - 1], n) if n else (None, min(len(some), most))


def share_repaired(tries: Sequence[int | None], budget: int) -> float:
    """Return the share of programs that are repaired within so many tries.

    Raises:
        ValueError: if there is no program.

    >>> share_repaired([1, 7, None, 3], budget=5)
    0.5
    """
    if not tries:
        raise ValueError("there must be at least 1 program, got 0.")
    return sum(n is not None and n <= budget for n in tries) / len(tries)
