"""The mask of a decoder's self-attention: no future, no padding."""

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "transformer.decoder_mask",
    title="No future, no padding",
    chapter="07",
    level=2,
    minutes=10,
    hints=[
        "Two masks, and a key must pass both: it is not after the query, and no padding. Which axes does each have?",
        "The causal mask is [query key], the same for all texts. The padding mask is [batch key]: give it two axes of "
        "size 1, for the heads and the queries. Then `&` broadcasts.",
        "`causal = torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril()`; `real = torch.arange(n_tokens) < "
        "lengths[:, None]`; return `causal & real[:, None, None, :]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    last = int(torch.randint(1, 4, (), generator=rng))
    return [{"lengths": torch.tensor([5, 4, last]), "n_tokens": 5}, {"lengths": torch.tensor([3, 7]), "n_tokens": 7}]


@exercise.solution
def my_decoder_mask(
    lengths: Int[Tensor, "batch"],
    n_tokens: int,
) -> Bool[Tensor, "batch 1 query key"]:
    """Return True where a query may look: at itself and its past, and never at padding.

    `lengths` says how many tokens of each text are real; padding follows them.
    """
    causal = torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril()
    is_real = torch.arange(n_tokens) < lengths[:, None]
    return causal & is_real[:, None, None, :]


@exercise.also_right
def by_comparing(lengths: Tensor, n_tokens: int) -> Tensor:
    places = torch.arange(n_tokens)
    return (places <= places[:, None]) & (places < lengths[:, None, None, None])


@exercise.also_right
def with_loops(lengths: Tensor, n_tokens: int) -> Tensor:
    mask = torch.zeros(len(lengths), 1, n_tokens, n_tokens, dtype=torch.bool)
    for text, length in enumerate(lengths.tolist()):
        for query in range(n_tokens):
            mask[text, 0, query, : min(query + 1, length)] = True
    return mask


def causal(n_tokens: int) -> Tensor:
    return torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril()


def real(lengths: Tensor, n_tokens: int) -> Tensor:
    return (torch.arange(n_tokens) < lengths[:, None])[:, None, None, :]


@exercise.mistake("The masks are joined by `or`: a key must pass both, so join them by `&`.")
def either(lengths: Tensor, n_tokens: int) -> Tensor:
    return causal(n_tokens) | real(lengths, n_tokens)


@exercise.mistake("The padding is hidden, the future is not: the causal mask is missing.")
def padding_only(lengths: Tensor, n_tokens: int) -> Tensor:
    return real(lengths, n_tokens).expand(-1, 1, n_tokens, n_tokens).clone()


@exercise.mistake("The future is hidden, the padding is not: the lengths are ignored.")
def causal_only(lengths: Tensor, n_tokens: int) -> Tensor:
    return causal(n_tokens).expand(len(lengths), 1, n_tokens, n_tokens).clone()


@exercise.mistake("The mask is inverted: True must mean that a query may look.")
def inverted(lengths: Tensor, n_tokens: int) -> Tensor:
    return ~my_decoder_mask(lengths, n_tokens)


@exercise.mistake("The padded rows are hidden, not the padded columns: columns are the keys.")
def rows_hidden(lengths: Tensor, n_tokens: int) -> Tensor:
    return causal(n_tokens) & real(lengths, n_tokens).transpose(-2, -1)


@exercise.mistake("The causal mask is upside down: each query sees its future and not its past.")
def upper(lengths: Tensor, n_tokens: int) -> Tensor:
    return causal(n_tokens).T & real(lengths, n_tokens)


@exercise.mistake("A query does not see itself: the diagonal of the causal mask belongs to it.")
def strictly_before(lengths: Tensor, n_tokens: int) -> Tensor:
    return causal(n_tokens).tril(-1) & real(lengths, n_tokens)


@exercise.mistake("The padding begins one token too late: with a length of 3, the keys 0, 1 and 2 are real.")
def one_too_many(lengths: Tensor, n_tokens: int) -> Tensor:
    return my_decoder_mask(lengths + 1, n_tokens)


@exercise.property("No query may see a key after it.")
def no_future(mask: Tensor, case: Case) -> bool:
    return not mask.triu(1).any()
