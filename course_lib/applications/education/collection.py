"""Essays to score and their sentences: drawn from the town's pupils, each with its faults, its scores and two raters.

Tested by tests/applications/education/test_collection.py.
Left out: essays in Chinese, whose faults are of other kinds.
"""

import re
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from course_lib.corpora.records import GradedAnswer
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.essays import Essay, essay
from course_lib.corpora.town.genres.rubric import corrected
from course_lib.corpora.town.people import Town

SENTENCE = re.compile(r".+?[.!?][\"”]?(?=\s+[A-Z\"“]|\s*$)", re.DOTALL)


class Piece(NamedTuple):
    """A sentence of a text, and where it stands."""

    start: int
    end: int
    text: str


def draw_essays(n: int, seed: int = 0) -> list[Essay]:
    """Return n different essays in English; the same seed gives the same ones.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be positive, got {n}.")
    town, found = Town(), dict[str, Essay]()
    for number in count():
        one = essay(town, "en", Chance("education", seed, number))
        found.setdefault(one.text, one)
        if len(found) == n:
            break
    return [*found.values()]


def pieces(text: str) -> list[Piece]:
    """Return the sentences of a text, each with its place.

    >>> [one.text for one in pieces('It rained. "Go!" he said. We went.')]
    ['It rained.', '"Go!" he said.', 'We went.']
    """
    found = []
    for match in SENTENCE.finditer(text):
        inside = match[0].strip()
        start = match.start() + match[0].index(inside)
        found.append(Piece(start, start + len(inside), inside))
    return found


def mended(one: Essay) -> str:
    """Return an essay with its words put right, and all else, what is missing or off the topic, as it was."""
    faults = tuple(fault for fault in one.faults if fault.criterion in ("language", "spelling"))
    return corrected(one.text, faults, gap=1)


def totals(essays: Sequence[Essay]) -> list[int]:
    """Return the rubric's points of each essay, 4 to 20."""
    return [one.total for one in essays]


def except_prompt(essays: Sequence[Essay], prompt: str) -> tuple[list[Essay], list[Essay]]:
    """Return the essays on all other prompts, and those on this one: nothing of it has been seen.

    Raises:
        ValueError: if no essay has that prompt, or all have.
    """
    others = [one for one in essays if one.prompt != prompt]
    here = [one for one in essays if one.prompt == prompt]
    if not others or not here:
        must = "there must be essays on this prompt and on others"
        raise ValueError(f"{must}, got {len(here)} and {len(others)}.")
    return others, here


def as_records(essays: Sequence[Essay]) -> list[GradedAnswer]:
    """Return essays as the records of `load("town/essays")`: prompt, text and points alone."""
    return [GradedAnswer(one.prompt, (), one.text, one.total) for one in essays]
