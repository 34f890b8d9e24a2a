"""What a GPT makes of a text on its way, with any of its heads switched off.

The page computes the same in JavaScript (in_page/gpt.js); held equal to this, and this to
weights set to zero by hand, by tests/live/test_explorer.py. The logit lens is that of
chapter 07 (token_path): nostalgebraist (2020), Interpreting GPT: the logit lens, LessWrong.
Left out: switching off networks or single neurons, putting a mean in a head's place.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.live.token_path.widget import lens, residual_stream
from course_lib.models.attention import record_attention
from course_lib.models.gpt import GPT

Head = tuple[int, int]  # its layer, and its number there, both counted from 0


@dataclass(frozen=True)
class Inside:
    """What there is to see at each place of one text.

    Stage 0 is the embedding, stage i + 1 what layer i leaves in the stream.
    """

    weights: Float[Tensor, "layer head query key"]
    stream: Float[Tensor, "stage seq d_model"]
    lens: Float[Tensor, "stage seq vocab"]  # logits; those of the last stage are the model's

    @property
    def logits(self) -> Float[Tensor, "seq vocab"]:
        return self.lens[-1]


@torch.no_grad()
def look_inside(
    model: GPT,
    token_ids: Int[Tensor, " seq"],
    off: Collection[Head] = (),
) -> Inside:
    """Return what the model makes of a text while the heads in `off` are switched off.

    Raises:
        ValueError: if the model has no such head.
    """
    with switched_off(model, off):
        with record_attention(model) as records:
            stages = residual_stream(model, token_ids)
        seen = lens(model, stages)
    return Inside(
        weights=torch.stack([record.weights[0] for record in records]),
        stream=stages[:-1:2],  # after each network; token_path looks between the two, too
        lens=torch.cat([seen[:-2:2], seen[-1:]]),
    )


@contextmanager
def switched_off(model: GPT, off: Collection[Head]) -> Iterator[None]:
    """Set the output of some heads to zero, for as long as the block runs.

    Raises:
        ValueError: if the model has no such head.
    """
    hooks = []
    for layer, head in off:
        n_layers, n_heads = len(model.blocks), model.config.n_heads
        if not (0 <= layer < n_layers and 0 <= head < n_heads):
            there = f"there are layers 0 to {n_layers - 1} and heads 0 to {n_heads - 1}"
            raise ValueError(f"{there}, got layer {layer}, head {head}.")
        block: Any = model.blocks[layer]
        output = block.attention.output
        hooks.append(output.register_forward_pre_hook(silence(head, block.attention.d_head)))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def silence(head: int, d_head: int) -> Any:
    """Return a hook that puts zeros where one head hands its part to the output layer."""

    def hook(module: Any, inputs: tuple[Tensor]) -> tuple[Tensor]:
        gathered = inputs[0].clone()
        gathered[..., head * d_head : (head + 1) * d_head] = 0
        return (gathered,)

    return hook


def divergence(before: Float[Tensor, " vocab"], after: Float[Tensor, " vocab"]) -> float:
    """Return the Kullback–Leibler divergence KL(before ‖ after) of two rows of logits, in nats."""
    p, q = before.double().log_softmax(dim=-1), after.double().log_softmax(dim=-1)
    return float((p.exp() * (p - q)).sum())
