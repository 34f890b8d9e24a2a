"""Sinusoidal positions. Source: Vaswani et al. (2017), section 3.5."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "transformer.sinusoidal",
    title="Sinusoidal positions",
    chapter="07",
    level=2,
    minutes=15,
    hints=[
        "Pair i shares one frequency, 10000 ** (-2 * i / d_model), for i = 0, 1, …, d_model / 2 - 1. First make "
        "the angles: one row a position, one column a pair.",
        "The angles are `positions[:, None] * frequencies`. The columns 0, 2, 4, … of the table are their sines, the "
        "columns 1, 3, 5, … their cosines.",
        "Fill `table = torch.zeros(n_tokens, d_model)` with `table[:, 0::2] = angles.sin()` and "
        "`table[:, 1::2] = angles.cos()`, where `frequencies = 10000 ** (-torch.arange(0, d_model, 2) / d_model)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    n_tokens = int(torch.randint(5, 9, (), generator=rng))
    return [{"n_tokens": n_tokens, "d_model": 12}, {"n_tokens": 11, "d_model": 4}]


@exercise.solution
def my_sinusoidal(n_tokens: int, d_model: int) -> Float[Tensor, "seq d_model"]:
    """Return the vectors that are added at positions 0 to n_tokens - 1.

    In each row: sin(p·f₀), cos(p·f₀), sin(p·f₁), cos(p·f₁), …; d_model is even.
    """
    frequencies = 10_000.0 ** (-torch.arange(0, d_model, 2) / d_model)
    angles = torch.arange(n_tokens)[:, None] * frequencies
    table = torch.zeros(n_tokens, d_model)
    table[:, 0::2] = angles.sin()
    table[:, 1::2] = angles.cos()
    return table


@exercise.also_right
def stacked(n_tokens: int, d_model: int) -> Tensor:
    pairs = torch.arange(d_model // 2)
    angles = torch.arange(n_tokens).float()[:, None] / 10_000 ** (2 * pairs / d_model)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)


@exercise.also_right
def with_loops(n_tokens: int, d_model: int) -> Tensor:
    table = torch.zeros(n_tokens, d_model)
    for p in range(n_tokens):
        for j in range(d_model):
            angle = torch.tensor(p * 10_000 ** (-2 * (j // 2) / d_model))
            table[p, j] = angle.cos() if j % 2 else angle.sin()
    return table


def angles_of(n_tokens: int, d_model: int, first: int = 0, exponent: float = -1.0, base: float = 1e4) -> Tensor:
    frequencies = base ** (exponent * torch.arange(0, d_model, 2) / d_model)
    return torch.arange(first, first + n_tokens)[:, None] * frequencies


def in_turn(angles: Tensor) -> Tensor:
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)


@exercise.mistake("All sines stand first, then all cosines: they must take turns, sin, cos, sin, cos, …")
def halves(n_tokens: int, d_model: int) -> Tensor:
    angles = angles_of(n_tokens, d_model)
    return torch.cat([angles.sin(), angles.cos()], dim=1)


@exercise.mistake("Sine and cosine are swapped: the even columns, 0, 2, …, are sines.")
def swapped(n_tokens: int, d_model: int) -> Tensor:
    angles = angles_of(n_tokens, d_model)
    return torch.stack([angles.cos(), angles.sin()], dim=-1).flatten(1)


@exercise.mistake("Each column has a frequency of its own; a sine and the cosine beside it must share one.")
def a_frequency_a_column(n_tokens: int, d_model: int) -> Tensor:
    angles = torch.arange(n_tokens)[:, None] * 10_000.0 ** (-torch.arange(d_model) / d_model)
    return torch.where(torch.arange(d_model) % 2 == 0, angles.sin(), angles.cos())


@exercise.mistake("The positions start at 1: the first token has position 0, the row 0, 1, 0, 1, …")
def from_one(n_tokens: int, d_model: int) -> Tensor:
    return in_turn(angles_of(n_tokens, d_model, first=1))


@exercise.mistake("The frequencies grow with i: the exponent needs its minus sign.")
def growing(n_tokens: int, d_model: int) -> Tensor:
    return in_turn(angles_of(n_tokens, d_model, exponent=1.0))


@exercise.mistake("The exponent is -i / d_model; it must be -2i / d_model, where i counts the pairs.")
def half_the_exponent(n_tokens: int, d_model: int) -> Tensor:
    return in_turn(angles_of(n_tokens, d_model, exponent=-0.5))


@exercise.mistake("The base is 1,000; it must be 10,000.")
def other_base(n_tokens: int, d_model: int) -> Tensor:
    return in_turn(angles_of(n_tokens, d_model, base=1e3))


@exercise.mistake("These are the angles; take their sines and cosines.")
def angles_only(n_tokens: int, d_model: int) -> Tensor:
    return angles_of(n_tokens, d_model).repeat_interleave(2, dim=1)


@exercise.property("Sines and cosines lie between -1 and 1.")
def bounded(table: Tensor, case: Case) -> bool:
    return bool(table.abs().max() <= 1.0001)


@exercise.property("The row of position 0 must be 0, 1, 0, 1, …")
def first_row(table: Tensor, case: Case) -> bool:
    return bool((table[0, 0::2].abs() < 1e-4).all() and ((table[0, 1::2] - 1).abs() < 1e-4).all())
