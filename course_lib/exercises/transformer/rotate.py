"""Rotary positions: turn each pair of a query's numbers. Source: Su et al. (2021), section 3.2.2."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "transformer.rotate",
    title="Turn pairs by an angle",
    chapter="07",
    level=2,
    minutes=10,
    hints=[
        "A point (a, b) of the plane, turned by θ, becomes (a·cos θ - b·sin θ, a·sin θ + b·cos θ). Here a pair is two "
        "neighbours: numbers 0 and 1, 2 and 3, …",
        "Take the pairs apart: `a, b = x[..., 0::2], x[..., 1::2]`, each of the shape of `angles`. Turn them, and put "
        "them back in turn.",
        "`torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1).flatten(-2)` with `cos, sin = angles.cos(), "
        "angles.sin()`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {"x": torch.randn(5, 6, generator=rng), "angles": 3 * torch.rand(5, 3, generator=rng)},
        {"x": torch.randn(2, 3, 7, 8, generator=rng), "angles": 3 * torch.rand(7, 4, generator=rng)},
    ]


@exercise.solution
def my_rotate(
    x: Float[Tensor, "... seq d_head"], angles: Float[Tensor, "seq pairs"]
) -> Float[Tensor, "... seq d_head"]:
    """Turn the pair (number 2i, number 2i + 1) of each token by its angle i."""
    a, b = x[..., 0::2], x[..., 1::2]
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1).flatten(-2)


@exercise.also_right
def with_complex_numbers(x: Tensor, angles: Tensor) -> Tensor:
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2).contiguous())
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)).flatten(-2)


@exercise.also_right
def with_matrices(x: Tensor, angles: Tensor) -> Tensor:
    cos, sin = angles.cos(), angles.sin()
    matrices = torch.stack([torch.stack([cos, -sin], -1), torch.stack([sin, cos], -1)], -2)
    return (matrices @ x.unflatten(-1, (-1, 2))[..., None]).squeeze(-1).flatten(-2)


def turned(a: Tensor, b: Tensor, angles: Tensor) -> list[Tensor]:
    cos, sin = angles.cos(), angles.sin()
    return [a * cos - b * sin, a * sin + b * cos]


@exercise.mistake("The pairs are (number i, number i + d_head / 2); here they are neighbours, 0 and 1, 2 and 3, …")
def halves(x: Tensor, angles: Tensor) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    return torch.cat(turned(first, second, angles), dim=-1)


@exercise.mistake(
    "The right pairs are turned, but not put back in turn: all first numbers stand before all second ones."
)
def not_interleaved(x: Tensor, angles: Tensor) -> Tensor:
    return torch.cat(turned(x[..., 0::2], x[..., 1::2], angles), dim=-1)


@exercise.mistake("The pairs are turned the other way round: the minus belongs to the first number, a·cos - b·sin.")
def backwards(x: Tensor, angles: Tensor) -> Tensor:
    return my_rotate(x, -angles)


@exercise.mistake("Both numbers have a plus: this is no rotation, lengths change. The first is a·cos - b·sin.")
def two_pluses(x: Tensor, angles: Tensor) -> Tensor:
    a, b = x[..., 0::2], x[..., 1::2]
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([a * cos + b * sin, a * sin + b * cos], dim=-1).flatten(-2)


@exercise.mistake("The second number is computed from the first one after it has been turned; keep the old one.")
def overwritten(x: Tensor, angles: Tensor) -> Tensor:
    a, b = x[..., 0::2], x[..., 1::2]
    a = a * angles.cos() - b * angles.sin()
    return torch.stack([a, a * angles.sin() + b * angles.cos()], dim=-1).flatten(-2)


@exercise.mistake("Sine and cosine are swapped: an angle of 0 must change nothing.")
def swapped(x: Tensor, angles: Tensor) -> Tensor:
    a, b = x[..., 0::2], x[..., 1::2]
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([a * sin - b * cos, a * cos + b * sin], dim=-1).flatten(-2)


@exercise.mistake("The position is added, as with sinusoidal positions; rotary positions multiply.")
def added(x: Tensor, angles: Tensor) -> Tensor:
    return x + torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)


@exercise.property("A rotation changes no length: each token's vector must be as long as before.")
def keeps_lengths(result: Tensor, case: Case) -> bool:
    return torch.allclose(result.norm(dim=-1), case["x"].norm(dim=-1), atol=1e-4)
