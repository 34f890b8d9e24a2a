"""Exercises whose answer is not a function written from a stub: find the bug, order the lines, predict the value."""

import inspect
import linecache
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, ClassVar

import torch

from course_lib.exercises.exercise import Case, Exercise


@dataclass(eq=False, kw_only=True)
class FindTheBug(Exercise):
    """Mend a listing; the known mistakes are its bugs, left in."""

    listing: str
    kind: ClassVar[str] = "bug"

    def stub(self) -> str:
        return self.listing.strip()


@dataclass(eq=False, kw_only=True)
class OrderTheLines(Exercise):
    """Put the shuffled lines of a function in order; the answer is their letters, such as "CADB".

    The lines are run in the answer's order, so that each order that computes the right thing is right. Some lines
    may be wrong ones, to be left out.

    Args:
        signature: the function's first line.
        lines: its body, shuffled; the first is called A.
    """

    signature: str
    lines: Sequence[str]
    kind: ClassVar[str] = "order"

    def answer_name(self) -> str:
        return "order"

    def refusal(self, answer: Any) -> str | None:
        if not isinstance(answer, str | list | tuple) or not self._letters(answer):
            return f'Pass the letters of the lines in their order, such as check("{self.id}", "BAC").'
        letters, known = self._letters(answer), ascii_uppercase[: len(self.lines)]
        if unknown := sorted(set(letters) - set(known)):
            return f"There is no line {unknown[0]}: the lines are {known[0]} to {known[-1]}."
        if twice := [letter for letter in known if letters.count(letter) > 1]:
            return f"Line {twice[0]} stands in your order twice."
        if len(letters) > (enough := len(self._letters(self.answer))):
            return f"Your order has {len(letters)} lines; {enough} are enough."
        return None

    def run(self, answer: Any, case: Case) -> Any:
        source, filename = self._program(answer), f"<{self.id}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)  # for tracebacks
        names: dict[str, Any] = {"torch": torch}
        exec(compile(source, filename, "exec"), names)
        return names[self.signature.removeprefix("def ").split("(")[0]](**case)

    def stub(self) -> str:
        lettered = [f"# {letter}  {line}" for letter, line in zip(ascii_uppercase, self.lines, strict=False)]
        return "\n".join([f"# {self.signature}", *lettered, "order = ..."])

    def solution_source(self) -> str:
        return f'order = "{self.answer}"\n\n\n{self._program(self.answer)}'

    def _program(self, answer: Any) -> str:
        body = [self.lines[ascii_uppercase.index(letter)] for letter in self._letters(answer)]
        return "\n".join([self.signature, *(f"    {line}" for line in body)])

    @staticmethod
    def _letters(answer: Any) -> str:
        return "".join(letter for letter in "".join(map(str, answer)).upper() if letter.isalnum())


@dataclass(eq=False, kw_only=True)
class PredictTheValue(Exercise):
    """Work a value out before running anything. Solution and mistakes are functions without arguments."""

    kind: ClassVar[str] = "predict"
    result: ClassVar[str] = "your value"
    shows_expected: ClassVar[bool] = False

    def refusal(self, answer: Any) -> str | None:
        return None

    def run(self, answer: Any, case: Case) -> Any:
        return answer() if callable(answer) else answer

    def stub(self) -> str:
        question = inspect.getdoc(self.answer) or ""
        return "\n".join([*(f"# {line}".rstrip() for line in question.splitlines()), f"{self.answer_name()} = ..."])
