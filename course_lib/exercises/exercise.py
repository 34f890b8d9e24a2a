"""An exercise: its hints, its solution, and a bank of the mistakes that learners make.

The bank is the oracle. A check compares a learner's outputs with those of the solution and of every known mistake, so
that a mistake, written once, yields both its message and its test. An exercise's file reads from top to bottom:

    exercise = Exercise("topic.name", title=..., chapter=..., level=..., minutes=..., hints=[...])
    @exercise.inputs      draws cases that tell the mistakes apart; each is a dict of keyword arguments
    @exercise.solution    its signature and docstring are the stub that the learner starts from; `my_...` where the
                          library has a function of that name, which the notebook goes on to use
    @exercise.also_right  another way to write it (two or more)
    @exercise.mistake     a known mistake, and what to tell the learner who made it (five or more)
    @exercise.property    what must hold of any right output, for mistakes that nobody foresaw

Solution and mistakes are called with the cases' arguments; a solution uses nothing of its file but the imports, since
learners see it by itself.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar, NamedTuple, TypeVar

import torch

Case = dict[str, Any]
A = TypeVar("A")
F = TypeVar("F", bound=Callable[..., Any])


class Mistake(NamedTuple):
    message: str
    answer: Any


class Property(NamedTuple):
    message: str
    holds: Callable[[Any, Case], Any]


@dataclass(eq=False)
class Exercise:
    """Write a function (or a class, with a `runner` that says how to use it). Other kinds are in kinds.py.

    Args:
        id: "topic.name": where its file lies.
        level: 1 (a line), 2 (a few lines, one idea) or 3 (several ideas together).
        hints: three, each saying more.
        tolerance: how far an output may be from the solution's, besides a ten-thousandth of its size.
        time_limit: seconds that the learner's answer may take for all cases together.
    """

    id: str
    _: KW_ONLY
    title: str
    chapter: str
    level: int
    minutes: int
    hints: Sequence[str]
    tolerance: float = 1e-5
    time_limit: float = 10.0

    kind: ClassVar[str] = "code"
    result: ClassVar[str] = "the output"  # what a message calls that which is compared
    shows_expected: ClassVar[bool] = True  # may a message give away the right value?

    answer: Any = field(init=False, default=None)
    variants: list[Any] = field(init=False, default_factory=list)
    mistakes: list[Mistake] = field(init=False, default_factory=list)
    properties: list[Property] = field(init=False, default_factory=list)
    _draw: Callable[[torch.Generator], list[Case]] | None = field(init=False, default=None)
    _run: Callable[[Any, Case], Any] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z]\w*\.[a-z]\w*", self.id):
            raise ValueError(f'An id is "topic.name" in lower case, got {self.id!r}.')
        if len(self.hints) != 3 or len(set(self.hints)) != 3:
            raise ValueError(f"{self.id} needs three different hints, got {len(set(self.hints))}.")
        if self.level not in (1, 2, 3):
            raise ValueError(f"{self.id}: the level must be 1, 2 or 3, got {self.level}.")
        if not re.fullmatch(r"\d\d", self.chapter):
            raise ValueError(f'{self.id}: the chapter is two digits, such as "06", got {self.chapter!r}.')

    # What an exercise's file says.

    def inputs(self, draw: F) -> F:
        self._draw = draw
        return draw

    def runner(self, run: F) -> F:
        """Set how an answer is used on a case, where that is more than one call."""
        self._run = run
        return run

    def solution(self, answer: A) -> A:
        self.answer = answer
        return answer

    def also_right(self, answer: A) -> A:
        self.variants.append(answer)
        return answer

    def mistake(self, message: str) -> Callable[[A], A]:
        def add(answer: A) -> A:
            self.mistakes.append(Mistake(message, answer))
            return answer

        return add

    def property(self, message: str) -> Callable[[F], F]:
        def add(holds: F) -> F:
            self.properties.append(Property(message, holds))
            return holds

        return add

    # What a check needs.

    def cases(self, seed: int) -> list[Case]:
        return self._draw(torch.Generator().manual_seed(seed)) if self._draw else [{}]

    def run(self, answer: Any, case: Case) -> Any:
        """Call the answer by the names of its arguments or, if the learner has renamed them, by their order."""
        if self._run:
            return self._run(answer, case)
        try:
            inspect.signature(answer).bind(**case)
        except (TypeError, ValueError):  # ValueError: a built-in function whose signature Python cannot see
            return answer(*case.values())
        return answer(**case)

    def refusal(self, answer: Any) -> str | None:
        """Say why an answer cannot be checked at all, if so."""
        if callable(answer):
            return None
        return f"Pass the function itself, not a value of type {type(answer).__name__}: {self.check_call()}"

    def check_call(self) -> str:
        return f'check("{self.id}", {self.answer_name()})'

    # What the notebook and the site show.

    def answer_name(self) -> str:
        return str(self.answer.__name__)

    def stub(self) -> str:
        """Return the cell that the learner starts from: the solution without its body."""
        definition = self._definition()
        function = ast.parse(definition).body[0]
        if not isinstance(function, ast.FunctionDef) or ast.get_docstring(function) is None:
            raise ValueError(f"The solution of {self.id} must be a function with a docstring.")
        head = definition.splitlines()[: function.body[0].end_lineno]
        return self._imports(definition) + "\n".join(head) + "\n    ..."

    def solution_source(self) -> str:
        """Return a cell with the solution."""
        definition = self._definition()
        return self._imports(definition) + definition

    def _definition(self) -> str:
        """Return the solution's source, without its decorator."""
        source = textwrap.dedent(inspect.getsource(self.answer))
        return "\n".join(source.splitlines()[ast.parse(source).body[0].lineno - 1 :])

    def _imports(self, definition: str) -> str:
        """Return the imports of the exercise's file that a definition needs."""
        used = {node.id for node in ast.walk(ast.parse(definition)) if isinstance(node, ast.Name)}
        lines = []
        for node in ast.parse(inspect.getsource(sys.modules[self.answer.__module__])).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                node.names = [name for name in node.names if (name.asname or name.name).split(".")[0] in used]
                lines += [ast.unparse(node)] if node.names else []
        return "\n".join([*lines, "", "", ""]) if lines else ""
