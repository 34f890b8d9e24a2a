"""Three bugs on the way from sentence pairs to what a decoder is trained on."""

from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

Pairs = list[tuple[str, list[int]]]
Rows = list[tuple[list[int], list[int]]]

LISTING = '''
def my_training_rows(pairs, test_sources, end):
    """Return what the decoder reads, and what it is to write, for each training pair.

    pairs: (source sentence, token ids of its translation)
    test_sources: sentences of the test set, which must not be trained on
    end: the token that a target begins with, and ends with
    """
    rows = []
    for source, target in pairs:
        if not source:
            continue
        read = [end, *target]
        wanted = [end, *target]
        rows.append((read, wanted))
    return rows
'''

exercise = FindTheBug(
    "translation.training_bugs",
    title="Three bugs before the training",
    chapter="19",
    level=2,
    minutes=15,
    hints=[
        "What must the decoder have read when it is asked for the first token of the translation? When for the last? "
        "Which pairs may it not see at all?",
        "At each place `wanted` is the token that follows what has been read. The last thing wanted is the end. "
        "Sentences of the test set are left out.",
        "`read = [end, *target]`, `wanted = [*target, end]`, and before that `if source in test_sources: continue`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def target(n: int) -> list[int]:
        return torch.randint(3, 90, (n,), generator=rng).tolist()

    pairs = [("a cat", target(3)), ("a dog", target(5)), ("a bird", target(2)), ("a cat", target(4))]
    return [
        {"pairs": pairs, "test_sources": ["a cat", "a fish"], "end": 2},
        {"pairs": pairs[1:3], "test_sources": [], "end": 1},
    ]


@exercise.solution
def my_training_rows(
    pairs: list[tuple[str, list[int]]], test_sources: list[str], end: int
) -> list[tuple[list[int], list[int]]]:
    """Return what the decoder reads, and what it is to write, for each pair to train on."""
    rows = []
    for source, target in pairs:
        if not source or source in test_sources:
            continue
        read = [end, *target]
        wanted = [*target, end]
        rows.append((read, wanted))
    return rows


@exercise.also_right
def in_a_comprehension(pairs: Pairs, test_sources: list[str], end: int) -> Rows:
    kept = [target for source, target in pairs if source not in set(test_sources)]
    return [([end] + one, one + [end]) for one in kept]  # noqa: RUF005


@exercise.also_right
def cut_from_one(pairs: Pairs, test_sources: list[str], end: int) -> Rows:
    rows = []
    for source, target in pairs:
        whole = [end, *target, end]
        if source not in test_sources:
            rows.append((whole[:-1], whole[1:]))
    return rows


def leaving_in(shift: str, leak: bool) -> Callable[..., Rows]:
    def program(pairs: Pairs, test_sources: list[str], end: int) -> Rows:
        kept = [target for source, target in pairs if leak or source not in test_sources]
        made = {
            "none": lambda t: ([end, *t], [end, *t]),
            "right": lambda t: ([end, *t], [*t, end]),
            "no end": lambda t: ([end, *t[:-1]], t),
            "no begin": lambda t: (t, [*t[1:], end]),
            "turned": lambda t: ([*t, end], [end, *t]),
        }
        return [made[shift](one) for one in kept]

    return program


for (shift, leak), message in {
    ("none", True): "Nothing is shifted: the decoder is shown the token it is asked for, and the test set is learned.",
    ("none", False): "The test set is left out. Still nothing is shifted: `wanted` must be one token further on.",
    ("right", True): "The shift is right. Sentences of the test set are still trained on: leave them out.",
    ("no end", True): "The model never learns to stop: `wanted` must end with `end`. And the test set is still in.",
    ("no end", False): "The model never learns to stop: `wanted` must end with `end`.",
    ("no begin", False): "The decoder must begin with `end`: else nobody ever asks it for the first token.",
    ("turned", False): "`read` and `wanted` have changed places: this asks for the token before.",
}.items():
    exercise.mistake(message)(leaving_in(shift, leak))


@exercise.property("What is wanted at a place is read at the next one.")
def shifted(rows: list, case: Case) -> bool:
    return all(list(read[1:]) == list(wanted[:-1]) for read, wanted in rows)
