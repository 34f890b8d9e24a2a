"""Two texts in one sequence, cut where it is too long."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "sentence_pairs.pair_row",
    title="A pair that fits",
    chapter="15",
    level=2,
    minutes=10,
    hints=[
        "Three special tokens need room too. Cut the texts first, then lay them out.",
        "While the two texts together have more than length - 3 tokens, drop the last token "
        "of the longer one; of two equally long, the second's.",
        "Copy both lists; loop with `pop()`; return `[cls, *first, sep, *second, sep]`, and "
        "`[0] * (len(first) + 2) + [1] * (len(second) + 1)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n_first: int, n_second: int, length: int) -> Case:
        numbers = torch.randint(10, 90, (n_first + n_second,), generator=rng).tolist()
        texts = {"first": numbers[:n_first], "second": numbers[n_first:]}
        return {**texts, "length": length, "cls": 2, "sep": 3}

    return [draw(3, 4, 20), draw(3, 9, 11), draw(8, 2, 9), draw(6, 6, 12), draw(4, 5, 12)]


@exercise.solution
def my_pair_row(
    first: list[int],
    second: list[int],
    length: int,
    cls: int,
    sep: int,
) -> tuple[list[int], list[int]]:
    """Return the ids [CLS] first [SEP] second [SEP], and the segment of each.

    Together at most `length`: the longer text loses its last token, again and
    again; of two equally long, the second. The lists given stay as they are.
    """
    first, second = list(first), list(second)
    while len(first) + len(second) > length - 3:
        longer = first if len(first) > len(second) else second
        longer.pop()
    ids = [cls, *first, sep, *second, sep]
    return ids, [0] * (len(first) + 2) + [1] * (len(second) + 1)


@exercise.also_right
def by_slices(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    while len(first) + len(second) + 3 > length:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    one, other = [cls, *first, sep], [*second, sep]
    return one + other, [0 for _ in one] + [1 for _ in other]


@exercise.also_right
def by_sums(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    a, b = len(first), len(second)
    for _ in range(max(0, a + b + 3 - length)):
        a, b = (a - 1, b) if a > b else (a, b - 1)
    segments = [0] * (a + 2) + [1] * (b + 1)
    return [cls, *first[:a], sep, *second[:b], sep], segments


def laid_out(first: list[int], second: list[int], cls: int, sep: int) -> tuple[list[int], list[int]]:
    ids = [cls, *first, sep, *second, sep]
    return ids, [0] * (len(first) + 2) + [1] * (len(second) + 1)


@exercise.mistake("The whole sequence is cut at its end: the last [SEP] is lost, and with it texts of any length.")
def cut_at_the_end(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    ids, segments = laid_out(first, second, cls, sep)
    return ids[:length], segments[:length]


@exercise.mistake("Nothing is cut: the sequence may be longer than `length`.")
def uncut(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    return laid_out(first, second, cls, sep)


@exercise.mistake("Room for the three special tokens is forgotten: the texts get all of `length`.")
def no_room(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    return my_pair_row(first, second, length + 3, cls, sep)


@exercise.mistake("Always the second text is cut; the longer one must give first.")
def second_only(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    too_long = max(0, len(first) + len(second) + 3 - length)
    return laid_out(first, second[: max(0, len(second) - too_long)], cls, sep)


@exercise.mistake("Both texts are cut to the same share of the room, also where one is short.")
def shared_alike(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    room = length - 3
    if len(first) + len(second) <= room:
        return laid_out(first, second, cls, sep)
    return laid_out(first[: room // 2], second[: room // 2], cls, sep)


@exercise.mistake("The first [SEP] has segment 1; it belongs to the first text: 0.")
def sep_in_second(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    ids, segments = my_pair_row(first, second, length, cls, sep)
    return ids, [0] * (segments.index(1) - 1) + [1] * (len(ids) - segments.index(1) + 1)


@exercise.mistake("There is no [SEP] at the end: each text has one after it.")
def one_sep(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    ids, segments = my_pair_row(first, second, length, cls, sep)
    return ids[:-1], segments[:-1]


@exercise.mistake("The texts have changed places: the first must come first.")
def swapped(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    return my_pair_row(second, first, length, cls, sep)


@exercise.mistake("Of two equally long texts, the first loses a token; it must be the second.")
def first_gives(first: list[int], second: list[int], length: int, cls: int, sep: int) -> tuple[list[int], list[int]]:
    first, second = list(first), list(second)
    while len(first) + len(second) > length - 3:
        longer = first if len(first) >= len(second) else second
        longer.pop()
    return laid_out(first, second, cls, sep)
