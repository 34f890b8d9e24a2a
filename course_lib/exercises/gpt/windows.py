"""Cut the stream of tokens into windows, with the targets one token on."""

import torch
from jaxtyping import Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "gpt.windows",
    title="Cut the stream into windows",
    chapter="10",
    level=2,
    minutes=10,
    hints=[
        "Inputs and targets are the same stream; the targets begin one token later. How "
        "many tokens do n windows need, the last target included?",
        "n windows of inputs need n · context_length tokens, and one more for the last "
        "target: n = (len(token_ids) - 1) // context_length.",
        "Take the first n · context_length + 1 tokens; all but the last are the inputs, "
        "all but the first the targets; `.view(n, context_length)` cuts each into rows.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    sizes = [(23, 5), (21, 4), (24, 6)]  # of text and window
    return [{"token_ids": torch.randperm(n, generator=rng), "context_length": length} for n, length in sizes]


@exercise.solution
def my_windows(
    token_ids: Int[Tensor, "text"], context_length: int
) -> tuple[Int[Tensor, "window seq"], Int[Tensor, "window seq"]]:
    """Return the inputs and targets of windows that follow each other in the stream.

    The target of a token is the next one. Tokens at the end that do not fill a window,
    or have no target, are left out.
    """
    n_windows = (len(token_ids) - 1) // context_length
    used = token_ids[: n_windows * context_length + 1]
    return used[:-1].view(n_windows, -1), used[1:].view(n_windows, -1)


@exercise.also_right
def unfolded(token_ids: Tensor, context_length: int) -> tuple[Tensor, Tensor]:
    windows = token_ids.unfold(0, context_length + 1, context_length)
    return windows[:, :-1], windows[:, 1:]


@exercise.also_right
def one_by_one(token_ids: Tensor, context_length: int) -> tuple[Tensor, Tensor]:
    starts = range(0, len(token_ids) - context_length, context_length)
    rows = [token_ids[start : start + context_length] for start in starts]
    nexts = [token_ids[start + 1 : start + context_length + 1] for start in starts]
    return torch.stack(rows), torch.stack(nexts)


@exercise.mistake(
    "The targets are the inputs themselves: the model would learn to repeat. A target is the token after."
)
def not_shifted(token_ids: Tensor, context_length: int) -> tuple[Tensor, Tensor]:
    inputs, _ = my_windows(token_ids, context_length)
    return inputs, inputs


@exercise.mistake("The targets are the tokens before the inputs; they must be those after.")
def shifted_back(token_ids: Tensor, context_length: int) -> tuple[Tensor, Tensor]:
    inputs, targets = my_windows(token_ids, context_length)
    return targets, inputs


@exercise.mistake(
    "The last target wraps around to the first token of the text: leave out the window that has no token after it."
)
def wrapped(token_ids: Tensor, context_length: int) -> tuple[Tensor, Tensor]:
    n = len(token_ids) // context_length
    rows = [one[: n * context_length] for one in (token_ids, token_ids.roll(-1))]
    return rows[0].view(n, -1), rows[1].view(n, -1)


@exercise.mistake(
    "Each window is moved on by one token, so that every token comes many times; a new "
    "window begins where the one before ends."
)
def overlapping(token_ids: Tensor, context_length: int) -> tuple[Tensor, Tensor]:
    windows = token_ids.unfold(0, context_length + 1, 1)
    return windows[:, :-1], windows[:, 1:]


@exercise.mistake(
    "Between two windows a target is lost: the last target of a window must also be the first input of the next."
)
def a_gap(token_ids: Tensor, context_length: int) -> tuple[Tensor, Tensor]:
    windows = token_ids.unfold(0, context_length + 1, context_length + 1)
    return windows[:, :-1], windows[:, 1:]


@exercise.mistake(
    "The windows have context_length - 1 tokens: to shift inside a window costs a token; shift the stream instead."
)
def short(token_ids: Tensor, context_length: int) -> tuple[Tensor, Tensor]:
    windows = token_ids.unfold(0, context_length, context_length)
    return windows[:, :-1], windows[:, 1:]


@exercise.mistake("The windows run down the columns: each row must hold neighbours of the text.")
def columns(token_ids: Tensor, context_length: int) -> tuple[Tensor, Tensor]:
    n = (len(token_ids) - 1) // context_length
    used = token_ids[: n * context_length + 1]
    return used[:-1].view(-1, n).T, used[1:].view(-1, n).T
