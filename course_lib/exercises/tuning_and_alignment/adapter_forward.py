"""A bottleneck beside a straight way."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tuning_and_alignment.adapter_forward",
    title="An adapter, forwards",
    chapter="17",
    level=2,
    minutes=10,
    hints=[
        "Three steps in the bottleneck: down to the small width, a bend, up again. And what goes around it?",
        "`down` has the axes width × d_model, so going down is `h @ down.T + down_bias`; then GELU; then up.",
        "`h + F.gelu(h @ down.T + down_bias) @ up.T + up_bias`: with up = 0 and its bias 0 it returns h.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, d: int, width: int) -> Case:
        shapes = {"h": (batch, d), "down": (width, d), "down_bias": (width,), "up": (d, width), "up_bias": (d,)}
        return {name: torch.randn(shape, generator=rng) for name, shape in shapes.items()}

    return [draw(4, 6, 3), draw(2, 5, 2)]


@exercise.solution
def my_adapter(
    h: Float[Tensor, "batch d_model"],
    down: Float[Tensor, "width d_model"],
    down_bias: Float[Tensor, " width"],
    up: Float[Tensor, "d_model width"],
    up_bias: Float[Tensor, " d_model"],
) -> Float[Tensor, "batch d_model"]:
    """Return h plus what the bottleneck makes of it, with a GELU in the middle."""
    inner = F.gelu(h @ down.T + down_bias)
    return h + inner @ up.T + up_bias


@exercise.also_right
def with_linear(h: Tensor, down: Tensor, down_bias: Tensor, up: Tensor, up_bias: Tensor) -> Tensor:
    return h + F.linear(F.gelu(F.linear(h, down, down_bias)), up, up_bias)


@exercise.also_right
def with_the_gelu_written_out(h: Tensor, down: Tensor, down_bias: Tensor, up: Tensor, up_bias: Tensor) -> Tensor:
    inner = torch.einsum("bd,wd->bw", h, down) + down_bias
    inner = inner * 0.5 * (1 + torch.erf(inner / 2**0.5))
    return torch.einsum("bw,dw->bd", inner, up) + up_bias + h


@exercise.mistake("The straight way is missing: add h, or the adapter starts by wiping out what it gets.")
def without_h(h: Tensor, down: Tensor, down_bias: Tensor, up: Tensor, up_bias: Tensor) -> Tensor:
    return F.gelu(h @ down.T + down_bias) @ up.T + up_bias


@exercise.mistake("There is no GELU: two linear maps in a row are one linear map.")
def without_gelu(h: Tensor, down: Tensor, down_bias: Tensor, up: Tensor, up_bias: Tensor) -> Tensor:
    return h + (h @ down.T + down_bias) @ up.T + up_bias


@exercise.mistake("The GELU stands at the end; it belongs in the bottleneck, between down and up.")
def gelu_last(h: Tensor, down: Tensor, down_bias: Tensor, up: Tensor, up_bias: Tensor) -> Tensor:
    return h + F.gelu((h @ down.T + down_bias) @ up.T + up_bias)


@exercise.mistake("The bias of `down` is missing.")
def without_down_bias(h: Tensor, down: Tensor, down_bias: Tensor, up: Tensor, up_bias: Tensor) -> Tensor:
    return h + F.gelu(h @ down.T) @ up.T + up_bias


@exercise.mistake("The bias of `up` is missing.")
def without_up_bias(h: Tensor, down: Tensor, down_bias: Tensor, up: Tensor, up_bias: Tensor) -> Tensor:
    return h + F.gelu(h @ down.T + down_bias) @ up.T


@exercise.mistake("This is a ReLU; asked for is a GELU.")
def with_relu(h: Tensor, down: Tensor, down_bias: Tensor, up: Tensor, up_bias: Tensor) -> Tensor:
    return h + F.relu(h @ down.T + down_bias) @ up.T + up_bias


@exercise.mistake("This returns what the bottleneck holds, of its small width: go up again, and add h.")
def not_up_again(h: Tensor, down: Tensor, down_bias: Tensor, up: Tensor, up_bias: Tensor) -> Tensor:
    return F.gelu(h @ down.T + down_bias)
