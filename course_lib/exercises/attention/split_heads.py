"""From one wide vector a token to several heads."""

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "attention.split_heads",
    title="Split the heads",
    chapter="06",
    level=2,
    minutes=10,
    hints=[
        "The first head takes the first d_head numbers of every token, the second head the next d_head: d_model is "
        "(heads d_head), in that order.",
        "Two steps: split the last axis into two, [batch seq heads d_head], then bring the heads before the tokens.",
        "With einops one pattern says both: `batch seq (heads d_head) -> batch heads seq d_head`. With PyTorch: "
        "`x.view(batch, seq, n_heads, -1)`, then `transpose(1, 2)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {"x": torch.randn(2, 5, 12, generator=rng), "n_heads": 3},
        {"x": torch.randn(4, 7, 10, generator=rng), "n_heads": 2},
    ]


@exercise.solution
def my_split_heads(
    x: Float[Tensor, "batch seq d_model"],
    n_heads: int,
) -> Float[Tensor, "batch heads seq d_head"]:
    """Give each head its share of every token's vector: d_model = heads * d_head."""
    return rearrange(x, "batch seq (heads d_head) -> batch heads seq d_head", heads=n_heads)


@exercise.also_right
def view_and_transpose(x: Tensor, n_heads: int) -> Tensor:
    batch, seq, d_model = x.shape
    return x.view(batch, seq, n_heads, d_model // n_heads).transpose(1, 2)


@exercise.also_right
def chunks_stacked(x: Tensor, n_heads: int) -> Tensor:
    return torch.stack(x.chunk(n_heads, dim=-1), dim=1)


@exercise.mistake(
    "`view` straight to [batch heads seq d_head] mixes tokens with heads: split the last axis first, then transpose."
)
def only_viewed(x: Tensor, n_heads: int) -> Tensor:
    return x.reshape(x.shape[0], n_heads, x.shape[1], -1)


@exercise.mistake(
    "The heads are interleaved, as in (d_head heads): a head must get neighbouring numbers, (heads d_head)."
)
def interleaved(x: Tensor, n_heads: int) -> Tensor:
    return rearrange(x, "batch seq (d_head heads) -> batch heads seq d_head", heads=n_heads)


@exercise.mistake("The axes are still [batch seq heads d_head]: the heads must come before the tokens.")
def not_transposed(x: Tensor, n_heads: int) -> Tensor:
    return x.reshape(*x.shape[:2], n_heads, -1)


@exercise.mistake("`n_heads` is used as the size of a head: there must be n_heads heads of d_model / n_heads numbers.")
def heads_as_size(x: Tensor, n_heads: int) -> Tensor:
    return my_split_heads(x, x.shape[-1] // n_heads)


@exercise.mistake("Batch and heads are folded into one axis; they must stay two: [batch heads seq d_head].")
def folded(x: Tensor, n_heads: int) -> Tensor:
    return my_split_heads(x, n_heads).flatten(0, 1)


@exercise.mistake("The heads come first, before the batch: the order is [batch heads seq d_head].")
def heads_first(x: Tensor, n_heads: int) -> Tensor:
    return torch.stack(x.chunk(n_heads, dim=-1))


@exercise.mistake("The last two axes are swapped: [batch heads d_head seq] is the shape of transposed keys.")
def transposed_too_far(x: Tensor, n_heads: int) -> Tensor:
    return my_split_heads(x, n_heads).transpose(-2, -1)


@exercise.property("The first head must hold the first d_head numbers of each token, in their order.")
def first_head(heads: Tensor, case: Case) -> bool:
    return torch.equal(heads[:, 0], case["x"][..., : heads.shape[-1]])
