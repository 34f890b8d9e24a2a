"""Three bugs in a recall that is too good."""

from collections.abc import Callable
from typing import Any

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_recall(notes):
    """Return the share of all names, over all notes, that were removed.

    Each note has "names", lists of words, and "masked", the words masked in it.
    A name is removed only if all its words are masked.
    """
    shares = []
    for note in notes:
        removed = 0
        for words in note["names"]:
            if any(word in note["masked"] for word in words):
                removed += 1
        if note["names"]:
            shares.append(removed / len(note["names"]))
        else:
            shares.append(1.0)
    return sum(shares) / len(shares)
'''

exercise = FindTheBug(
    "medicine_and_law.recall_bugs",
    title="A recall that flatters",
    chapter="26",
    level=2,
    minutes=12,
    hints=[
        "Take two notes: one with ten names, all missed, and one with one name, found. What is the recall of names?",
        "Half a name is a name. A note without names has nothing to find. And each name must weigh the same, "
        "however many stand in its note.",
        "Add up `removed` and `len(note['names'])` over all notes, with `all` in the place of `any`, and divide once.",
    ],
    listing=LISTING,
)
Notes = list[dict[str, Any]]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def note(*names: str, masked: str = "") -> dict[str, Any]:
        return {"names": [one.split() for one in names], "masked": masked.split()}

    n = 1 + int(torch.randint(3, (1,), generator=rng))
    empty = [note(masked="Monday")] * n
    half = note("Eva Bell", "Ben Cole", masked="Eva Ben Cole")
    many = note("Ida", "Tom", "Uma", "Ida Park", masked="Ida")
    one = note("Pia Lund", masked="Pia Lund")
    return [{"notes": notes} for notes in ([half, many, one, *empty], [many, one], [half, *empty], [many, half, half])]


@exercise.solution
def my_recall(notes: list[dict[str, Any]]) -> float:
    """Return removed names over all names."""
    removed = total = 0
    for note in notes:
        for words in note["names"]:
            removed += all(word in note["masked"] for word in words)
            total += 1
    return removed / total


@exercise.also_right
def in_one_list(notes: Notes) -> float:
    gone = [set(words) <= set(note["masked"]) for note in notes for words in note["names"]]
    return sum(gone) / len(gone)


@exercise.also_right
def by_missed(notes: Notes) -> float:
    n = sum(len(note["names"]) for note in notes)
    missed = sum(bool(set(words) - set(note["masked"])) for note in notes for words in note["names"])
    return 1 - missed / n


def leaving_in(*bugs: str) -> Callable[[Notes], float]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(notes: Notes) -> float:
        enough = any if "any" in bugs else all
        pairs = [
            (sum(enough(word in note["masked"] for word in words) for words in note["names"]), len(note["names"]))
            for note in notes
        ]
        if "notes" in bugs or "means" in bugs:
            pairs = [(1, 1) if n == 0 and "notes" in bugs else (a, n) for a, n in pairs]
        if "means" in bugs:
            shares = [a / n for a, n in pairs if n]
            return sum(shares) / len(shares)
        if "all or nothing" in bugs:
            return sum(a == n for a, n in pairs if n) / sum(n > 0 for _, n in pairs)
        if "words" in bugs:
            words = [word in note["masked"] for note in notes for name in note["names"] for word in name]
            return sum(words) / len(words)
        return sum(a for a, _ in pairs) / sum(n for _, n in pairs)

    return program


exercise.mistake(
    "All three bugs are still there: ask what half a name, a note without names, and a note full of names do."
)(leaving_in("any", "notes", "means"))
for bugs, message in {
    "any": "A name counts as removed if one of its words is: Eva █ is still a leak.",
    "notes": "A note without names counts as one name found; it has nothing to find.",
    "means": "Each note weighs the same here; each name must: add up, and divide once.",
    "all or nothing": "This is the share of notes of which nothing is left; names are asked for.",
    "words": "This counts words; a name is removed only with all its words.",
}.items():
    exercise.mistake(message)(leaving_in(bugs))


@exercise.property("A recall is a whole number of names over their number.")
def whole(value: float, case: Case) -> bool:
    n = value * sum(len(note["names"]) for note in case["notes"])
    return 0 <= value <= 1 and abs(n - round(n)) < 1e-9
