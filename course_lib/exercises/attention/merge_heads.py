"""From several heads back to one wide vector a token."""

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "attention.merge_heads",
    title="Merge the heads",
    chapter="06",
    level=2,
    minutes=5,
    hints=[
        "It must undo the splitting: a token's vector is what its first head holds, then what its second holds, …",
        "Two steps: bring the heads behind the tokens, [batch seq heads d_head], then make one axis of the last two.",
        "With einops: `batch heads seq d_head -> batch seq (heads d_head)`. With PyTorch: `x.transpose(1, 2)`, then "
        "`flatten(2)`; `view` refuses a transposed tensor.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [{"x": torch.randn(2, 3, 5, 4, generator=rng)}, {"x": torch.randn(4, 2, 7, 6, generator=rng)}]


@exercise.solution
def my_merge_heads(
    x: Float[Tensor, "batch heads seq d_head"],
) -> Float[Tensor, "batch seq d_model"]:
    """Put what the heads hold of each token side by side: d_model = heads * d_head."""
    return rearrange(x, "batch heads seq d_head -> batch seq (heads d_head)")


@exercise.also_right
def transpose_and_flatten(x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)


@exercise.also_right
def concatenated(x: Tensor) -> Tensor:
    return torch.cat(x.unbind(dim=1), dim=-1)


@exercise.mistake("`reshape` without a transpose mixes tokens with heads: the heads must stand beside d_head first.")
def only_reshaped(x: Tensor) -> Tensor:
    batch, heads, seq, d_head = x.shape
    return x.reshape(batch, seq, heads * d_head)


@exercise.mistake("`view` cannot merge axes that a transpose has moved apart: use `reshape`, or `contiguous()` first.")
def viewed(x: Tensor) -> Tensor:
    batch, heads, seq, d_head = x.shape
    return x.transpose(1, 2).view(batch, seq, heads * d_head)


@exercise.mistake("The heads are interleaved, as in (d_head heads): put them side by side, (heads d_head).")
def interleaved(x: Tensor) -> Tensor:
    return rearrange(x, "batch heads seq d_head -> batch seq (d_head heads)")


@exercise.mistake("The axes are [batch seq heads d_head]: the last two must still become one, d_model.")
def not_merged(x: Tensor) -> Tensor:
    return x.transpose(1, 2)


@exercise.mistake("The heads stand one after the other along the tokens; they must stand side by side in d_model.")
def along_the_tokens(x: Tensor) -> Tensor:
    return x.flatten(1, 2)


@exercise.mistake("The heads are added up; merging keeps all their numbers, side by side.")
def added(x: Tensor) -> Tensor:
    return x.sum(dim=1)


@exercise.mistake("Tokens and d_head are swapped before the merge: transpose the heads and the tokens, axes 1 and 2.")
def wrong_transpose(x: Tensor) -> Tensor:
    return x.transpose(2, 3).reshape(x.shape[0], x.shape[2], -1)


@exercise.property("A token's vector must start with what its first head holds.")
def first_head(merged: Tensor, case: Case) -> bool:
    return torch.equal(merged[..., : case["x"].shape[-1]], case["x"][:, 0])
