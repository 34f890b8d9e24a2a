"""A layer of neurons: weighted sums, a bias each, ReLU."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "neural_networks.layer",
    title="A layer of neurons",
    chapter="04",
    level=1,
    minutes=8,
    hints=[
        "Each neuron is a row of `weight`: multiply it with an example number by number, add up, add its bias.",
        "All neurons and all examples at once: `x @ weight.T`. The bias has one number a neuron and is added as it is.",
        "Return `(x @ weight.T + bias).clamp(min=0)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n_examples: int, d_in: int, d_out: int) -> Case:
        sizes = {"x": (n_examples, d_in), "weight": (d_out, d_in), "bias": (d_out,)}
        return {name: torch.randn(*size, generator=rng) for name, size in sizes.items()}

    return [draw(5, 3, 4), draw(2, 3, 3)]  # in the second, a weight that is turned round fits too


@exercise.solution
def my_layer(
    x: Float[Tensor, "batch d_in"],
    weight: Float[Tensor, "d_out d_in"],
    bias: Float[Tensor, "d_out"],
) -> Float[Tensor, "batch d_out"]:
    """Return what each neuron says of each example: ReLU of weighted sum plus bias.

    Row i of `weight` and number i of `bias` belong to neuron i.
    """
    return (x @ weight.T + bias).clamp(min=0)


@exercise.also_right
def with_pytorch(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.relu(torch.nn.functional.linear(x, weight, bias))


@exercise.also_right
def in_loops(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    rows = [[max(float(one @ w + b), 0.0) for w, b in zip(weight, bias, strict=True)] for one in x]
    return torch.tensor(rows)


@exercise.mistake("There is no activation: ReLU sets negative sums to 0.")
def no_relu(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return x @ weight.T + bias


@exercise.mistake("The bias is missing.")
def no_bias(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (x @ weight.T).clamp(min=0)


@exercise.mistake("The bias is added after ReLU; it belongs inside, to the sum.")
def bias_late(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (x @ weight.T).clamp(min=0) + bias


@exercise.mistake("ReLU keeps the wrong side: negative sums become 0, positive ones stay.")
def other_side(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (x @ weight.T + bias).clamp(max=0)


@exercise.mistake("This is the absolute value; ReLU sets negative sums to 0.")
def absolute(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (x @ weight.T + bias).abs()


@exercise.mistake("The bias is subtracted; add it.")
def bias_subtracted(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (x @ weight.T - bias).clamp(min=0)


@exercise.mistake("`weight` must be turned round: a neuron is a row of it, so the product is `x @ weight.T`.")
def not_turned(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (x @ weight + bias).clamp(min=0)


@exercise.property("After ReLU no number is negative.")
def not_negative(output: Tensor, case: Case) -> bool:
    return bool((output >= 0).all())
