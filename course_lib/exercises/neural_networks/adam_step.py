"""One step of Adam. Source: Kingma and Ba (2015), algorithm 1."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "neural_networks.adam_step",
    title="One step of Adam",
    chapter="04",
    level=2,
    minutes=15,
    tolerance=1e-6,
    hints=[
        "Five lines: mean, mean square, both corrected, the step.",
        "The running mean keeps a share beta of the old and takes a share 1 - beta of the new: `0.9 * mean + 0.1 * "
        "gradient`. After n steps from 0 it holds only a share 1 - beta ** n of what it should, so divide by that.",
        "`parameter - learning_rate * (mean / (1 - 0.9**n)) / ((mean_square / (1 - 0.999**n)).sqrt() + 1e-8)`.",
    ],
)

Step = tuple[Tensor, Tensor, Tensor]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, *size: int) -> Case:
        parameter, gradient, mean = (torch.randn(*size, generator=rng) for _ in range(3))
        mean_square = torch.rand(*size, generator=rng)
        if n == 1:
            mean, mean_square = torch.zeros(size), torch.zeros(size)
        given = {"parameter": parameter, "gradient": gradient, "mean": mean, "mean_square": mean_square}
        return {**given, "n": n, "learning_rate": 0.1}

    return [draw(1, 4), draw(3, 2, 3), draw(7, 5)]


@exercise.solution
def my_adam_step(
    parameter: Float[Tensor, "*shape"],
    gradient: Float[Tensor, "*shape"],
    mean: Float[Tensor, "*shape"],
    mean_square: Float[Tensor, "*shape"],
    n: int,
    learning_rate: float,
) -> tuple[Float[Tensor, "*shape"], Float[Tensor, "*shape"], Float[Tensor, "*shape"]]:
    """Return the new parameter, mean and mean square, for step n (the first is 1).

    Betas are 0.9 and 0.999, and 1e-8 is added to the root.
    """
    mean = 0.9 * mean + 0.1 * gradient
    mean_square = 0.999 * mean_square + 0.001 * gradient**2
    unbiased_mean = mean / (1 - 0.9**n)
    unbiased_square = mean_square / (1 - 0.999**n)
    return parameter - learning_rate * unbiased_mean / (unbiased_square.sqrt() + 1e-8), mean, mean_square


@exercise.also_right
def as_a_lerp(
    parameter: Tensor, gradient: Tensor, mean: Tensor, mean_square: Tensor, n: int, learning_rate: float
) -> Step:
    mean = mean + (1 - 0.9) * (gradient - mean)
    mean_square = torch.lerp(mean_square, gradient.square(), 1 - 0.999)
    size = learning_rate * (1 - 0.999**n) ** 0.5 / (1 - 0.9**n)
    return parameter - size * mean / (mean_square.sqrt() + 1e-8 * (1 - 0.999**n) ** 0.5), mean, mean_square


@exercise.also_right
def with_pytorch(
    parameter: Tensor, gradient: Tensor, mean: Tensor, mean_square: Tensor, n: int, learning_rate: float
) -> Step:
    leaf = parameter.clone().requires_grad_()
    optimizer = torch.optim.Adam([leaf], lr=learning_rate)
    state = {"step": torch.tensor(float(n - 1)), "exp_avg": mean.clone(), "exp_avg_sq": mean_square.clone()}
    optimizer.state[leaf] = state
    leaf.grad = gradient
    optimizer.step()
    return leaf.detach(), state["exp_avg"], state["exp_avg_sq"]


def stepping(
    correct_mean: bool = True,
    correct_square: bool = True,
    n_shift: int = 0,
    root: bool = True,
    square_beta: float = 0.999,
    mean_of: Callable[[Tensor, Tensor], Tensor] = lambda mean, g: 0.9 * mean + 0.1 * g,
    square_of: Callable[[Tensor], Tensor] = torch.square,
    sign: int = -1,
    keep_corrected: bool = False,
) -> Callable[..., Step]:
    """Return Adam with some of its choices made in another way."""

    def step(
        parameter: Tensor, gradient: Tensor, mean: Tensor, mean_square: Tensor, n: int, learning_rate: float
    ) -> Step:
        mean = mean_of(mean, gradient)
        mean_square = square_beta * mean_square + (1 - square_beta) * square_of(gradient)
        n = n + n_shift
        first = mean / (1 - 0.9**n) if correct_mean else mean
        second = mean_square / (1 - square_beta**n) if correct_square else mean_square
        size = second.sqrt() if root else second
        kept = (first, second) if keep_corrected else (mean, mean_square)
        return parameter + sign * learning_rate * first / (size + 1e-8), *kept

    return step


def misprinted(mean: Tensor, gradient: Tensor) -> Tensor:
    return 0.9 * mean + 0.1 * (gradient - mean)


for answer, message in [
    (stepping(correct_mean=False, correct_square=False), "There is no bias correction: divide mean and mean square "
     "by 1 - beta ** n."),
    (stepping(correct_square=False), "Only the mean is corrected for its start at 0; the mean square needs it more."),
    (stepping(correct_mean=False), "Only the mean square is corrected for its start at 0; the mean needs it too."),
    (stepping(mean_of=misprinted), "The mean is beta · mean + (1 - beta) · (gradient - mean), as some print it: two "
     "right forms mixed. Keep one: beta · mean + (1 - beta) · gradient."),
    (stepping(False, False, mean_of=misprinted), "This is Adam with both misprints: a mean that subtracts itself, and "
     "no bias correction."),
    (stepping(root=False), "The mean is divided by the mean square; divide by its square root."),
    (stepping(n_shift=1), "The correction uses n + 1: at the first step n is 1 already."),
    (stepping(square_beta=0.9), "The mean square uses the mean's beta, 0.9; its own is 0.999."),
    (stepping(mean_of=lambda mean, g: mean + g), "The mean adds up gradients, as a velocity does; it must average "
     "them: 0.9 · mean + 0.1 · gradient."),
    (stepping(mean_of=lambda mean, g: 0.1 * mean + 0.9 * g), "The shares of the mean are swapped: 0.9 of the old, 0.1 "
     "of the new."),
    (stepping(square_of=torch.abs), "The mean square averages the gradient's size, not its square."),
    (stepping(sign=1), "The step goes uphill: subtract it."),
    (stepping(keep_corrected=True), "The corrected mean and mean square are kept for the next step; keep the plain "
     "ones and correct only for use."),
]:  # fmt: skip
    exercise.mistake(message)(answer)


@exercise.property("At the first step each number moves by the learning rate, whatever its gradient's size.")
def first_step(output: list[Tensor], case: Case) -> bool:
    moved = (output[0] - case["parameter"]).abs()
    return case["n"] > 1 or bool(torch.allclose(moved, torch.full_like(moved, case["learning_rate"]), atol=1e-4))
