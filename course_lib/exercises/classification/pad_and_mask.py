"""Texts of different lengths as one batch: cut, framed, filled up, and the mask."""

import torch
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "classification.pad_and_mask",
    title="A batch of texts",
    chapter="13",
    level=2,
    minutes=12,
    hints=[
        "In which order: cut the text, put [CLS] and [SEP] around it, find the longest row, fill up. Why cut first?",
        "A text may keep `longest - 2` tokens, so that both special tokens fit. The"
        " batch is as wide as its longest "
        "row, not as `longest`. The mask says which tokens are real, special ones too.",
        "`rows = [[cls_id, *text[: longest - 2], sep_id] for text in texts]`, "
        "`width = max(map(len, rows))`; then "
        "`row + [pad_id] * (width - len(row))`, and for the mask `True` and `False`"
        " as often.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    marks = {"cls_id": 1, "sep_id": 2, "pad_id": 0}
    return [
        {"texts": [[7, 8, 9, 5], [6], [5, 4, 7, 8, 9, 6, 3]], "longest": 7, **marks},
        {"texts": [[4, 5], [6, 7, 8]], "longest": 9, **marks},
        {"texts": [[5, 0, 6], [7, 8, 9, 4]], "longest": 8, **marks},  # token 0 within a text
    ]


@exercise.solution
def my_batch(
    texts: list[list[int]],
    longest: int,
    cls_id: int,
    sep_id: int,
    pad_id: int,
) -> tuple[list[list[int]], list[list[bool]]]:
    """Return rows of token ids, equally long, and for each token whether it is real.

    A row is [CLS] text [SEP], then padding. No row is longer than `longest`: a longer
    text loses its end. The rows are as long as the longest of them needs.
    """
    rows = [[cls_id, *text[: longest - 2], sep_id] for text in texts]
    width = max(len(row) for row in rows)
    padded = [row + [pad_id] * (width - len(row)) for row in rows]
    return padded, [[place < len(row) for place in range(width)] for row in rows]


@exercise.also_right
def with_tensors(
    texts: list[list[int]],
    longest: int,
    cls_id: int,
    sep_id: int,
    pad_id: int,
) -> tuple[Tensor, Tensor]:
    rows = [torch.tensor([cls_id, *text[: longest - 2], sep_id]) for text in texts]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=pad_id)
    lengths = torch.tensor([len(row) for row in rows])
    return ids, torch.arange(ids.shape[1]) < lengths[:, None]


@exercise.also_right
def step_by_step(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    width = min(longest, max(map(len, texts)) + 2)
    ids, mask = [], []
    for text in texts:
        row = [cls_id, *text[: width - 2], sep_id]
        mask.append([True] * len(row) + [False] * (width - len(row)))
        while len(row) < width:
            row.append(pad_id)
        ids.append(row)
    return ids, mask


def made(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    return step_by_step(texts, longest, cls_id, sep_id, pad_id)


@exercise.mistake("The cut takes [SEP] away: cut the text to `longest - 2`, then add the special tokens.")
def cut_last(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    rows = [[cls_id, *text, sep_id][:longest] for text in texts]
    width = max(len(row) for row in rows)
    return [row + [pad_id] * (width - len(row)) for row in rows], [[i < len(row) for i in range(width)] for row in rows]


@exercise.mistake("The rows are filled up to `longest`; the batch need only be as wide as its longest row.")
def too_wide(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    rows = [[cls_id, *text[: longest - 2], sep_id] for text in texts]
    return [row + [pad_id] * (longest - len(row)) for row in rows], [
        [i < len(row) for i in range(longest)] for row in rows
    ]


@exercise.mistake("The mask is made of the ids: a real token with the padding's id is hidden too. Use the lengths.")
def mask_from_ids(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    ids, _ = made(texts, longest, cls_id, sep_id, pad_id)
    return ids, [[one != pad_id for one in row] for row in ids]


@exercise.mistake("The mask is inverted: it is True at real tokens, False at padding.")
def inverted(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    ids, mask = made(texts, longest, cls_id, sep_id, pad_id)
    return ids, [[not one for one in row] for row in mask]


@exercise.mistake("The padding stands before the text; BERT's [CLS] must come first, so pad on the right.")
def left(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    ids, mask = made(texts, longest, cls_id, sep_id, pad_id)
    lengths = [sum(row) for row in mask]
    moved = [row[n:] + row[:n] for row, n in zip(ids, lengths, strict=True)]
    return moved, [row[::-1] for row in mask]


@exercise.mistake("The special tokens are hidden by the mask; the model must see them, above all [CLS].")
def special_hidden(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    ids, mask = made(texts, longest, cls_id, sep_id, pad_id)
    lengths = [sum(row) for row in mask]
    return ids, [[0 < i < n - 1 for i in range(len(ids[0]))] for n in lengths]


@exercise.mistake("The special tokens are missing: a row is [CLS] text [SEP].")
def bare(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    rows = [text[:longest] for text in texts]
    width = max(len(row) for row in rows)
    return [row + [pad_id] * (width - len(row)) for row in rows], [[i < len(row) for i in range(width)] for row in rows]


@exercise.mistake("The beginning of a long text is cut off; it loses its end.")
def head_lost(
    texts: list[list[int]], longest: int, cls_id: int, sep_id: int, pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    return made([text[-(longest - 2) :] for text in texts], longest, cls_id, sep_id, pad_id)


@exercise.property("Every row must begin with [CLS].")
def begins_with_cls(batch: list[list[list[int]]], case: Case) -> bool:
    return all(row[0] == case["cls_id"] for row in batch[0])
