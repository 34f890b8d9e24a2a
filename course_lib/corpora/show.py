"""A few records of a data set, to be read in a terminal."""

from collections.abc import Iterator
from dataclasses import fields
from itertools import islice
from typing import Any

from course_lib.corpora.annotations import Annotated, Parsed, Related, Tagged
from course_lib.corpora.dataset import Dataset, TextCorpus
from course_lib.corpora.records import Turn

WIDTH = 300


def sample(corpus: TextCorpus | Dataset[Any]) -> Iterator[str]:
    """Yield the lines that show a corpus: the beginning of a text, or the first record of each split."""
    if isinstance(corpus, TextCorpus):
        yield from (_short(line) for line in islice(corpus.text.split("\n"), 12))
        return
    yield from corpus.about.split("\n")
    for split, records in corpus.splits.items():
        for record in records[: 3 if len(corpus.splits) == 1 else 1]:
            yield f"\n[{split}]"
            yield from readable(record)


def readable(record: Any) -> list[str]:
    """Return a record's fields, one a line; those that are empty are left out.

    >>> from course_lib.corpora.records import Labelled
    >>> readable(Labelled("Call now!", "spam"))
    ['text: Call now!', 'label: spam']
    >>> from course_lib.corpora.annotations import Tagged
    >>> readable(Tagged(("in", "Rome"), ("O", "B-location")))
    ['in Rome/B-location']
    """
    match record:
        case Tagged(tokens, tags):
            words = zip(tokens, tags, strict=True)
            return [_short(" ".join(token if tag == "O" else f"{token}/{tag}" for token, tag in words))]
        case Annotated(text, _, label):
            marks = "; ".join(f"{words} = {mark}" for words, mark in record.marked())
            return [_short(f"text: {text}"), _short(f"spans: {marks}"), *([f"label: {label}"] if label else [])]
        case Related(text, first, second, label):
            a, b = (f"{span.label} = {text[span.start : span.end]}" for span in (first, second))
            return [_short(f"text: {text}"), f"spans: {a}; {b}", f"label: {label}"]
        case Parsed(tokens):
            return [_short("tokens: " + " ".join(tokens)), *(_roles(tokens, one) for one in record.predicates)]
        case _:
            values = ((one.name, getattr(record, one.name)) for one in fields(record))
            return [_short(f"{name}: {_plain(value)}") for name, value in values if value not in ("", ())]


def _roles(tokens: tuple[str, ...], predicate: Any) -> str:
    roles = zip(predicate.roles, tokens, strict=True)
    return _short(
        f"{predicate.sense}: " + ", ".join(f"{role} {token}" for role, token in roles if role not in ("_", "V"))
    )


def _plain(value: Any) -> str:
    if isinstance(value, Turn):
        return f"{value.speaker}: {value.text}"
    return " | ".join(map(_plain, value)) if isinstance(value, tuple) else str(value)


def _short(line: str) -> str:
    line = line.replace("\n", " ⏎ ")
    return line if len(line) <= WIDTH else f"{line[:WIDTH]} …"
