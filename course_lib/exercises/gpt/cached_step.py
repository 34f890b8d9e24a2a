"""One step of attention with a cache: a new token looks at the past and at itself."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "gpt.cached_step",
    title="One step with a cache",
    chapter="10",
    level=2,
    minutes=10,
    hints=[
        "The new token has one query, one key and one value. What does its query look at?",
        "At all past keys and its own: join them along the axis of the tokens, dim=2. No "
        "mask is needed: nothing of the future is there.",
        "keys = torch.cat([past_keys, key], dim=2), the values alike; then attention as "
        "in chapter 06, and return keys and values for the next step.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, heads: int, past: int, d_head: int) -> Case:
        names = ("query", "key", "value", "past_keys", "past_values")
        lengths = (1, 1, 1, past, past)
        return {
            name: torch.randn(batch, heads, n, d_head, generator=rng) for name, n in zip(names, lengths, strict=True)
        }

    return [draw(2, 3, 5, 4), draw(1, 2, 7, 6)]


@exercise.solution
def my_cached_step(
    query: Float[Tensor, "batch heads 1 d_head"],
    key: Float[Tensor, "batch heads 1 d_head"],
    value: Float[Tensor, "batch heads 1 d_head"],
    past_keys: Float[Tensor, "batch heads past d_head"],
    past_values: Float[Tensor, "batch heads past d_head"],
) -> tuple[Tensor, Tensor, Tensor]:
    """Let the new token attend to the past and itself.

    Return its output, and the keys and values that the next step will need.
    """
    keys = torch.cat([past_keys, key], dim=2)
    values = torch.cat([past_values, value], dim=2)
    scores = query @ keys.transpose(-2, -1) / query.shape[-1] ** 0.5
    return torch.softmax(scores, dim=-1) @ values, keys, values


Step = tuple[Tensor, Tensor, Tensor]


@exercise.also_right
def fused(query: Tensor, key: Tensor, value: Tensor, past_keys: Tensor, past_values: Tensor) -> Step:
    keys, values = torch.cat([past_keys, key], 2), torch.cat([past_values, value], 2)
    return F.scaled_dot_product_attention(query, keys, values), keys, values


@exercise.also_right
def by_einsum(query: Tensor, key: Tensor, value: Tensor, past_keys: Tensor, past_values: Tensor) -> Step:
    keys, values = torch.cat([past_keys, key], -2), torch.cat([past_values, value], -2)
    scores = torch.einsum("bhqd,bhkd->bhqk", query, keys) * query.shape[-1] ** -0.5
    weights = scores.softmax(dim=-1)
    return torch.einsum("bhqk,bhkd->bhqd", weights, values), keys, values


@exercise.mistake("The new token does not see itself: its own key and value belong to the cache before it looks.")
def without_itself(query: Tensor, key: Tensor, value: Tensor, past_keys: Tensor, past_values: Tensor) -> Step:
    _, keys, values = fused(query, key, value, past_keys, past_values)
    return F.scaled_dot_product_attention(query, past_keys, past_values), keys, values


@exercise.mistake(
    "A causal mask of one row lets the query see only the first key of all: with a cache, one new token needs no mask."
)
def masked(query: Tensor, key: Tensor, value: Tensor, past_keys: Tensor, past_values: Tensor) -> Step:
    _, keys, values = fused(query, key, value, past_keys, past_values)
    output = F.scaled_dot_product_attention(query, keys, values, is_causal=True)
    return output, keys, values


@exercise.mistake("The cache is returned as it came: the next token would not see this one.")
def not_extended(query: Tensor, key: Tensor, value: Tensor, past_keys: Tensor, past_values: Tensor) -> Step:
    output, _, _ = fused(query, key, value, past_keys, past_values)
    return output, past_keys, past_values


@exercise.mistake("The new key and value stand before the past: they belong at its end, in the order of the text.")
def in_front(query: Tensor, key: Tensor, value: Tensor, past_keys: Tensor, past_values: Tensor) -> Step:
    keys, values = torch.cat([key, past_keys], 2), torch.cat([value, past_values], 2)
    return F.scaled_dot_product_attention(query, keys, values), keys, values


@exercise.mistake(
    "They are joined along dim=1, the heads; the tokens are dim=2. (PyTorch refuses, "
    "unless the past is one token long.)"
)
def along_the_heads(query: Tensor, key: Tensor, value: Tensor, past_keys: Tensor, past_values: Tensor) -> Step:
    keys, values = torch.cat([past_keys, key], 1), torch.cat([past_values, value], 1)
    return F.scaled_dot_product_attention(query, keys, values), keys, values


@exercise.mistake("The scores are not divided by sqrt(d_head).")
def unscaled(query: Tensor, key: Tensor, value: Tensor, past_keys: Tensor, past_values: Tensor) -> Step:
    _, keys, values = fused(query, key, value, past_keys, past_values)
    return F.scaled_dot_product_attention(query, keys, values, scale=1.0), keys, values


@exercise.mistake("Keys and values have changed places in what is returned.")
def swapped(query: Tensor, key: Tensor, value: Tensor, past_keys: Tensor, past_values: Tensor) -> Step:
    output, keys, values = fused(query, key, value, past_keys, past_values)
    return output, values, keys
