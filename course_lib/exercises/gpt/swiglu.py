"""A feed-forward network with a gate."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "gpt.swiglu",
    title="A gated feed-forward network",
    chapter="10",
    level=2,
    minutes=10,
    hints=[
        "Two maps widen x. One of them says how far each number of the other gets through.",
        "silu(z) = z · sigmoid(z) bends the gate, and only the gate. Then multiply number "
        "by number, and come back by `down`.",
        "gates = x @ gate; return (gates * torch.sigmoid(gates) * (x @ up)) @ down",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {
            "x": torch.randn(*axes, 4, generator=rng),
            "gate": torch.randn(4, 6, generator=rng),
            "up": torch.randn(4, 6, generator=rng),
            "down": torch.randn(6, 4, generator=rng),
        }
        for axes in [(2, 3), (5,)]
    ]


@exercise.solution
def my_swiglu(
    x: Float[Tensor, "... d_model"],
    gate: Float[Tensor, "d_model d_ff"],
    up: Float[Tensor, "d_model d_ff"],
    down: Float[Tensor, "d_ff d_model"],
) -> Float[Tensor, "... d_model"]:
    """Widen x twice, let one half gate the other, and bring it back to d_model."""
    gates = x @ gate
    return (gates * torch.sigmoid(gates) * (x @ up)) @ down


@exercise.also_right
def with_silu(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    return (F.silu(x @ gate) * (x @ up)) @ down


@exercise.also_right
def in_one_product(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    gates, values = (x @ torch.cat([gate, up], dim=1)).chunk(2, dim=-1)
    return (gates / (1 + torch.exp(-gates)) * values) @ down


@exercise.mistake("The gate is a plain sigmoid (that is GLU): silu multiplies it by its input.")
def glu(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    return (torch.sigmoid(x @ gate) * (x @ up)) @ down


@exercise.mistake("silu bends the `up` half; it must bend the gate.")
def wrong_half(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    return ((x @ gate) * F.silu(x @ up)) @ down


@exercise.mistake("The gate is bent by GELU (that is GEGLU); here it is silu.")
def geglu(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    return (F.gelu(x @ gate) * (x @ up)) @ down


@exercise.mistake("silu is taken of the product; take it of the gate, then multiply.")
def after_the_product(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    return F.silu((x @ gate) * (x @ up)) @ down


@exercise.mistake("The halves are added; a gate multiplies.")
def added(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    return (F.silu(x @ gate) + x @ up) @ down


@exercise.mistake("There is no gate: `up` is not used.")
def no_gate(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    return F.silu(x @ gate) @ down


@exercise.mistake("silu is taken once more after `down`: nothing bends the output.")
def bent_output(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    return F.silu(with_silu(x, gate, up, down))


@exercise.mistake("The output still has the width d_ff: bring it back by `down`.")
def still_wide(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    return F.silu(x @ gate) * (x @ up)
