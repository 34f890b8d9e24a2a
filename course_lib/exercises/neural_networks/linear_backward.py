"""The backward pass of a linear layer."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "neural_networks.linear_backward",
    title="Backward through a linear layer",
    chapter="04",
    level=2,
    minutes=15,
    hints=[
        "A gradient has the shape of what it belongs to. Which product of the matrices at hand has that shape?",
        "Every example has used the weight and the bias, so what comes back from all of them is added up: a matrix "
        "product does this for the weight, a sum over the batch for the bias.",
        "`gradient @ weight`, `gradient.T @ x`, `gradient.sum(dim=0)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, d_in: int, d_out: int) -> Case:
        sizes = {"x": (batch, d_in), "weight": (d_out, d_in), "gradient": (batch, d_out)}
        return {name: torch.randn(*size, generator=rng) for name, size in sizes.items()}

    return [draw(5, 3, 4), draw(3, 3, 3)]  # with equal sizes every product has the right shape


@exercise.solution
def my_linear_backward(
    x: Float[Tensor, "batch d_in"],
    weight: Float[Tensor, "d_out d_in"],
    gradient: Float[Tensor, "batch d_out"],
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the gradients of the loss by x, by the weight and by the bias.

    `gradient` is that by the output, which was x @ weight.T + bias.
    """
    return gradient @ weight, gradient.T @ x, gradient.sum(dim=0)


@exercise.also_right
def with_einsum(x: Tensor, weight: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    by_weight = torch.einsum("bo,bi->oi", gradient, x)
    return torch.einsum("bo,oi->bi", gradient, weight), by_weight, torch.einsum("bo->o", gradient)


@exercise.also_right
def by_autograd(x: Tensor, weight: Tensor, gradient: Tensor) -> tuple[Tensor, ...]:
    leaves = [one.clone().requires_grad_() for one in (x, weight, torch.zeros(len(weight)))]
    output = leaves[0] @ leaves[1].T + leaves[2]
    return torch.autograd.grad(output, leaves, gradient)


@exercise.mistake("The gradient by the weight is turned round: it must have the weight's shape, (d_out, d_in).")
def weight_turned(x: Tensor, weight: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return gradient @ weight, x.T @ gradient, gradient.sum(dim=0)


@exercise.mistake("The gradient by the bias is the mean over the batch; it is the sum, as for the weight.")
def bias_mean(x: Tensor, weight: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return gradient @ weight, gradient.T @ x, gradient.mean(dim=0)


@exercise.mistake("The gradient by the bias is not summed over the batch: all examples share the bias.")
def bias_not_summed(x: Tensor, weight: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return gradient @ weight, gradient.T @ x, gradient


@exercise.mistake("The gradient by the bias is summed over the outputs (dim=1); sum over the batch (dim=0).")
def bias_wrong_axis(x: Tensor, weight: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return gradient @ weight, gradient.T @ x, gradient.sum(dim=1)


@exercise.mistake("The gradient by the bias is 1; the gradient that arrives must be passed on.")
def bias_ones(x: Tensor, weight: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return gradient @ weight, gradient.T @ x, torch.ones(len(weight))


@exercise.mistake("On the way back to x the weight is turned round: it is `gradient @ weight`, without .T.")
def x_through_transpose(x: Tensor, weight: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return gradient @ weight.T, gradient.T @ x, gradient.sum(dim=0)


@exercise.mistake("The gradients by the weight and the bias are divided by the batch; the mean belongs to the loss.")
def divided(x: Tensor, weight: Tensor, gradient: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return gradient @ weight, gradient.T @ x / len(x), gradient.mean(dim=0)


@exercise.property("The gradient by the weight must not change when the weight does: the layer is linear.")
def same_for_any_weight(output: list[Tensor], case: Case) -> bool:
    return bool(torch.allclose(output[1], case["gradient"].T @ case["x"], atol=1e-4))
