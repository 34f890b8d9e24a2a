"""Which text does each token belong to?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "bert.segment_ids",
    title="Segment ids of a pair",
    chapter="09",
    level=2,
    minutes=10,
    hints=[
        "Walk along the sequence and keep the present segment in a variable. When does it "
        "change from 0 to 1: before a [SEP] is noted, or after?",
        "A [SEP] ends the text before it, and belongs to it: note the segment first, then "
        "change it. Padding gets 0, whatever the segment is by then.",
        "For each id: append `0 if token_id == pad_id else segment`; then, if it is `sep_id`, set `segment = 1`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    cls, sep, pad = 2, 3, 0
    rows = [
        [cls, 7, 8, 9, sep, 5, 6, sep],
        [cls, 7, sep, 5, 6, 4, sep, pad, pad],
        [cls, 7, 8, sep],
        [cls, 9, sep, pad, pad, pad],
    ]
    return [{"token_ids": row, "sep_id": sep, "pad_id": pad} for row in rows]


@exercise.solution
def my_segment_ids(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    """Return 0 for [CLS] and the first text, 1 for the second, each with its [SEP].

    `token_ids` holds [CLS] text [SEP], or [CLS] text [SEP] text [SEP], and padding may
    follow, which gets 0, as in the library.
    """
    segments, segment = [], 0
    for token_id in token_ids:
        segments.append(0 if token_id == pad_id else segment)
        if token_id == sep_id:
            segment = 1
    return segments


@exercise.also_right
def by_place(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    first = token_ids.index(sep_id)
    return [int(i > first and one != pad_id) for i, one in enumerate(token_ids)]


@exercise.also_right
def by_length(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    n_real = sum(one != pad_id for one in token_ids)
    n_first = token_ids.index(sep_id) + 1
    return [0] * n_first + [1] * (n_real - n_first) + [0] * (len(token_ids) - n_real)


def walk(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    return by_place(token_ids, sep_id, pad_id)


@exercise.mistake("The first [SEP] gets 1; it ends the first text, and belongs to it.")
def separator_late(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    first = token_ids.index(sep_id)
    n_real = sum(one != pad_id for one in token_ids)
    return [int(first <= i < n_real) for i in range(len(token_ids))]


@exercise.mistake("The last [SEP] gets 0; it ends the second text, and belongs to it.")
def last_separator(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    segments = walk(token_ids, sep_id, pad_id)
    return [0 if i == sep_id else s for i, s in zip(token_ids, segments, strict=True)]


@exercise.mistake("Padding gets 1; it must get 0, after a single text too.")
def padding_counted(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    first = token_ids.index(sep_id)
    return [int(i > first) for i in range(len(token_ids))]


@exercise.mistake("The number goes up at every [SEP], so that padding gets 2 (or 1).")
def counted_up(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    return [token_ids[:i].count(sep_id) for i in range(len(token_ids))]


@exercise.mistake("The segments are numbered 1 and 2; they are rows of a table: 0 and 1.")
def from_one(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    segments = walk(token_ids, sep_id, pad_id)
    pairs = zip(token_ids, segments, strict=True)
    return [0 if i == pad_id else s + 1 for i, s in pairs]


@exercise.mistake("[CLS] gets a segment of its own; it belongs to the first text.")
def cls_apart(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    segments = walk(token_ids, sep_id, pad_id)
    rest = zip(token_ids[1:], segments[1:], strict=True)
    return [0] + [0 if i == pad_id else s + 1 for i, s in rest]


@exercise.mistake("Everything is segment 0: after the first [SEP] comes segment 1.")
def all_zero(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    return [0] * len(token_ids)


@exercise.mistake("Only the separators are marked; asked for is the segment of each token.")
def separators(token_ids: list[int], sep_id: int, pad_id: int) -> list[int]:
    return [int(one == sep_id) for one in token_ids]


@exercise.property("Segment ids are 0 and 1.")
def two_segments(segments: list[int], case: Case) -> bool:
    return set(segments) <= {0, 1}
