"""Four bugs in a decoder layer: its stream, its mask, and who asks whom."""

from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch.nn.functional as F


def my_decoder_layer(x, memory, expand, shrink):
    """Attend to the past, then to the memory, then feed forward; norm first each time.

    x: [batch seq d_model], the target; memory: [batch source d_model], the encoder's;
    expand: [d_model d_ff]; shrink: [d_ff d_model]. One head, no other linear maps.
    """
    h = F.layer_norm(x, x.shape[-1:])
    x = x + F.scaled_dot_product_attention(h, h, h)
    h = F.layer_norm(x, x.shape[-1:])
    x = F.scaled_dot_product_attention(h, memory, h)
    h = F.layer_norm(x, x.shape[-1:])
    return h + F.relu(h @ expand) @ shrink
'''

exercise = FindTheBug(
    "transformer.decoder_layer_bugs",
    title="Four bugs in a decoder layer",
    chapter="07",
    level=3,
    minutes=20,
    hints=[
        "One bug in the first attention, two in the second, one in the last line. None of them need stop the program.",
        "May a token of the target see the tokens after it? Where do keys and values of the cross-attention come from, "
        "both of them? Which lines keep x, and which lose it?",
        "`is_causal=True` in the first attention; `x = x + F.scaled_dot_product_attention(h, memory, memory)`; and "
        "`return x + F.relu(h @ expand) @ shrink`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, seq: int, source: int) -> Case:
        sizes = {"x": (batch, seq, 6), "memory": (batch, source, 6), "expand": (6, 10), "shrink": (10, 6)}
        return {name: 1.5 * torch.randn(*size, generator=rng) for name, size in sizes.items()}

    return [draw(2, 5, 5), draw(3, 4, 7)]  # as many keys as values at first: taking them from two sides raises nothing


@exercise.solution
def my_decoder_layer(
    x: Float[Tensor, "batch seq d_model"],
    memory: Float[Tensor, "batch source d_model"],
    expand: Float[Tensor, "d_model d_ff"],
    shrink: Float[Tensor, "d_ff d_model"],
) -> Float[Tensor, "batch seq d_model"]:
    """Attend to the past, then to the memory, then feed forward; norm first each time."""
    h = F.layer_norm(x, x.shape[-1:])
    x = x + F.scaled_dot_product_attention(h, h, h, is_causal=True)
    h = F.layer_norm(x, x.shape[-1:])
    x = x + F.scaled_dot_product_attention(h, memory, memory)
    h = F.layer_norm(x, x.shape[-1:])
    return x + F.relu(h @ expand) @ shrink


def norm(x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:])


@exercise.also_right
def with_a_mask(x: Tensor, memory: Tensor, expand: Tensor, shrink: Tensor) -> Tensor:
    past = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).tril()
    x = x + F.scaled_dot_product_attention(norm(x), norm(x), norm(x), attn_mask=past)
    x = x + F.scaled_dot_product_attention(norm(x), memory, memory)
    return x + (norm(x) @ expand).clamp(min=0) @ shrink


@exercise.also_right
def by_hand(x: Tensor, memory: Tensor, expand: Tensor, shrink: Tensor) -> Tensor:
    def attend(query: Tensor, key: Tensor, hidden: Tensor | None = None) -> Tensor:
        scores = query @ key.mT / query.shape[-1] ** 0.5
        return (scores if hidden is None else scores.masked_fill(hidden, float("-inf"))).softmax(dim=-1) @ key

    x = x + attend(norm(x), norm(x), torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).triu(1))
    x = x + attend(norm(x), memory)
    return x + torch.relu(norm(x) @ expand) @ shrink


def leaving_in(*bugs: str) -> Callable[..., Tensor]:
    """Return the layer with some of its bugs still in it, or mended in a wrong way."""

    def layer(x: Tensor, memory: Tensor, expand: Tensor, shrink: Tensor) -> Tensor:
        attend = F.scaled_dot_product_attention
        h = norm(x)
        x = x + attend(h, h, h, is_causal="future" not in bugs)
        h = norm(x)
        key = h if "all from x" in bugs else memory
        value = h if {"values from x", "all from x"} & {*bugs} else memory
        found = attend(memory, h, h) if "other way round" in bugs else attend(h, key, value)
        x = found if "memory replaces x" in bugs else x + found
        h = norm(x)
        kept = {"normed stream": h, "nothing kept": 0 * x}.get(bugs[-1], x) if bugs else x
        read = x if "not normed" in bugs else h
        return kept + F.relu(read @ expand) @ shrink

    return layer


@exercise.mistake(
    "The listing still has more than one bug: begin with the first attention, whose tokens see the future."
)
def all_left_in(**arguments: Any) -> Tensor:
    return leaving_in("future", "values from x", "memory replaces x", "normed stream")(**arguments)


for bug, message in {
    "future": "The tokens of the target see the future: the first attention must be causal (`is_causal=True`).",
    "memory replaces x": "The residual connection around the cross-attention is missing: x is lost there.",
    "values from x": "The cross-attention takes its values from x: keys and values both come from the memory.",
    "all from x": "The second attention does not read the memory at all: keys and values come from there.",
    "other way round": "The memory asks and x answers: the queries must come from x, keys and values from the memory.",
    "normed stream": "The last line adds to the normed copy h: the stream x must go on, not h.",
    "nothing kept": "The residual connection around the feed-forward network is missing: return x + …",
    "not normed": "The feed-forward network reads x itself: it must read the normed copy h.",
}.items():
    exercise.mistake(message)(leaving_in(bug))


@exercise.property("The first token of the target must not depend on the later ones.")
def past_only(output: Tensor, case: Case) -> bool:
    alone = my_decoder_layer(case["x"][:, :1], case["memory"], case["expand"], case["shrink"])
    return torch.allclose(output[:, :1], alone, atol=1e-4)
