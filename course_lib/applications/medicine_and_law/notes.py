"""Notes of the town's clinic in three parts, with people whom the training never met.

A third of the patients are strangers to the town. Some strangers are kept for one part:
a test in which every name stood in the training says nothing about tomorrow's patient.
Everything is made up; nothing here is for patients.
Tested by tests/applications/medicine_and_law/test_notes.py.
Left out: held-out names of relatives, who live in the town, and of doctors.
"""

from itertools import count, islice, zip_longest
from typing import Literal

from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.clinic_notes import ClinicNote, clinic_note
from course_lib.corpora.town.genres.clinic_tables import STRANGERS
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.tasks.examples import tokens

Part = Literal["train", "dev", "test"]
# Every sixth stranger; those at 5::6 are the clinic's doctors.
KEPT_FOR = {"dev": STRANGERS[1::6], "test": STRANGERS[4::6]}


def notes_of(
    part: Part,
    n: int,
    seed: int = 0,
    town: Town | None = None,
) -> list[ClinicNote]:
    """Return n English notes; strangers kept for another part come in none of them.

    Args:
        part: "train" has no stranger who is kept for dev or test.
        n: how many.
        seed: another seed, other notes.
        town: where; without one, the town of seed 0.

    Raises:
        ValueError: if there is no such part, or n is not positive.
    """
    if part not in ("train", *KEPT_FOR) or n < 1:
        must = "part must be train, dev or test, and n positive"
        raise ValueError(f"{must}, got {part!r} and {n}.")
    place, hidden = town or Town(), kept_from(part)
    drawn = (clinic_note(place, "en", Chance("medicine", part, seed, at)) for at in count())
    return [*islice((one for one in drawn if one.patient not in hidden), n)]


def kept_from(part: Part) -> set[str]:
    """Return the full names of strangers who must not come in this part."""
    others = [rows for kept, rows in KEPT_FOR.items() if kept != part]
    return {f"{row[0]} {row[1]}" for rows in others for row in rows}


def words_in(text: str) -> list[Span]:
    """Return the places of all words and numbers: what is counted when a text is cleaned.

    >>> [text[one.start : one.end] for text in ["Mr Bell, 07700 9"] for one in words_in(text)]
    ['Mr', 'Bell', '07700', '9']
    """
    return [one for one in tokens(text, "en") if text[one.start].isalnum()]


def pieces(note: Annotated, most: int = 40) -> list[Annotated]:
    """Cut a record at the ends of lines and sentences into pieces of about `most` tokens.

    The course's BERT reads 128 pieces of words. No span is cut; a sentence that is longer
    than `most` stays whole.

    Raises:
        ValueError: if `most` is not positive.
    """
    if most < 1:
        raise ValueError(f"most must be positive, got {most}.")
    places = tokens(note.text, "en")
    inside = {at for span in note.spans for at in range(span.start + 1, span.end)}
    ends, size = list[int](), 0
    for one, after in zip_longest(places, places[1:]):
        size += 1
        gap = note.text[one.end : after.start] if after else "\n"
        stops = "\n" in gap or (note.text[one.start] == "." and bool(gap))
        if after is None or (stops and one.end not in inside and size >= most // 2):
            ends.append(one.end)
            size = 0
    found, start = list[Annotated](), 0
    for end in ends:
        spans = [one for one in note.spans if start <= one.start < end]
        moved = tuple(Span(a - start, b - start, label) for a, b, label in spans)
        found.append(Annotated(note.text[start:end], moved, note.label))
        start = end
    return found
