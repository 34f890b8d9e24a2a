"""Text infilling with the spans given."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "objectives.infill_spans",
    title="One mask for a whole span",
    chapter="08",
    level=2,
    minutes=15,
    hints=[
        "Build a new list from left to right: what stands before the first span, a mask, what stands between the "
        "first and the second …",
        "Keep the place up to which the text has been copied. A span (start, length) adds `text[place:start]` and one "
        "mask, and moves the place to start + length. A span of length 0 works the same way.",
        "In the loop: `damaged += [*text[place:start], mask_id]; place = start + length`. After it: "
        "`return damaged + text[place:]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def text(n: int) -> list[int]:
        return torch.randint(10, 90, (n,), generator=rng).tolist()

    return [
        {"text": text(9), "spans": [(2, 3), (7, 1)], "mask_id": 4},
        {"text": text(7), "spans": [(1, 0), (4, 2)], "mask_id": 4},
        {"text": text(6), "spans": [(0, 2), (3, 2)], "mask_id": 3},
        {"text": text(5), "spans": [], "mask_id": 4},
    ]


@exercise.solution
def my_infill(text: list[int], spans: list[tuple[int, int]], mask_id: int) -> list[int]:
    """Put one mask in the place of each span (start, length), from left to right.

    Starts count in the text as it was. A span of length 0 inserts a mask before the
    token at its start, and removes nothing.
    """
    damaged, place = [], 0
    for start, length in spans:
        damaged += [*text[place:start], mask_id]
        place = start + length
    return damaged + text[place:]


@exercise.also_right
def from_the_right(text: list[int], spans: list[tuple[int, int]], mask_id: int) -> list[int]:
    damaged = list(text)
    for start, length in reversed(spans):
        damaged[start : start + length] = [mask_id]
    return damaged


@exercise.also_right
def token_by_token(text: list[int], spans: list[tuple[int, int]], mask_id: int) -> list[int]:
    starts, covered = (
        {start for start, _ in spans},
        {i for start, n in spans for i in range(start, start + n)},
    )
    damaged: list[int] = []
    for i, token in enumerate(text):
        damaged += [mask_id] * (i in starts) + [token] * (i not in covered)
    return damaged


@exercise.mistake("Each token of a span gets a mask of its own: that gives away how long the span was. One is all.")
def a_mask_a_token(text: list[int], spans: list[tuple[int, int]], mask_id: int) -> list[int]:
    covered = {i for start, length in spans for i in range(start, start + length)}
    return [mask_id if i in covered else token for i, token in enumerate(text)]


@exercise.mistake("The spans are deleted without a trace: a mask must stand for each.")
def deleted(text: list[int], spans: list[tuple[int, int]], mask_id: int) -> list[int]:
    covered = {i for start, length in spans for i in range(start, start + length)}
    return [token for i, token in enumerate(text) if i not in covered]


@exercise.mistake("A span of length 0 is passed over; it inserts a mask, so that the model must also learn: nothing.")
def no_empty_spans(text: list[int], spans: list[tuple[int, int]], mask_id: int) -> list[int]:
    return my_infill(text, [one for one in spans if one[1] > 0], mask_id)


@exercise.mistake(
    "The starts are used in the text that has already changed: after the first span all places have moved. Go from "
    "the right, or build a new list."
)
def places_moved(text: list[int], spans: list[tuple[int, int]], mask_id: int) -> list[int]:
    damaged = list(text)
    for start, length in spans:
        damaged[start : start + length] = [mask_id]
    return damaged


@exercise.mistake("One token too many goes with each span: it ends before start + length.")
def one_too_many(text: list[int], spans: list[tuple[int, int]], mask_id: int) -> list[int]:
    return my_infill(text, [(start, length + 1) for start, length in spans], mask_id)


@exercise.mistake("What follows the last span is lost: add the rest of the text.")
def tail_lost(text: list[int], spans: list[tuple[int, int]], mask_id: int) -> list[int]:
    tail = len(text) - max((start + length for start, length in spans), default=0)
    whole = my_infill(text, spans, mask_id)
    return whole[: len(whole) - tail]
