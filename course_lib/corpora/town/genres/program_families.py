"""How a family of small programs is written: its code, with names to be filled in, and what its inputs are.

In the code ITEMS, ITEM, KEY and VALUE stand for names of the theme (prices, price), N for a number that is fixed in
the program, FIVE for five times that. Each line of code is short and uses what every version of Python 3 has; every
loop ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# The kinds of input: ints (a list), edge (a number near one of the list's), small (1 to 4), names, pairs, table, …
INTS, TABLE = "list[int]", "dict[str, int]"


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of problem. `inputs` is parameter to kind; `theme` names the section of themes in the phrase banks."""

    name: str
    level: int
    theme: str  # ints, names, pairs, table, or "" for none
    inputs: tuple[tuple[str, str], ...]
    returns: str
    code: str
    parts: tuple[str, ...] = ()  # of a pipeline: filter, change, aggregate


def family(name: str, level: int, theme: str, inputs: str, returns: str, code: str) -> Family:
    """Return a family; `inputs` is written "ITEMS ints, limit edge"."""
    pairs = tuple((one.split()[0], one.split()[1]) for one in inputs.split(", "))
    return Family(name, level, theme, pairs, returns, code.strip("\n"))


def named(text: str, names: dict[str, str]) -> str:
    """Return the code with the names of the theme in place of the capital words."""
    return re.sub(r"ITEMS|ITEM|KEY|VALUE|FIVE|\bN\b", lambda word: names.get(word[0], word[0]), text)
