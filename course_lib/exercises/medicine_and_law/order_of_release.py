"""The lines of a release, shuffled."""

import re

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "medicine_and_law.order_of_release",
    title="Clean a note, in order",
    chapter="26",
    level=2,
    minutes=8,
    hints=[
        "Find, merge, replace. What is found twice must be replaced once. And from which end is it replaced?",
        "A replacement changes the length of the text: from the end backwards, the places before it still hold. "
        "Two lines are wrong: one replaces from the front, one asks a single detector.",
        "D finds, E merges, A goes from the end to the front, B replaces, C returns.",
    ],
    signature="def my_release(text, detectors, union, write):",
    lines=[
        "for start, end, kind in reversed(merged):",
        "    text = text[:start] + write(text[start:end], kind) + text[end:]",
        "return text",
        "found = [span for detect in detectors for span in detect(text)]",
        "merged = union(found)",
        "for start, end, kind in merged:",
        "found = detectors[0](text)",
    ],
)


Found = list[tuple[int, int, str]]


def given_names(text: str) -> Found:
    return [(*one.span(), "NAME") for one in re.finditer("Eva", text)]


def full_names(text: str) -> Found:
    return [(*one.span(), "NAME") for one in re.finditer("Eva Bell", text)]


def days(text: str) -> Found:
    return [(*one.span(), "DATE") for one in re.finditer(r"\d May", text)]


def merge(spans: Found) -> Found:
    """Return spans in order, those that overlap as one."""
    merged: Found = []
    for start, end, kind in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, end, kind))
    return merged


def in_brackets(text: str, kind: str) -> str:
    return f"[{kind}]"


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    day = str(2 + int(torch.randint(7, (1,), generator=rng)))
    both = [given_names, full_names, days]
    return [
        {"text": f"Eva Bell came on {day} May, Eva.", "detectors": both, "union": merge, "write": in_brackets},
        {"text": f"{day} May: Eva", "detectors": both[::-1], "union": merge, "write": in_brackets},
    ]


exercise.solution("DEABC")
exercise.also_right("d e a b c")
exercise.also_right(["D", "E", "A", "B", "C"])

exercise.mistake("Line F replaces from the front: after the first replacement all later places are wrong.")("DEFBC")
exercise.mistake("Line G asks the first detector alone: what the others would find is left in the text.")("GEABC")
exercise.mistake("What is found twice is replaced twice: the spans are never merged.")("DABC")
exercise.mistake("Spans are merged before any has been found.")("EDABC")
exercise.mistake("The text is returned before anything is replaced.")("DECAB")
exercise.mistake("The loop has nothing to do: line B stands in it.")("DEAC")
