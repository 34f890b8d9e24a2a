"""The slope of GELU, by the product rule."""

import math

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "neural_networks.gelu_slope",
    title="The slope of GELU",
    chapter="04",
    level=2,
    minutes=12,
    hints=[
        "GELU is a product, x times Φ(x). The product rule gives two terms.",
        "The slope of x is 1, and the slope of Φ(x) is the normal density φ(x) = exp(-x²/2) / √(2π).",
        "Return `below + x * density`, with `below = (1 + torch.erf(x / math.sqrt(2))) / 2` and "
        "`density = torch.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [{"x": 2 * torch.randn(3, 5, generator=rng)}, {"x": torch.tensor([-1.5, 0.0, 2.0])}]


@exercise.solution
def my_gelu_slope(x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
    """Return the derivative of x · Φ(x), where Φ(x) = (1 + erf(x / √2)) / 2."""
    below = (1 + torch.erf(x / math.sqrt(2))) / 2
    density = torch.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return below + x * density


@exercise.also_right
def by_autograd(x: Tensor) -> Tensor:
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(F.gelu(leaf).sum(), leaf)[0]


@exercise.also_right
def by_distributions(x: Tensor) -> Tensor:
    normal = torch.distributions.Normal(0.0, 1.0)
    return normal.cdf(x) + x * normal.log_prob(x).exp()


def below_of(x: Tensor) -> Tensor:
    return (1 + torch.erf(x / math.sqrt(2))) / 2


def density_of(x: Tensor) -> Tensor:
    return torch.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


@exercise.mistake("Only the first term is there, Φ(x): Φ itself has a slope too, the density, times x.")
def first_term(x: Tensor) -> Tensor:
    return below_of(x)


@exercise.mistake("Only the second term is there, x · φ(x): the slope of x is 1, which leaves Φ(x).")
def second_term(x: Tensor) -> Tensor:
    return x * density_of(x)


@exercise.mistake("The density is not multiplied by x: the product rule keeps the other factor.")
def without_x(x: Tensor) -> Tensor:
    return below_of(x) + density_of(x)


@exercise.mistake("This is GELU itself, not its slope.")
def gelu_itself(x: Tensor) -> Tensor:
    return x * below_of(x)


@exercise.mistake("The density is not divided by √(2π).")
def density_too_large(x: Tensor) -> Tensor:
    return below_of(x) + x * torch.exp(-(x**2) / 2)


@exercise.mistake("The density's exponent is -x²/2: the half is missing.")
def density_too_narrow(x: Tensor) -> Tensor:
    return below_of(x) + x * torch.exp(-(x**2)) / math.sqrt(2 * math.pi)


@exercise.mistake("The terms are subtracted; the product rule adds them.")
def subtracted(x: Tensor) -> Tensor:
    return below_of(x) - x * density_of(x)


@exercise.property("The slopes at x and at -x add up to 1.")
def halves(output: Tensor, case: Case) -> bool:
    return bool(torch.allclose(output + my_gelu_slope(-case["x"]), torch.ones_like(output), atol=1e-4))
