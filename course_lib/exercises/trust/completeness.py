"""Integrated gradients, and whether they add up."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "trust.completeness",
    title="Integrated gradients",
    chapter="27",
    level=3,
    minutes=15,
    tolerance=1e-4,
    hints=[
        "Walk from the baseline to the input in `n_steps` steps, and take the gradient in the *middle* of each.",
        "The point of step i is baseline + (i + 0.5) / n_steps · (x - baseline). Average the gradients there.",
        "`(x - baseline) * sum(gradient(baseline + (i + 0.5) / n_steps * (x - baseline)) for i in range(n_steps)) "
        "/ n_steps`",
    ],
)
Gradient = Callable[[Tensor], Tensor]


def of_a_cube(x: Tensor) -> Tensor:
    """Return the gradient of x₀³ + x₀·x₁ + 2·x₂."""
    return torch.stack([3 * x[0] ** 2 + x[1], x[0], torch.full_like(x[0], 2.0)])


def of_a_step(x: Tensor) -> Tensor:
    """Return the gradient of tanh(3 · sum)."""
    return (3 * (1 - torch.tanh(3 * x.sum()) ** 2)).expand(len(x))


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    x, baseline = 1 + torch.rand(3, generator=rng), torch.rand(3, generator=rng) - 1
    return [
        {"gradient": of_a_cube, "x": x, "baseline": torch.zeros(3), "n_steps": 5},
        {"gradient": of_a_cube, "x": x, "baseline": baseline, "n_steps": 4},
        {"gradient": of_a_step, "x": x[:2] + 1, "baseline": torch.zeros(2), "n_steps": 40},
    ]


@exercise.solution
def my_integrated_gradients(
    gradient: Callable[[Tensor], Tensor],
    x: Float[Tensor, " n"],
    baseline: Float[Tensor, " n"],
    n_steps: int,
) -> Float[Tensor, " n"]:
    """Return what each number of x adds to the score, compared with the baseline.

    Take `gradient(point)` in the middle of `n_steps` equal steps from baseline to x.
    """
    total = torch.zeros_like(x)
    for i in range(n_steps):
        point = baseline + (i + 0.5) / n_steps * (x - baseline)
        total += gradient(point)
    return (x - baseline) * total / n_steps


@exercise.also_right
def by_mean(gradient: Gradient, x: Tensor, baseline: Tensor, n_steps: int) -> Tensor:
    shares = (torch.arange(n_steps) + 0.5) / n_steps
    points = torch.lerp(baseline[None].expand(n_steps, -1), x[None].expand(n_steps, -1), shares[:, None])
    return torch.stack([gradient(point) for point in points]).mean(dim=0) * (x - baseline)


@exercise.also_right
def by_walking(gradient: Gradient, x: Tensor, baseline: Tensor, n_steps: int) -> Tensor:
    step = (x - baseline) / n_steps
    point, given = baseline + step / 2, torch.zeros_like(x)
    for _ in range(n_steps):
        given = given + step * gradient(point)
        point = point + step
    return given


@exercise.mistake("This is gradient times input: only the gradient at x is asked, not those on the way.")
def at_the_end(gradient: Gradient, x: Tensor, baseline: Tensor, n_steps: int) -> Tensor:
    return (x - baseline) * gradient(x)


@exercise.mistake("The mean gradient must be multiplied by x - baseline, or it does not add up to a score.")
def gradient_alone(gradient: Gradient, x: Tensor, baseline: Tensor, n_steps: int) -> Tensor:
    return my_integrated_gradients(gradient, x, baseline, n_steps) / (x - baseline)


@exercise.mistake("The way begins at 0 instead of at the baseline.")
def from_zero(gradient: Gradient, x: Tensor, baseline: Tensor, n_steps: int) -> Tensor:
    return (x - baseline) * my_integrated_gradients(gradient, x, torch.zeros_like(x), n_steps) / x


@exercise.mistake("It is multiplied by x; if the baseline is not 0, it must be x - baseline.")
def times_x(gradient: Gradient, x: Tensor, baseline: Tensor, n_steps: int) -> Tensor:
    return x * my_integrated_gradients(gradient, x, baseline, n_steps) / (x - baseline)


@exercise.mistake("The gradients are added up; divide by the number of steps.")
def not_averaged(gradient: Gradient, x: Tensor, baseline: Tensor, n_steps: int) -> Tensor:
    return my_integrated_gradients(gradient, x, baseline, n_steps) * n_steps


@exercise.mistake("The gradients are taken at the beginning of each step; take the middle, i + 0.5.")
def left_ends(gradient: Gradient, x: Tensor, baseline: Tensor, n_steps: int) -> Tensor:
    points = [baseline + i / n_steps * (x - baseline) for i in range(n_steps)]
    return (x - baseline) * torch.stack([gradient(point) for point in points]).mean(dim=0)


@exercise.mistake("The gradients are taken at the end of each step; take the middle, i + 0.5.")
def right_ends(gradient: Gradient, x: Tensor, baseline: Tensor, n_steps: int) -> Tensor:
    points = [baseline + (i + 1) / n_steps * (x - baseline) for i in range(n_steps)]
    return (x - baseline) * torch.stack([gradient(point) for point in points]).mean(dim=0)
