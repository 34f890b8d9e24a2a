"""From BIO tags to slots."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "dialogue.slots_from_tags",
    title="From tags to slots",
    chapter="22",
    level=2,
    minutes=12,
    hints=[
        "Walk through words and tags side by side. A B- opens a slot; an I- of the same slot, right after it, "
        "goes on with it.",
        "Remember which slot the word before belongs to; O closes it. Where a slot occurs twice, the later value "
        "replaces the earlier one.",
        "B-x: `slots[x] = word; before = x`. I-x with `before == x`: `slots[x] += ' ' + word`. "
        "I-x otherwise: as B-x. O: `before = None`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    house = str(1 + int(torch.randint(98, (1,), generator=rng)))
    rows = [
        [("Send", "O"), ("it", "O"), ("to", "O"), (house, "B-address"), ("Mill", "I-address"), ("Street", "I-address")],
        [("Thursday", "B-day"), ("no", "O"), ("Friday", "B-day")],  # the last counts
        [("red", "B-colour"), ("board", "B-thing"), ("game", "I-thing"), ("for", "O"), ("Rosa", "B-name")],
        [("Rosa", "I-name"), ("Ito", "I-name"), (",", "O"), ("3", "B-time"), ("pm", "I-time")],  # begins with I-
        [("Mill", "B-address"), ("red", "I-colour"), ("lamp", "B-thing")],
        [("Rosa", "B-name"), ("and", "O"), ("Ben", "I-name")],  # I- after a gap opens anew
        [("red", "B-colour"), ("green", "B-colour")],  # two values side by side
        [("Hello", "O")],
    ]
    return [{"words": [word for word, _ in row], "tags": [tag for _, tag in row]} for row in rows]


@exercise.solution
def my_slots(words: list[str], tags: list[str]) -> dict[str, str]:
    """Return the slots that BIO tags mark, each with its words, blanks between them.

    Of a slot that is named twice the last value counts. An I- that does not go on with
    a value of its own slot right before it opens one, as a B- would.
    """
    slots: dict[str, str] = {}
    before = None
    for word, tag in zip(words, tags, strict=True):
        prefix, _, slot = tag.partition("-")
        goes_on = prefix == "I" and before == slot
        if slot:
            slots[slot] = f"{slots[slot]} {word}" if goes_on else word
        before = slot or None
    return slots


@exercise.also_right
def with_groups(words: list[str], tags: list[str]) -> dict[str, str]:
    groups: list[tuple[str, list[str]]] = []
    last = "O"
    for word, tag in zip(words, tags, strict=True):
        if tag != "O":
            if tag[0] == "I" and last[2:] == tag[2:]:
                groups[-1][1].append(word)
            else:
                groups.append((tag[2:], [word]))
        last = tag
    return {slot: " ".join(value) for slot, value in groups}


@exercise.also_right
def with_places(words: list[str], tags: list[str]) -> dict[str, str]:
    slots: dict[str, str] = {}
    at = 0
    while at < len(words):
        end, slot = at + 1, tags[at][2:]
        while slot and end < len(words) and tags[end] == f"I-{slot}":
            end += 1
        if slot:
            slots[slot] = " ".join(words[at:end])
        at = end
    return slots


def read(words: list[str], tags: list[str], how: str) -> dict[str, str]:
    slots: dict[str, str] = {}
    before = ""
    for word, tag in zip(words, tags, strict=True):
        prefix, _, slot = tag.partition("-")
        goes_on = prefix == "I" and before == slot
        if how == "any before":
            goes_on = prefix == "I" and slot in slots
        if how == "no B" and slot:
            goes_on = before == slot
        if how == "gap" and tag == "O":
            continue
        if slot and how == "first word" and goes_on:
            continue
        if slot and not (how == "drops I" and prefix == "I" and not goes_on):
            name = tag if how == "prefix" else slot
            joined = f"{slots.get(name, '')}{'' if how == 'glued' else ' '}{word}" if goes_on else word
            if not (how == "first wins" and not goes_on and name in slots):
                slots[name] = joined
        before = slot
    return slots


for how, message in {
    "first word": "Only the first word of a value is kept: the I- words go on with it.",
    "glued": "The words of a value are glued together: put a blank between them.",
    "prefix": "The key must be the slot's name, without B- or I-.",
    "first wins": 'The first value wins, but in "Thursday, no, Friday" the last one counts.',
    "drops I": "An I- with no value before it is dropped; it must open one, as a B- would.",
    "gap": "An O between two words closes the value: the next I- opens another.",
    "no B": "A B- always opens a new value, also right after one of the same slot.",
}.items():

    def wrong(words: list[str], tags: list[str], how: str = how) -> dict[str, str]:
        return read(words, tags, how)

    exercise.mistake(message)(wrong)
