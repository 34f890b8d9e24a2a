"""Small programs of the town's book-keeping: a specification in words, a function, and tests that pin it down.

Six in ten are pipelines: a filter, a change and an aggregate are combined, so that new combinations can be asked
for; the others are families of their own. The same seed gives the same code in both languages.

How hard: level 1 is one condition or one call, level 2 a loop with two things to get right, level 3 needs nested
steps. The tests hold empty lists, single items, ties, and values on and beside each limit: less than one
in 200 of the faults that `program_faults` can plant changes what the function returns and yet passes the tests.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache
from typing import Any

from course_lib.corpora.records import CodeProblem
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.program_families import INTS, TABLE, Family, named
from course_lib.corpora.town.genres.program_families_names import NAME_FAMILIES
from course_lib.corpora.town.genres.program_families_numbers import NUMBER_FAMILIES
from course_lib.corpora.town.genres.program_families_tables import TABLE_FAMILIES
from course_lib.corpora.town.genres.program_inputs import cases
from course_lib.corpora.town.genres.program_pipelines import WIDTH, pipeline
from course_lib.corpora.town.lexicon import FOODS, JOBS, SHOPS, STREETS, THINGS, Language
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import fill, phrases

FAMILIES = {family.name: family for family in (*NUMBER_FAMILIES, *NAME_FAMILIES, *TABLE_FAMILIES)}
TYPES = {
    "ints": INTS,
    "some_ints": INTS,
    "sorted_ints": INTS,
    "names": "list[str]",
    "some_names": "list[str]",
    "pairs": "list[tuple[str, int]]",
    "table": TABLE,
    "name": "str",
    "key": "str",
    "letter": "str",
    "time": "str",
}
VALUES = {  # what the lists of a theme hold
    "shop": tuple(shop.name.en for shop in SHOPS),
    "street": tuple(street.en for street in STREETS),
    "dish": tuple(food.name.en for food in FOODS),
    "thing": tuple(thing.name.en for thing in THINGS),
    "job": tuple(job.name.en for job in JOBS),
}


@dataclass(frozen=True)
class Theme:
    """The names that the code uses, and what the items are called in words."""

    names: dict[str, str]  # ITEMS, ITEM, KEY, VALUE
    words: dict[str, str]  # items, item, key, value


@dataclass(frozen=True)
class Program:
    """A problem: `signature` is the line with def, `solution` the indented body, `tests` defines check(candidate)."""

    name: str
    specification: str
    signature: str
    solution: str
    tests: str
    level: int
    family: str
    language: Language
    combination: str  # filter and aggregate of a pipeline, family and theme of others
    examples: tuple[tuple[str, str], ...]  # a call and its result
    kinds: tuple[str, ...]  # of its arguments, as `program_inputs` draws them

    @property
    def prompt(self) -> str:
        """The signature and a docstring with the specification and examples."""
        text = textwrap.fill(self.specification, 80) if self.language == "en" else self.specification
        shown = [f">>> {call}\n{result}" for call, result in self.examples]
        lines = textwrap.indent("\n".join([text, "", *shown]), "    ").replace("    \n", "\n").lstrip()
        return f'{self.signature}\n    """{lines}\n    """\n'

    @property
    def code(self) -> str:
        """The function without its docstring."""
        return f"{self.signature}\n{self.solution}"

    def problem(self) -> CodeProblem:
        """Return the problem as a record, as tasks of code generation use it."""
        return CodeProblem(self.name, self.prompt, self.solution, self.name, self.tests)


def program(town: Town, language: Language, chance: Chance) -> Program:
    """Return one program."""
    weights = [3 if one.theme else 1 for one in FAMILIES.values()]
    made = pipeline(chance) if chance.happens(0.6) else chance.weighted(tuple(FAMILIES.values()), weights)
    number = chance.between(2, 9)
    place = chance.below(len(phrases("programs", "en")[f"theme {made.theme}"])) if made.theme else 0
    theme = themes(made.theme, language)[place] if made.theme else Theme({}, {})
    names = theme.names | {"N": str(number), "FIVE": str(5 * number)}
    body = named(made.code, names)
    inputs = tuple((named(one, names), kind) for one, kind in made.inputs)
    entry = named(made.name if made.parts else f"{made.name}_ITEMS" if made.theme else made.name, names)
    typed = ", ".join(f"{one}: {TYPES.get(kind, 'int')}" for one, kind in inputs)
    signature = f"def {entry}({typed}) -> {made.returns}:"
    if len(signature) > WIDTH:
        entry = named(f"{made.parts[2]}_ITEMS", names) if made.parts else made.name
        signature = f"def {entry}({typed}) -> {made.returns}:"
    solution = textwrap.indent(body, "    ") + "\n"
    people = tuple(person.name.en for person in town.people)
    subject = theme.names.get("KEY", theme.names.get("ITEM", ""))
    rows = cases(tuple(kind for _, kind in inputs), VALUES.get(subject, people), chance)
    function = run(f"{signature}\n{solution}", entry)
    results = [(repr(row)[1:-1].rstrip(","), repr(function(*row))) for row in rows]
    return Program(
        entry,
        _specification(made, theme, number, language, Chance("words", chance.below(2**32))),
        signature,
        solution,
        _tests(results, rows),
        made.level,
        made.parts[2] if made.parts else made.name,
        language,
        f"{made.parts[0]}|{made.parts[2]}" if made.parts else f"{made.name}|{theme.names.get('ITEMS', number)}",
        tuple((f"{entry}({call})", result) for call, result in results[:2]),
        tuple(kind for _, kind in inputs),
    )


def run(code: str, name: str) -> Any:
    """Return the function that the code defines, made with `exec` in a fresh namespace: for our own code only."""
    namespace: dict[str, Any] = {}
    exec(code, namespace)
    return namespace[name]


def passes(code: str, name: str, tests: str) -> bool:
    """Whether the function that the code defines passes; runs both with `exec`, so for our own code only."""
    try:
        run(tests, "check")(run(code, name))
    except Exception:
        return False
    return True


@cache
def themes(section: str, language: Language) -> tuple[Theme, ...]:
    """Return the themes of a section of the phrase banks: "prices price: prices | price"."""
    found = []
    for line in phrases("programs", language)[f"theme {section}"]:
        names, words = (part.strip() for part in line.split(":"))
        keys = ("ITEMS", "ITEM") if section in ("ints", "names") else ("ITEMS", "KEY", "VALUE")
        values = dict(zip((key.lower() for key in keys), words.split(" | "), strict=True))
        found.append(Theme(dict(zip(keys, names.split(), strict=True)), values))
    return tuple(found)


def _specification(made: Family, theme: Theme, number: int, language: Language, words: Chance) -> str:
    bank = phrases("programs", language)
    slots = theme.words | {f"{name.lower()}_code": code for name, code in theme.names.items()}
    slots |= {"n": str(number), "five": str(5 * number)}
    if not made.parts:
        return _said(words.pick(bank[made.name]), slots)
    which, change, aggregate = made.parts
    slots["which"] = _said(words.pick(bank[f"filter {which}"]), slots) if which != "all" else ""
    slots["made"] = _said(words.pick(bank[f"change {change}"]), slots) if change != "same" else ""
    slots["all"] = {"en": "all the", "zh": "所有"}[language] if which == "all" else {"en": "the", "zh": ""}[language]
    if language == "en" and which != "all":
        slots["which"] = " " + slots["which"]
    return _said(words.pick(bank[f"aggregate {aggregate}"]), slots)


def _said(template: str, slots: dict[str, str]) -> str:
    return fill(template, **slots).text


def _tests(results: list[tuple[str, str]], rows: list[tuple[Any, ...]]) -> str:
    """Return the code of check(candidate): each call and its result, and that no argument was changed."""
    lines = [f"    assert candidate({call}) == {result}" for call, result in results]
    if any(isinstance(value, list | dict) for value in rows[0]):
        lines += [f"    arguments = [{results[0][0]}]", "    candidate(*arguments)"]
        lines.append(f"    assert arguments == [{results[0][0]}]")
    return "def check(candidate):\n" + "\n".join(lines) + "\n"
