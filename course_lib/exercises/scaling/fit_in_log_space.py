"""A power law as a straight line between logarithms."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "scaling.fit_in_log_space",
    title="Fit a power law",
    chapter="11",
    level=3,
    minutes=15,
    hints=[
        "Take the floor away first. Then take logarithms of both sides: what is left is a straight line.",
        "ln(L - E) = exponent · ln(scale) - exponent · ln(N). The slope of the best line through the points "
        "(ln N, ln(L - E)) is -exponent.",
        "With x and y the logarithms: slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum(), "
        "intercept = y.mean() - slope * x.mean(), exponent = -slope, scale = exp(intercept / exponent).",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    cases = []
    for n_points in (5, 7):
        sizes = torch.logspace(3.5, 5.5, n_points)
        exponent = 0.2 + 0.3 * torch.rand((), generator=rng).item()
        floor = 0.5 + torch.rand((), generator=rng).item()
        noise = 1 + 0.02 * torch.randn(n_points, generator=rng)
        losses = floor + (20_000 / sizes) ** exponent * noise
        cases.append({"sizes": sizes, "losses": losses, "floor": floor})
    return cases


@exercise.solution
def my_fit(
    sizes: Float[Tensor, " point"],
    losses: Float[Tensor, " point"],
    floor: float,
) -> tuple[float, float]:
    """Return (scale, exponent) of losses = floor + (scale / sizes) ** exponent.

    Fit a straight line, by least squares, to the logarithms of the sizes and of what
    the losses have above the floor.
    """
    x, y = torch.log(sizes), torch.log(losses - floor)
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    intercept = y.mean() - slope * x.mean()
    exponent = -slope.item()
    return torch.exp(intercept / exponent).item(), exponent


@exercise.also_right
def by_solving(sizes: Tensor, losses: Tensor, floor: float) -> tuple[float, float]:
    columns = torch.stack([torch.ones_like(sizes), sizes.log()], dim=1).double()
    found = torch.linalg.lstsq(columns, (losses - floor).log().double()[:, None]).solution[:, 0]
    return float(torch.exp(-found[0] / found[1])), float(-found[1])


@exercise.also_right
def in_base_10(sizes: Tensor, losses: Tensor, floor: float) -> tuple[float, float]:
    x, y = sizes.double().log10(), (losses - floor).double().log10()
    slope = torch.cov(torch.stack([x, y]))[0, 1] / x.var()
    return 10 ** float(x.mean() - y.mean() / slope), float(-slope)


@exercise.mistake("The floor is not subtracted: the exponent comes out too small.")
def no_floor(sizes: Tensor, losses: Tensor, floor: float) -> tuple[float, float]:
    return my_fit(sizes, losses, 0.0)


@exercise.mistake("The exponent has the wrong sign: the slope is negative, and the exponent is minus the slope.")
def negative(sizes: Tensor, losses: Tensor, floor: float) -> tuple[float, float]:
    scale, exponent = my_fit(sizes, losses, floor)
    return scale, -exponent


@exercise.mistake("log10 on one side and exp on the other: the scale must come back by 10 ** …, or use ln throughout.")
def mixed_bases(sizes: Tensor, losses: Tensor, floor: float) -> tuple[float, float]:
    scale, exponent = my_fit(sizes, losses, floor)
    return torch.exp(torch.log10(torch.tensor(scale))).item(), exponent


@exercise.mistake("This is exp(intercept), the factor before N ** -exponent: the scale is exp(intercept / exponent).")
def factor(sizes: Tensor, losses: Tensor, floor: float) -> tuple[float, float]:
    scale, exponent = my_fit(sizes, losses, floor)
    return scale**exponent, exponent


@exercise.mistake("The scale and the exponent have changed places: return (scale, exponent).")
def swapped(sizes: Tensor, losses: Tensor, floor: float) -> tuple[float, float]:
    return my_fit(sizes, losses, floor)[::-1]


@exercise.mistake("The line is drawn from the first point to the last one: a fit uses them all.")
def two_points(sizes: Tensor, losses: Tensor, floor: float) -> tuple[float, float]:
    return my_fit(sizes[[0, -1]], losses[[0, -1]], floor)


@exercise.mistake("The floor is subtracted from the logarithms; subtract it from the losses, before the logarithm.")
def floor_late(sizes: Tensor, losses: Tensor, floor: float) -> tuple[float, float]:
    return my_fit(sizes, torch.exp(torch.log(losses) - floor), 0.0)


@exercise.property("More parameters give a lower loss, so the exponent must be positive.")
def falls(found: list[float], case: Case) -> bool:
    return found[1] > 0
