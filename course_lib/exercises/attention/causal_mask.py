"""The mask of a language model: a token sees itself and what stands before it."""

import torch
from jaxtyping import Bool
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "attention.causal_mask",
    title="The causal mask",
    chapter="06",
    level=1,
    minutes=5,
    hints=[
        "Draw it for three tokens: a row for each query, a column for each key. Which keys does the first query see?",
        "Query i sees key j exactly if j <= i: True on the diagonal and below it, False above.",
        "`torch.tril` keeps the lower triangle of a matrix: start from `torch.ones(n_tokens, n_tokens, "
        "dtype=torch.bool)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [{"n_tokens": 4}, {"n_tokens": 1}, {"n_tokens": 7}]


@exercise.solution
def my_causal_mask(n_tokens: int) -> Bool[Tensor, "query key"]:
    """Return the mask by which each token sees itself and those before it."""
    return torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril()


@exercise.also_right
def by_comparison(n_tokens: int) -> Tensor:
    position = torch.arange(n_tokens)
    return position[:, None] >= position[None, :]


@exercise.also_right
def by_loops(n_tokens: int) -> Tensor:
    return torch.tensor([[key <= query for key in range(n_tokens)] for query in range(n_tokens)])


@exercise.mistake("The mask is mirrored: query 0 sees the whole future. Rows are queries, columns are keys.")
def mirrored(n_tokens: int) -> Tensor:
    return my_causal_mask(n_tokens).T


@exercise.mistake("The diagonal is hidden: a token must see itself, else the first one sees nothing at all.")
def without_itself(n_tokens: int) -> Tensor:
    return my_causal_mask(n_tokens).tril(diagonal=-1)


@exercise.mistake("Each token also sees the next one, the very word it is to predict.")
def one_too_many(n_tokens: int) -> Tensor:
    return torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril(diagonal=1)


@exercise.mistake("The mask is inverted: it is True where hidden, and must be True where visible.")
def inverted(n_tokens: int) -> Tensor:
    return ~my_causal_mask(n_tokens)


@exercise.mistake("Everything is visible: the future must be False.")
def all_visible(n_tokens: int) -> Tensor:
    return torch.ones(n_tokens, n_tokens, dtype=torch.bool)


@exercise.mistake("The mask holds the numbers 0 and 1; it must be boolean (dtype=torch.bool), so that ~mask works.")
def numbers(n_tokens: int) -> Tensor:
    return my_causal_mask(n_tokens).float()


@exercise.mistake("These are 0 and -inf, to be added to the scores; asked for is the boolean mask, True where visible.")
def to_be_added(n_tokens: int) -> Tensor:
    return torch.zeros(n_tokens, n_tokens).masked_fill(~my_causal_mask(n_tokens), float("-inf"))


@exercise.mistake("Each token sees only itself; it must also see all that stands before it.")
def only_itself(n_tokens: int) -> Tensor:
    return torch.eye(n_tokens, dtype=torch.bool)


@exercise.property("A token must see itself: the diagonal is True.")
def sees_itself(mask: Tensor, case: Case) -> bool:
    return bool(mask.diagonal().all())


@exercise.property("A token must not see the future: above the diagonal all is False.")
def future_unseen(mask: Tensor, case: Case) -> bool:
    return not mask.triu(diagonal=1).any()
