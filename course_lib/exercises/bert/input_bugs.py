"""Four bugs between two texts and what BERT reads."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
import torch.nn.functional as F


def my_bert_input(first, second, token_table, position_table, segment_table, length):
    """Return what enters BERT for a pair of texts, and the mask of its real tokens.

    first, second: lists of token ids; [PAD] is 0, [CLS] is 1, [SEP] is 2
    token_table, position_table, segment_table: tensors, a row for each id
    length: how many tokens there are with padding
    """
    token_ids = [1, *first, 2, *second, 2]
    n_real = len(token_ids)
    segments = [0] * (len(first) + 1) + [1] * (len(second) + 2)
    positions = [*range(len(first) + 2), *range(len(second) + 1)]
    n_padding = length - n_real
    mask = torch.arange(length) <= n_real
    x = token_table[token_ids + [0] * n_padding]
    x = x + position_table[positions + list(range(n_real, length))]
    x = x + segment_table[segments + [0] * n_padding]
    return F.layer_norm(x, x.shape), mask
'''

exercise = FindTheBug(
    "bert.input_bugs",
    title="Four bugs in BERT's input",
    chapter="09",
    level=3,
    minutes=20,
    hints=[
        "Write the lists out for first = [5, 6] and second = [7], with a length of 8. Four "
        "lines are wrong, and none of them raises an error.",
        "To which text does the first [SEP] belong? Does the second text begin at position "
        "0? How many entries of the mask are True? Over which axes does the norm average?",
        "`[0] * (len(first) + 2) + [1] * (len(second) + 1)`; `list(range(n_real))`; `<` "
        "instead of `<=`; `F.layer_norm(x, x.shape[-1:])`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n_first: int, n_second: int, length: int) -> Case:
        return {
            "first": torch.randint(3, 11, (n_first,), generator=rng).tolist(),
            "second": torch.randint(3, 11, (n_second,), generator=rng).tolist(),
            "token_table": torch.randn(11, 6, generator=rng),
            "position_table": torch.randn(14, 6, generator=rng),
            "segment_table": torch.randn(2, 6, generator=rng),
            "length": length,
        }

    return [draw(2, 3, 12), draw(4, 1, 9)]


@exercise.solution
def my_bert_input(
    first: list[int],
    second: list[int],
    token_table: Tensor,
    position_table: Tensor,
    segment_table: Tensor,
    length: int,
) -> tuple[Tensor, Tensor]:
    """Return what enters BERT for a pair of texts, and the mask of its real tokens."""
    token_ids = [1, *first, 2, *second, 2]
    n_real = len(token_ids)
    n_padding = length - n_real
    segments = [0] * (len(first) + 2) + [1] * (len(second) + 1) + [0] * n_padding
    mask = torch.arange(length) < n_real
    x = token_table[token_ids + [0] * n_padding]
    x = x + position_table[:length] + segment_table[segments]
    return torch.nn.functional.layer_norm(x, x.shape[-1:]), mask


@exercise.also_right
def with_tensors(
    first: list[int],
    second: list[int],
    token_table: Tensor,
    position_table: Tensor,
    segment_table: Tensor,
    length: int,
) -> tuple[Tensor, Tensor]:
    ids = torch.zeros(length, dtype=torch.long)
    n_real = len(first) + len(second) + 3
    ids[:n_real] = torch.tensor([1, *first, 2, *second, 2])
    place = torch.arange(length)
    mask = place < n_real
    segment = ((place >= len(first) + 2) & mask).long()
    x = token_table[ids] + position_table[place] + segment_table[segment]
    centred = x - x.mean(dim=-1, keepdim=True)
    variance = centred.square().mean(dim=-1, keepdim=True)
    return centred / (variance + 1e-5).sqrt(), mask


def leaving_in(*bugs: str) -> Callable[..., tuple[Tensor, Tensor]]:
    """Return the program with some of its bugs, or mended in a wrong way."""

    def program(
        first: list[int],
        second: list[int],
        token_table: Tensor,
        position_table: Tensor,
        segment_table: Tensor,
        length: int,
    ) -> tuple[Tensor, Tensor]:
        token_ids = [1, *first, 2, *second, 2]
        n_real = len(token_ids)
        rest = [0] * (length - n_real)
        shift = 1 if "separator" in bugs else 2
        segments = [0] * (len(first) + shift)
        segments += [1] * (n_real - len(segments)) + rest
        positions = list(range(n_real))
        if "restarted" in bugs:
            positions = [*range(len(first) + 2), *range(len(second) + 1)]
        positions += list(range(n_real, length))
        mask = torch.arange(length) < n_real + ("one more" in bugs)
        if "inverted" in bugs:
            mask = ~mask
        x = token_table[token_ids + rest] + position_table[positions]
        x = x + segment_table[segments]
        if "no norm" in bugs:
            return x, mask
        axes = x.shape if "all axes" in bugs else x.shape[-1:]
        return torch.nn.functional.layer_norm(x, axes), mask

    return program


@exercise.also_right
def mended(**case: Any) -> tuple[Tensor, Tensor]:
    return leaving_in()(**case)


ALL = ("separator", "restarted", "one more", "all axes")
for bugs, message in {
    ALL: "All four bugs are still there: write out the segments, positions and mask of a short pair.",
    ("separator",): "The first [SEP] is in segment 1; it ends the first text: `[0] * (len(first) + 2)`.",
    ("restarted",): "The positions start again at 0 in the second text; they go on.",
    ("one more",): "The mask has one True too many: places count from 0, so use `<`.",
    ("all axes",): "The norm averages over the tokens too; each token is normed by itself: `x.shape[-1:]`.",
    ("inverted",): "The mask is inverted: it is True at real tokens.",
    ("no norm",): "The norm is gone; each token's sum is normed by itself.",
    ("separator", "restarted"): "Two bugs are left, and both are about where the second "
    "text begins: its segment, and its positions.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))


@exercise.property("The mask is True at [CLS], both texts and both [SEP], nowhere else.")
def mask_counts(output: list[Tensor], case: Case) -> bool:
    return int(output[1].sum()) == len(case["first"]) + len(case["second"]) + 3
