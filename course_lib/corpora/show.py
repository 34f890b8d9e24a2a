"""A few records of a data set, to be read in a terminal."""

import re
from collections.abc import Iterator
from dataclasses import fields
from itertools import islice
from typing import Any
from unicodedata import east_asian_width

from course_lib.corpora.annotations import Annotated, Parsed, Related, Tagged
from course_lib.corpora.dataset import Dataset, TextCorpus, labels
from course_lib.corpora.records import CaptionedPicture, Decision, Turn
from course_lib.corpora.town.tasks.sets import TASKS, town_task

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
        case Decision(passages, question, label, explanation):
            text = " ".join(passages)
            return [_short(f"{question} {label}, because: {explanation}"), _short(f"text: {text}")]
        case CaptionedPicture(pixels, captions, false):
            size = " by ".join(map(str, pixels.shape[1::-1]))
            return [f"picture: {size}", _short(f"captions: {_plain(captions)}"), _short(f"false: {false}")]
        case _:
            values = ((one.name, getattr(record, one.name)) for one in fields(record))
            return [_short(f"{name}: {_plain(value)}") for name, value in values if value not in ("", ())]


def side_by_side(name: str, width: int = 74, most: int = 3) -> str:
    """Return a record of a task of the town in each of its languages, each field cut to so many lines and columns.

    It is the first record in which something is marked.

    Raises:
        ValueError: if there is no such task.
    """
    if name not in TASKS:
        raise ValueError(f"The town has no task {name!r}; it has {', '.join(TASKS)}.")
    task = TASKS[name]
    lines = [f"{name}: {task.task}"]
    for language in task.languages:
        records = town_task(name, language, size=40)["train"]
        marked = (one for one in records if set(labels(one)) - {"O", "none"})
        for line in readable(next(marked, records[0])):
            lines += [f"  {part}" for part in wrapped(line, width - 2, most)]
    return "\n".join(lines)


def wrapped(line: str, width: int, most: int) -> list[str]:
    """Return a line cut into at most so many, none wider than `width` columns; a Chinese character has two.

    >>> wrapped("one two three", 8, 2)
    ['one two', 'three']
    >>> wrapped("一二三四五", 6, 1)
    ['一二 …']
    """
    lines = [""]
    for piece in re.findall(
        r"[\u3000-\u9fff\uff00-\uffef][，。！？；：、”）》]*|[^\s\u3000-\u9fff\uff00-\uffef]+|\s+", line
    ):
        if columns(lines[-1] + piece.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    lines = [one.rstrip() for one in lines]
    if len(lines) > most:
        kept = lines[most - 1]
        while columns(kept) > width - 2:
            kept = kept[:-1]
        lines = [*lines[: most - 1], f"{kept.rstrip()} …"]
    return lines


def columns(text: str) -> int:
    """Return how wide a text is in a typewriter face: wide characters, as the Chinese ones, take two columns."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


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
