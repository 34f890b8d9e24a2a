"""What share of some texts is Python?"""

import ast

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "code.parsing_share",
    title="The share that parses",
    chapter="24",
    level=1,
    minutes=8,
    hints=[
        "What does ast.parse do with a text that is no Python?",
        "It raises SyntaxError. Try each text by itself, and count those that raise nothing.",
        "Inside a loop: try: ast.parse(prompt + text); good += 1; except SyntaxError: pass.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    good = ["    return n\n", "    return undefined(n)\n", "    return 1 / 0\n", "    raise ValueError(n)\n"]
    bad = ["    return (n\n", "return n\n", "    return n +\n", "    if n\n        return 1\n", "    retrun n m\n"]
    some = [good[i] for i in torch.randperm(4, generator=rng)[:3]] + [good[0]]
    rest = [bad[i] for i in torch.randperm(5, generator=rng)[:2]] + ["return n\n"]
    order = torch.randperm(7, generator=rng).tolist()
    mixed = [[*some, *rest][i] for i in order]
    prompt = "def f(n):\n"
    return [
        {"prompt": prompt, "completions": [rest[0], some[0], *mixed]},
        {"prompt": prompt, "completions": [*rest, some[1], some[2]]},
    ]


@exercise.solution
def my_parsing_share(prompt: str, completions: list[str]) -> float:
    """Return the share of completions with which the prompt is Python to ast.parse."""
    good = 0
    for one in completions:
        try:
            ast.parse(prompt + one)
        except SyntaxError:
            continue
        good += 1
    return good / len(completions)


@exercise.also_right
def by_compile(prompt: str, completions: list[str]) -> float:
    def reads(text: str) -> bool:
        try:
            compile(text, "text", "exec")
        except SyntaxError:
            return False
        return True

    return sum(reads(prompt + one) for one in completions) / len(completions)


@exercise.also_right
def by_counting_errors(prompt: str, completions: list[str]) -> float:
    bad = 0
    for one in completions:
        try:
            ast.parse(prompt + one)
        except (SyntaxError, ValueError):
            bad += 1
    return 1 - bad / len(completions)


@exercise.mistake("The completions are parsed without the prompt: an indented body alone is no program.")
def without_prompt(prompt: str, completions: list[str]) -> float:
    return my_parsing_share("", completions)


@exercise.mistake("One try around the whole loop: the first text that does not parse ends the count.")
def one_try(prompt: str, completions: list[str]) -> float:
    good = 0
    try:
        for one in completions:
            ast.parse(prompt + one)
            good += 1
    except SyntaxError:
        pass
    return good / len(completions)


@exercise.mistake("The texts are run, and what raises an error then is counted out: parsing asks only for the form.")
def runs_them(prompt: str, completions: list[str]) -> float:
    good = 0
    for one in completions:
        names: dict[str, object] = {}
        try:
            exec(prompt + one, names)
            names["f"](3)  # type: ignore[operator]
        except Exception:
            continue
        good += 1
    return good / len(completions)


@exercise.mistake("This is the number that parse, not their share.")
def a_count(prompt: str, completions: list[str]) -> float:
    return my_parsing_share(prompt, completions) * len(completions)


@exercise.mistake("This is the share that does not parse.")
def turned(prompt: str, completions: list[str]) -> float:
    return 1 - my_parsing_share(prompt, completions)


@exercise.mistake("Equal completions are counted once; a share is of all that were drawn.")
def different_ones(prompt: str, completions: list[str]) -> float:
    return my_parsing_share(prompt, sorted(set(completions)))


@exercise.property("A share lies between 0 and 1.")
def is_a_share(answer: float, case: Case) -> bool:
    return 0 <= answer <= 1
