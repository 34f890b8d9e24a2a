"""What a rule can find in a note: dates, numbers, addresses, and names that stand on a list.

Three detectors of the same form, `detector(text)` to spans: `by_rules`, a `Gazetteer`, and
`union` of several. A rule knows how a thing is written, a list knows who lives here;
neither reads.
Source of the kinds: 45 CFR 164.514(b)(2), https://www.ecfr.gov/current/title-45/section-164.514.
Tested by tests/applications/medicine_and_law/test_identifiers.py.
Left out: ages in words, addresses without a number, names in Chinese.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.genres.clinic_cases import check_digit
from course_lib.corpora.town.lexicon import JOBS
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

Detector = Callable[[str], list[Span]]

MONTHS = "|".join(name for line in phrases("clinic_notes", "en")["months"] for name in line.split("|"))
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
ROADS = "Street|Road|Lane|Way|Court|Yard|Hill|Gardens|Terrace|Crescent"
KIN = "mother|father|daughter|son|wife|husband|sister|brother|niece|nephew|cousin|grandmother|grandfather|aunt|uncle"
PATTERNS = {  # the first kind that claims a place keeps it
    "EMAIL": r"[\w.]+@[\w.]+\.\w+",
    "ADDRESS": rf"\d{{1,3}} [A-Z][\w']+ (?:{ROADS})\b",
    "PHONE": r"\b0\d{4} ?\d{3} ?\d{3}\b",
    "ID": r"\b\d{3} ?\d{7}\b",
    "DATE": "|".join(
        (
            rf"\b\d{{4}}-{MONTH}-{DAY}\b",
            rf"\b{DAY}[./]{MONTH}[./](?:\d{{4}}|\d{{2}})\b",
            rf"\b{DAY} (?:{MONTHS})\b(?: \d{{4}})?",
            rf"\b(?:{MONTHS}) {DAY}\b",
            rf"(?<![\d/]){DAY}/{MONTH}(?![\d/])",
        )
    ),
    "AGE": r"\b\d{1,3}(?=[FM]\b| y/o|-year-old| years old)|(?<=, )\d{2}(?=[,.])",
    "JOB": rf"\b(?:{'|'.join(sorted((job.name.en for job in JOBS), key=len, reverse=True))})\b",
    "RELATIVE": rf"\b(?:(?:elder|younger) )?(?:{KIN})\b",
    "NAME": r"(?<=\bDr )[A-Z][a-z]+|(?<=\bM[rs] )[A-Z][a-z]+|(?<=\bM[rs]s )[A-Z][a-z]+",
}
RULES = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}


def by_rules(text: str) -> list[Span]:
    """Return what patterns find. A number is an ID only if its last digit checks.

    >>> text = "Dr Bell, 3/7/24: batch 9991234567"
    >>> [(text[a:b], kind) for a, b, kind in by_rules(text)]
    [('Bell', 'NAME'), ('3/7/24', 'DATE')]
    """
    found: list[Span] = []
    for kind, pattern in RULES.items():
        for match in pattern.finditer(text):
            if kind == "ID" and not is_clinic_number(match[0]):
                continue
            start, end = match.span()
            if not any(a < end and start < b for a, b, _ in found):
                found.append(Span(start, end, kind))
    return sorted(found)


def is_clinic_number(text: str) -> bool:
    """Return whether ten digits end with the check digit of the nine before.

    >>> is_clinic_number("943 4765919"), is_clinic_number("943 4765918")
    (True, False)
    """
    digits = re.sub(r"\D", "", text)
    return len(digits) == 10 and check_digit(digits[:9]) == int(digits[9])


@dataclass(frozen=True)
class Gazetteer:
    """A list of names: every capitalised word on it is marked, whoever is meant."""

    names: frozenset[str]

    @classmethod
    def of_town(cls, town: Town) -> "Gazetteer":
        """Return the given names and surnames in the town's public register."""
        people = town.people
        return cls(frozenset(name for one in people for name in one.full.en.split()))

    def __call__(self, text: str) -> list[Span]:
        """Return the spans, neighbouring words as one.

        >>> Gazetteer(frozenset({"Will", "Bell"}))("Will Bell will come.")
        [Span(start=0, end=9, label='NAME')]
        """
        listed = {name.lower() for name in self.names}
        runs = re.finditer(r"\b[A-Z]\w*", text)
        marked = [Span(*one.span(), "NAME") for one in runs if one[0].lower() in listed]
        return joined(text, marked)


def joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return spans in their order; those of a kind with only a blank between are one."""
    found: list[Span] = []
    for one in sorted(spans):
        last = found[-1] if found else None
        if last and last.label == one.label and text[last.end : one.start] in ("", " ", ", "):
            found[-1] = last._replace(end=max(last.end, one.end))
        else:
            found.append(one)
    return found


def union(*found: Sequence[Span]) -> list[Span]:
    """Return what any of them marks; what overlaps becomes one span, the longest's kind.

    >>> union([Span(0, 4, "NAME")], [Span(3, 9, "DATE"), Span(12, 13, "AGE")])
    [Span(start=0, end=9, label='DATE'), Span(start=12, end=13, label='AGE')]
    """
    merged: list[Span] = []
    longest = 0
    for one in sorted(span for spans in found for span in spans):
        length = one.end - one.start
        if merged and one.start < merged[-1].end:
            label = one.label if length > longest else merged[-1].label
            longest = max(longest, length)
            end = max(merged[-1].end, one.end)
            merged[-1] = Span(merged[-1].start, end, label)
        else:
            merged.append(one)
            longest = length
    return merged
