"""What is said with other words in it: phrase banks, and templates that remember where each slot went.

A phrase bank is a text file in `phrases/`, one a genre and language, `reviews.en.txt`: sections `[name]`, one template
a line, `#` before a comment. A template has slots in braces: `I bought {thing} in {shop}.`
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.lexicon import Language


@cache
def phrases(bank: str, language: Language) -> dict[str, tuple[str, ...]]:
    """Return the sections of a phrase bank: name to templates.

    Raises:
        ValueError: if a line stands before the first section, or a section is there twice or empty.
    """
    name = f"{bank}.{language}.txt"
    text = files("course_lib.corpora.town").joinpath("phrases", name).read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    current = None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if heading := re.fullmatch(r"\[(.+)\]", line):
            current = heading[1]
            if current in sections:
                raise ValueError(f"{name}, line {number}: the section [{current}] is there already.")
            sections[current] = []
        elif line and not line.startswith("#"):
            if current is None:
                raise ValueError(f"{name}, line {number}: a phrase must stand in a section; begin with [name].")
            sections[current].append(line)
    empty = [section for section, lines in sections.items() if not lines]
    if empty:
        raise ValueError(f"{name}: the section [{empty[0]}] has no phrase.")
    return {section: tuple(lines) for section, lines in sections.items()}


@dataclass(frozen=True, slots=True)
class Filled:
    """A text and where its slots went: `label` of a span is the slot's name."""

    text: str
    spans: tuple[Span, ...] = ()


@cache
def _parts(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((before, slot) for before, slot, _, _ in Formatter().parse(template))


def fill(template: str, **slots: str | int | Filled) -> Filled:
    """Return the template with its slots filled; a slot filled with a `Filled` brings its own spans instead.

    Raises:
        ValueError: if the template has a slot that is not given; the message names it and those that are.

    >>> fill("{who} lost {what}.", who="Anna", what="a key").spans
    (Span(start=0, end=4, label='who'), Span(start=10, end=15, label='what'))
    """
    text = ""
    spans: list[Span] = []
    for before, slot in _parts(template):
        text += before
        if slot is None:
            continue
        if slot not in slots:
            raise ValueError(f"{template!r} needs {slot!r}; given were {', '.join(slots) or 'none'}.")
        value = slots[slot]
        start = len(text)
        if isinstance(value, Filled):
            spans += (Span(start + span.start, start + span.end, span.label) for span in value.spans)
            text += value.text
        else:
            text += str(value)
            spans.append(Span(start, len(text), slot))
    return Filled(text, tuple(spans))


def join(parts: list[Filled], between: str) -> Filled:
    """Return the parts one after the other, their spans moved along: a space between English sentences, "" in Chinese.

    >>> join([Filled("Hi Anna.", (Span(3, 7, "name"),)), Filled("Bye Ben.", (Span(4, 7, "name"),))], " ").spans[1]
    Span(start=13, end=16, label='name')
    """
    spans: list[Span] = []
    offset = 0
    for part in parts:
        spans += (Span(offset + span.start, offset + span.end, span.label) for span in part.spans)
        offset += len(part.text) + len(between)
    return Filled(between.join(part.text for part in parts), tuple(spans))


def with_article(noun: str) -> str:
    """Return an English noun with "a" or "an".

    >>> with_article("old umbrella"), with_article("key"), with_article("uniform")
    ('an old umbrella', 'a key', 'a uniform')
    """
    vowel = noun[0].lower() in "aeiou" and not re.match(r"uni|use|eu|one", noun, re.IGNORECASE)
    return f"{'an' if vowel else 'a'} {noun}"


def capitalised(text: str) -> str:
    """Return the text with its first letter large; the rest stays.

    >>> capitalised("the baker saw Anna.")
    'The baker saw Anna.'
    """
    return text[:1].upper() + text[1:]
