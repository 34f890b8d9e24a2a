"""The labels of a CTC path: repeats become one, then blanks go."""

import itertools

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "speech.collapse",
    title="Collapse a path",
    chapter="23",
    level=1,
    minutes=8,
    hints=[
        "Two things happen, and their order matters: try both on [1, 0, 1], where 0 is the blank.",
        "Merge repeats first, blanks included; then drop the blanks. So a blank between two equal labels keeps both.",
        "Keep a symbol if it differs from the one before it in the path and is not the blank.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    drawn = torch.randint(0, 3, (9,), generator=rng).tolist()
    return [
        {"path": [0, 2, 2, 0, 1, 1, 1, 0], "blank": 0},
        {"path": [1, 1, 0, 1, 0, 0, 2, 2], "blank": 0},  # a repeat that counts
        {"path": [2, 2, 1, 2, 0, 0, 1], "blank": 2},  # another blank; 0 is a label
        {"path": [1, 2, 1, 2, 1], "blank": 0},  # a label that comes back without a blank
        {"path": [0, 0], "blank": 0},
        {"path": drawn, "blank": 0},
    ]


@exercise.solution
def my_collapse(path: list[int], blank: int) -> list[int]:
    """Return the labels that a path stands for.

    Symbols that follow each other and are equal become one; then the blanks go.
    """
    labels = []
    before = blank
    for symbol in path:
        if symbol not in (before, blank):
            labels.append(symbol)
        before = symbol
    return labels


@exercise.also_right
def with_groupby(path: list[int], blank: int) -> list[int]:
    return [symbol for symbol, _ in itertools.groupby(path) if symbol != blank]


@exercise.also_right
def with_neighbours(path: list[int], blank: int) -> list[int]:
    pairs = zip([blank, *path], path, strict=False)
    return [symbol for before, symbol in pairs if symbol not in (before, blank)]


@exercise.mistake("The blanks go before the repeats are merged, so that a label said twice is lost.")
def blanks_first(path: list[int], blank: int) -> list[int]:
    return [symbol for symbol, _ in itertools.groupby([one for one in path if one != blank])]


@exercise.mistake("The blanks are gone, but repeats are still there: merge them.")
def repeats_left(path: list[int], blank: int) -> list[int]:
    return [symbol for symbol in path if symbol != blank]


@exercise.mistake("The repeats are merged, but the blanks are still there: drop them.")
def blanks_left(path: list[int], blank: int) -> list[int]:
    return [symbol for symbol, _ in itertools.groupby(path)]


@exercise.mistake("Each label is kept only once in the whole path: only neighbours that are equal become one.")
def each_once(path: list[int], blank: int) -> list[int]:
    return list(dict.fromkeys(symbol for symbol in path if symbol != blank))


@exercise.mistake("The blank is always 0 in your function: it is an argument.")
def zero_is_blank(path: list[int], blank: int) -> list[int]:
    return [symbol for symbol, _ in itertools.groupby(path) if symbol != 0]


@exercise.mistake("The labels are sorted: they must keep their order in the path.")
def in_order(path: list[int], blank: int) -> list[int]:
    return sorted(with_groupby(path, blank))


@exercise.property("The first label must be the first symbol of the path that is not the blank.")
def begins_alike(labels: list[int], case: Case) -> bool:
    heard = [symbol for symbol in case["path"] if symbol != case["blank"]]
    return labels[:1] == heard[:1]
