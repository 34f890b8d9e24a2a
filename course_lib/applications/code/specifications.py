"""From a specification in words to a function: the town's programs as a task, without the hints in their names.

The town calls a function `total_prices_above_half`, which is its specification once more. Here it is called `answer`.
The model reads signature and specification; the two examples of the docstring are left to the tests.
Without name and examples many of the town's specifications are the same text: about half of those held out stand
among the training ones. `problems` leaves these out of the other splits; `read_before` counts them.
Tested by tests/applications/code/test_specifications.py.
"""

import re
from collections.abc import Sequence
from functools import cache

import torch
from torch import nn

from course_lib.applications.code.generate import complete
from course_lib.corpora.dataset import Dataset
from course_lib.corpora.records import CodeProblem
from course_lib.corpora.town.genres.programs import Program
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.tokenizers.tokenizer import Tokenizer

NAME = "answer"
SIZE = 8000  # specifications of all splits together, before repetitions are left out


def anonymous(problem: CodeProblem) -> CodeProblem:
    """Return the problem with its function called `answer`, and without the examples in its docstring."""
    word = re.compile(rf"\b{problem.entry_point}\b")
    head, _, _ = problem.prompt.partition("\n\n    >>> ")
    prompt = re.sub(r"\s*(?:\"\"\"\s*)?$", '"""\n', head)
    return CodeProblem(problem.name, word.sub(NAME, prompt), word.sub(NAME, problem.solution), NAME, problem.tests)


@cache
def problems(split: str = "test", size: int = SIZE, seed: int = 0) -> tuple[CodeProblem, ...]:
    """Return the town's specifications of a split, anonymous. Only "train" holds one twice, or one of "train".

    Args:
        split: "train", "dev", "test"; or "composed", whose pairs of filter and aggregate (or of family and theme)
            the training ones do not have.
        size: of all splits together. A model must be tested with the size that it was trained with.
        seed: another one, other programs.
    """
    some = [anonymous(one) for one in _programs(size, seed)[split]]
    if split == "train":
        return tuple(some)
    known = {one.prompt for one in problems("train", size, seed)}
    return tuple({one.prompt: one for one in some if one.prompt not in known}.values())


def read_before(split: str = "test", size: int = SIZE, seed: int = 0) -> float:
    """Return the share of a split, as the town drew it, whose anonymous prompt is a training one, letter for letter."""
    known = {one.prompt for one in problems("train", size, seed)}
    drawn = [anonymous(one).prompt for one in _programs(size, seed)[split]]
    return sum(one in known for one in drawn) / len(drawn)


@cache
def _programs(size: int, seed: int) -> Dataset[CodeProblem]:
    return town_task("programs", size=size, seed=seed)


def as_program(problem: CodeProblem) -> Program:
    """Return a problem in the form in which `program_faults.broken` plants a fault in it."""
    signature, _, docstring = problem.prompt.partition("\n")
    words = " ".join(docstring.replace('"""', "").split())
    given = (problem.entry_point, words, signature, problem.solution, problem.tests)
    return Program(*given, level=0, family="", language="en", combination="", examples=(), kinds=())


def written(problem: CodeProblem) -> tuple[str, str]:
    """Return what a model reads and what it is to write: the answer begins with the end of the prompt's last line."""
    return problem.prompt.rstrip("\n"), "\n" + problem.solution.rstrip("\n")


def attempts(
    model: nn.Module,
    tokenizer: Tokenizer,
    some: Sequence[CodeProblem],
    n: int,
    seed: int = 0,
    temperature: float = 0.2,
    max_new_tokens: int = 100,
) -> list[list[str]]:
    """Return n completions for each problem, drawn with a seed of its own.

    Args:
        model, tokenizer: a causal model of code.
        some: the problems.
        n: completions each.
        seed: of the draws.
        temperature: as for `sample`; low ones stay close to the likeliest text.
        max_new_tokens: for each completion.
    """
    found = []
    for number, one in enumerate(some):
        chance = torch.Generator().manual_seed(1000 * seed + number)
        given = (model, tokenizer, one.prompt, n, chance, max_new_tokens)
        found.append(complete(*given, temperature=temperature))
    return found
