"""Faults of known kinds, planted in a program: one edit of one line, that makes at least one test fail.

Left out: faults that make a loop run for ever, and faults that no test can see because the function does the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.programs import Program, passes

# Kind of fault: what is looked for in a line, and what takes its place.
EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "comparison flipped": (
        (r" > ", " < "),
        (r" < ", " > "),
        (r" >= ", " <= "),
        (r" <= (?!\w+ <= )", " >= "),
        (r" == ", " != "),
        (r" != ", " == "),
        (r" not in ", " in "),
        (r"(?<=if )(\w+) in ", r"\1 not in "),
    ),
    "off by one": (
        (r" > ", " >= "),
        (r" < ", " <= "),
        (r" >= ", " > "),
        (r" <= ", " < "),
        (r"range\(1, ", "range(2, "),
        (r"range\(i \+ 1, ", "range(i, "),
        (r"range\(len\((\w+)\)\)", r"range(1, len(\1))"),
        (r"range\(len\((\w+)\) - 1\)", r"range(len(\1))"),
        (r" - days \+ 1\)", " - days)"),
        (r"\[-1\]", "[-2]"),
        (r"\[-2\]", "[-1]"),
        (r"\[:-1\]", "[:-2]"),
        (r"\[0\]", "[1]"),
        (r"\[:(count|width|steps)\]", r"[: \1 - 1]"),
        (r"- count\) :\]", "- count + 1) :]"),
    ),
    "wrong operator": (
        (r" \+ ", " - "),
        (r" - ", " + "),
        (r" \* ", " + "),
        (r" // ", " * "),
        (r" % (?=\w+ ==)", " // "),
        (r" \+= ", " -= "),
        (r" \+= ", " = "),
        (r" -= ", " += "),
        (r"(?<=\w) and (?=\w)", " or "),
        (r" or ", " and "),
    ),
    "wrong start": ((r" = 0$", " = 1"), (r' = ""$', ' = " "'), (r" = -1$", " = 0"), (r", 0\) ", ", 1) ")),
    "wrong function": (
        (r"\bmax\(", "min("),
        (r"\bmin\(", "max("),
        (r", reverse=True", ""),
        (r"\bsorted\((\w+)\)", r"list(\1)"),
        (r"\.upper\(\)", ".lower()"),
        (r"\bsum\(", "max("),
        (r"\babs\((.+)\)", r"(\1)"),
    ),
    "mutated argument": (
        (r"= dict\((\w+)\)", r"= \1"),
        (r"return sorted\((\w+)(.*?)\)\[", r"\1.sort(\2)\n    return \1["),
    ),
    "missing return": ((r"return (?!-?\d|False|True|\[\]$)(.+)$", r"\1"),),
    "wrong indentation": (
        (r"^    return", "        return"),
        (r"^(        )    (?=\w)", r"\1"),
        (r"^    (    )(?=\w)", r"\1"),
    ),
    "wrong result": (
        (r"return -1$", "return 0"),
        (r"return 0$", "return -1"),
        (r"return True", "return False"),
        (r"return False", "return True"),
    ),
}
_NAME = re.compile(r"(?<![\w.\"'])[a-z_]\w*(?!\w|\(|\.append|\[\w+\]\.append|=| \+=)")


@dataclass(frozen=True, slots=True)
class Broken:
    """A program with a fault: the code, the line (from 1) where it differs first, and the kind of fault."""

    program: Program
    code: str
    line: int
    fault: str


def broken(program: Program, chance: Chance) -> Broken:
    """Return the program with one fault; each kind that fits is about as likely as the others.

    The candidates are run with `exec` in a fresh namespace, on our own generated code only.

    Raises:
        ValueError: if no fault makes a test fail, so that the tests are too weak.
    """
    kinds: dict[str, list[Broken]] = {}
    for one in faults(program):
        kinds.setdefault(one.fault, []).append(one)
    for kind in chance.shuffled(tuple(kinds)):
        for one in chance.shuffled(kinds[kind]):
            if not passes(one.code, program.name, program.tests):
                return one
    raise ValueError(f"the tests of a program must fail for a fault, got {program.name} where none of them does.")


def faults(program: Program) -> Iterator[Broken]:
    """Yield the program with each fault that can be planted in it and that is still Python; not all break a test."""
    lines = program.code.splitlines()
    seen = {program.code}
    for at in range(1, len(lines)):
        for kind, line in _edits(lines, at):
            code = "\n".join([*lines[:at], *line, *lines[at + 1 :]]) + "\n"
            if code not in seen and _is_python(code):
                seen.add(code)
                yield Broken(program, code, at + 1, kind)
    for at, end in _branches(lines):
        code = "\n".join([*lines[:at], *lines[end:]]) + "\n"
        if code not in seen and _is_python(code):
            seen.add(code)
            yield Broken(program, code, at + 1, "missing branch")


def _edits(lines: list[str], at: int) -> Iterator[tuple[str, list[str]]]:
    line = lines[at]
    for kind, edits in EDITS.items():
        for old, new in edits:
            for found in re.finditer(old, line):
                edited = line[: found.start()] + found.expand(new) + line[found.end() :]
                yield kind, edited.replace(".sort(, ", ".sort(").split("\n")
    known = sorted(set(_variables(lines)))
    for found in _NAME.finditer(line):
        if found[0] in known and not line.lstrip().startswith("for "):
            for other in known:
                if other != found[0]:
                    yield "wrong variable", [line[: found.start()] + other + line[found.end() :]]


def _variables(lines: list[str]) -> Iterator[str]:
    """Yield the parameters and the names that the function binds."""
    yield from re.findall(r"(\w+): ", lines[0])
    for line in lines[1:]:
        if bound := re.match(r"\s*(?:for )?([a-z_]\w*(?:, \w+)*) (?:=|in|\+=) ", line):
            yield from (name for name in bound[1].split(", ") if name != "_")


def _branches(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where each branch of a condition begins and ends."""
    for at, line in enumerate(lines):
        if line.lstrip().startswith(("if ", "elif ", "else:")):
            depth = len(line) - len(line.lstrip())
            end = at + 1
            while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > depth:
                end += 1
            yield at, end


def _is_python(code: str) -> bool:
    try:
        compile(code, "fault", "exec")
    except SyntaxError:
        return False
    return True
