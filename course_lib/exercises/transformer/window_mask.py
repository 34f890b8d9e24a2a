"""The mask of sliding-window attention. Source: Beltagy et al. (2020), section 3.1, arXiv:2004.05150."""

import torch
from jaxtyping import Bool
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "transformer.window_mask",
    title="A sliding window",
    chapter="07",
    level=1,
    minutes=10,
    hints=[
        "For a query at position i, which keys are visible? The last is i itself. How many are there in all?",
        "With a window of w, key j is visible if i - w < j <= i. `torch.arange` as a column for the queries and as a "
        "row for the keys gives the table.",
        "`back = torch.arange(n_tokens)[:, None] - torch.arange(n_tokens)`; return `(back >= 0) & (back < window)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [{"n_tokens": 7, "window": 3}, {"n_tokens": 6, "window": 1}, {"n_tokens": 4, "window": 9}]


@exercise.solution
def my_window_mask(n_tokens: int, window: int) -> Bool[Tensor, "query key"]:
    """Let each token see `window` tokens: itself, and those right before it."""
    back = torch.arange(n_tokens)[:, None] - torch.arange(n_tokens)
    return (back >= 0) & (back < window)


@exercise.also_right
def band(n_tokens: int, window: int) -> Tensor:
    return torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril().triu(1 - window)


@exercise.also_right
def with_loops(n_tokens: int, window: int) -> Tensor:
    mask = torch.zeros(n_tokens, n_tokens, dtype=torch.bool)
    for query in range(n_tokens):
        mask[query, max(0, query - window + 1) : query + 1] = True
    return mask


@exercise.mistake("The window is one token too wide: it counts the query itself.")
def one_more(n_tokens: int, window: int) -> Tensor:
    return my_window_mask(n_tokens, window + 1)


@exercise.mistake("The window is open to the future too: hide the keys after the query.")
def both_sides(n_tokens: int, window: int) -> Tensor:
    return my_window_mask(n_tokens, window) | my_window_mask(n_tokens, window).T


@exercise.mistake("This is the whole past: the window is ignored.")
def causal(n_tokens: int, window: int) -> Tensor:
    return torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril()


@exercise.mistake("The query does not see itself; it is the last token of its window.")
def without_itself(n_tokens: int, window: int) -> Tensor:
    return my_window_mask(n_tokens, window).tril(-1)


@exercise.mistake("The text is cut into blocks: the window must slide, so that each query has its own.")
def blocks(n_tokens: int, window: int) -> Tensor:
    block = torch.arange(n_tokens) // window
    return (block[:, None] == block) & causal(n_tokens, window)


@exercise.mistake("Rows and columns are swapped: rows are queries, and look back.")
def transposed(n_tokens: int, window: int) -> Tensor:
    return my_window_mask(n_tokens, window).T


@exercise.mistake("The mask is inverted: True must mean that a query may look.")
def inverted(n_tokens: int, window: int) -> Tensor:
    return ~my_window_mask(n_tokens, window)


@exercise.property("No query may see a key after it.")
def no_future(mask: Tensor, case: Case) -> bool:
    return not mask.triu(1).any()
