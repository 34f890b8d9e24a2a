"""Inputs and targets of causal language modelling, padding left out of the loss."""

import torch
from jaxtyping import Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "objectives.shift_targets",
    title="Shift the targets",
    chapter="08",
    level=2,
    minutes=10,
    hints=[
        "Every token but the last is read; every token but the first is to be predicted. What is left is to say "
        "which targets do not count.",
        "`token_ids[:, :-1]` are the inputs and `token_ids[:, 1:]` the targets. A target that is padding must become "
        "-100; the inputs keep their padding.",
        "`targets = token_ids[:, 1:]`, then `targets.masked_fill(targets == pad_id, -100)`, which makes a new tensor.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def texts(lengths: list[int], n_tokens: int, pad_id: int) -> Case:
        words = torch.arange(3, 3 + n_tokens).repeat(len(lengths), 1)
        words = words + 20 * torch.randint(1, 9, (len(lengths), 1), generator=rng)
        is_padding = torch.arange(n_tokens) >= torch.tensor(lengths)[:, None]
        return {"token_ids": words.masked_fill(is_padding, pad_id), "pad_id": pad_id}

    return [
        texts([5, 5, 5], 5, pad_id=0),
        texts([7, 4], 7, pad_id=1),
        texts([2, 6, 3], 6, pad_id=0),
    ]


@exercise.solution
def my_causal_batch(
    token_ids: Int[Tensor, "batch seq"], pad_id: int
) -> tuple[Int[Tensor, "batch shorter"], Int[Tensor, "batch shorter"]]:
    """Return (inputs, targets): at each position the target is the next token.

    A target that is padding is -100, so that the loss skips it.
    """
    inputs, targets = token_ids[:, :-1], token_ids[:, 1:]
    return inputs, targets.masked_fill(targets == pad_id, -100)


@exercise.also_right
def with_where(token_ids: Tensor, pad_id: int) -> tuple[Tensor, Tensor]:
    targets = token_ids[:, 1:]
    return token_ids[:, :-1].clone(), torch.where(targets != pad_id, targets, torch.tensor(-100))


@exercise.also_right
def with_roll(token_ids: Tensor, pad_id: int) -> list[Tensor]:
    targets = token_ids.roll(-1, dims=1)[:, :-1]
    targets[targets == pad_id] = -100
    return [token_ids[:, : token_ids.shape[1] - 1], targets]


def ignoring(targets: Tensor, where: Tensor) -> Tensor:
    return targets.masked_fill(where, -100)


@exercise.mistake(
    "Targets and inputs are the same tokens: the model learns to copy what it reads. Shift the targets by one."
)
def unshifted(token_ids: Tensor, pad_id: int) -> tuple[Tensor, Tensor]:
    inputs = token_ids[:, :-1]
    return inputs, ignoring(inputs, inputs == pad_id)


@exercise.mistake("The shift goes the wrong way: the target is the token before, which the model has read already.")
def backwards(token_ids: Tensor, pad_id: int) -> tuple[Tensor, Tensor]:
    return token_ids[:, 1:], ignoring(token_ids[:, :-1], token_ids[:, :-1] == pad_id)


@exercise.mistake("Padding among the targets still counts: the model would be paid for predicting padding.")
def padding_counts(token_ids: Tensor, pad_id: int) -> tuple[Tensor, Tensor]:
    return token_ids[:, :-1], token_ids[:, 1:]


@exercise.mistake(
    "-100 stands where the *input* is padding; it belongs where the *target* is: the last word of a short text has "
    "padding as its target."
)
def by_input(token_ids: Tensor, pad_id: int) -> tuple[Tensor, Tensor]:
    return token_ids[:, :-1], ignoring(token_ids[:, 1:], token_ids[:, :-1] == pad_id)


@exercise.mistake("The -100 has got into the inputs: it is no token, and an embedding has no row for it.")
def in_the_inputs(token_ids: Tensor, pad_id: int) -> tuple[Tensor, Tensor]:
    marked = ignoring(token_ids, token_ids == pad_id)
    return marked[:, :-1], marked[:, 1:]


@exercise.mistake("The first token of the text wraps round to be the last target: cut the last position off instead.")
def wrapped(token_ids: Tensor, pad_id: int) -> tuple[Tensor, Tensor]:
    targets = token_ids.roll(-1, dims=1)
    return token_ids, ignoring(targets, targets == pad_id)


@exercise.property("Each target must be the next input, or -100.")
def next_token(answer: list[Tensor], case: Case) -> bool:
    inputs, targets = answer
    following, counted = inputs[:, 1:], targets[:, :-1] != -100
    return bool((targets[:, :-1] == following)[counted].all())
