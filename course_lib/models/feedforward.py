"""Feed-forward networks in plain tensors, with the backward pass written by hand.

Every layer has `forward`, which keeps what `backward` will need, and `backward`, which
takes the gradient of the loss by the layer's output and returns that by its input. On the
way it leaves each parameter's gradient in `.grad`, where an optimizer looks for it.
A second `backward` replaces these gradients (PyTorch's would add to them).

Source: Vaswani et al. (2017), section 3.3; the activations' sources stand with them.
Held equal to PyTorch's layers and to its autograd by tests/models/test_feedforward.py.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor

Numbers = Float[Tensor, "*shape"]


def sigmoid(x: Numbers) -> Numbers:
    """Return 1 / (1 + e⁻ˣ): between 0 and 1."""
    return 1 / (1 + torch.exp(-x))


def sigmoid_slope(x: Numbers) -> Numbers:
    """Return σ(x) · (1 - σ(x)): at most 1/4, so a deep stack hands almost none back."""
    return sigmoid(x) * sigmoid(-x)


def tanh(x: Numbers) -> Numbers:
    """Return (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ): between -1 and 1 (and without overflow)."""
    return torch.tanh(x)


def tanh_slope(x: Numbers) -> Numbers:
    """Return 1 - tanh²(x)."""
    return 1 - tanh(x) ** 2


def relu(x: Numbers) -> Numbers:
    """Return x where it is positive, else 0."""
    return x.clamp(min=0)


def relu_slope(x: Numbers) -> Numbers:
    """Return 1 where x is positive, else 0; at 0 there is no slope, and 0 is taken."""
    return (x > 0).to(x.dtype)


def gelu(x: Numbers) -> Numbers:
    """Return x · Φ(x), where Φ(x) is the share of a normal distribution below x.

    Source: Hendrycks and Gimpel (2016), section 2, https://arxiv.org/abs/1606.08415.
    """
    return x * below(x)


def gelu_slope(x: Numbers) -> Numbers:
    """Return Φ(x) + x · φ(x), where φ is the normal density."""
    density = torch.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return below(x) + x * density


def below(x: Numbers) -> Numbers:
    """Return Φ(x) = (1 + erf(x / √2)) / 2."""
    return (1 + torch.erf(x / math.sqrt(2))) / 2


def gelu_tanh(x: Numbers) -> Numbers:
    """Return GELU with tanh in place of erf, as GPT-2 has it; off by 0.0005 at most."""
    return x * (1 + tanh(inner(x))) / 2


def gelu_tanh_slope(x: Numbers) -> Numbers:
    """Return the derivative of `gelu_tanh`, by the rules of product and chain."""
    inner_slope = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)
    return (1 + tanh(inner(x))) / 2 + x * tanh_slope(inner(x)) * inner_slope / 2


def inner(x: Numbers) -> Numbers:
    """Return √(2/π) · (x + 0.044715 · x³), whose tanh is close to 2 · Φ(x) - 1."""
    return math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)


def silu(x: Numbers) -> Numbers:
    """Return x · σ(x), also called swish.

    Source: Elfwing et al. (2018), https://arxiv.org/abs/1702.03118.
    """
    return x * sigmoid(x)


def silu_slope(x: Numbers) -> Numbers:
    """Return σ(x) + x · σ(x) · (1 - σ(x))."""
    return sigmoid(x) + x * sigmoid_slope(x)


@dataclass(frozen=True)
class Activation:
    """A function of single numbers, and its derivative."""

    function: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor], Tensor]


SIGMOID = Activation(sigmoid, sigmoid_slope)
TANH = Activation(tanh, tanh_slope)
RELU = Activation(relu, relu_slope)
GELU = Activation(gelu, gelu_slope)
GELU_TANH = Activation(gelu_tanh, gelu_tanh_slope)
SILU = Activation(silu, silu_slope)


class Linear:
    """output = input · weightᵀ + bias; the weights' standard deviation begins at 1/√d_in.

    Raises:
        ValueError: if a width is not positive, or not that of what is given.
    """

    def __init__(
        self,
        d_in: int,
        d_out: int,
        generator: torch.Generator | None = None,
        bias: bool = True,
    ) -> None:
        if d_in < 1 or d_out < 1:
            raise ValueError(f"d_in and d_out must be positive, got {d_in} and {d_out}.")
        self.weight = torch.randn(d_out, d_in, generator=generator) / math.sqrt(d_in)
        self.bias = torch.zeros(d_out) if bias else None
        self.x = torch.zeros(0, d_in)  # the last input: none so far

    def forward(self, x: Float[Tensor, "*batch d_in"]) -> Float[Tensor, "*batch d_out"]:
        """Return a weighted sum of the inputs for each output."""
        if x.shape[-1] != self.weight.shape[1]:
            d_in = self.weight.shape[1]
            raise ValueError(f"the last axis must be {d_in} numbers, got {x.shape[-1]}.")
        self.x = x
        output = x @ self.weight.T
        return output if self.bias is None else output + self.bias

    def backward(
        self,
        gradient: Float[Tensor, "*batch d_out"],
    ) -> Float[Tensor, "*batch d_in"]:
        """Return the gradient by the input: back along the weights it came by."""
        expected, came = (*self.x.shape[:-1], len(self.weight)), tuple(gradient.shape)
        if came != expected:
            raise ValueError(f"gradient must be of forward's shape {expected}, got {came}.")
        x = self.x.reshape(-1, self.x.shape[-1])
        rows = gradient.reshape(-1, gradient.shape[-1])
        self.weight.grad = rows.T @ x  # summed over the examples, which share the weight
        if self.bias is not None:
            self.bias.grad = rows.sum(dim=0)
        return gradient @ self.weight

    def parameters(self) -> list[Tensor]:
        """Return the weight, and the bias if there is one."""
        return [self.weight] if self.bias is None else [self.weight, self.bias]


class MLP:
    """Linear layers with an activation after each but the last.

    Args:
        sizes: the width of the input, of each hidden layer, and of the output.
        activation: one of SIGMOID, TANH, RELU, GELU, GELU_TANH, SILU, or your own.
        generator: for the weights.

    Raises:
        ValueError: if there is no input and output.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: Activation = RELU,
        generator: torch.Generator | None = None,
    ) -> None:
        if len(sizes) < 2:
            raise ValueError(f"sizes must be two or more numbers, got {list(sizes)}.")
        self.activation = activation
        self.layers = [Linear(*widths, generator) for widths in pairwise(sizes)]

    def forward(self, x: Float[Tensor, "*batch d_in"]) -> Float[Tensor, "*batch d_out"]:
        """Return the last layer's output, and keep every sum that an activation bent."""
        self.sums = []
        for layer in self.layers[:-1]:
            self.sums.append(layer.forward(x))
            x = self.activation.function(self.sums[-1])
        return self.layers[-1].forward(x)

    def backward(
        self,
        gradient: Float[Tensor, "*batch d_out"],
    ) -> Float[Tensor, "*batch d_in"]:
        """Return the gradient by the input: the same way back, layer by layer."""
        gradient = self.layers[-1].backward(gradient)
        for layer, sums in zip(self.layers[-2::-1], self.sums[::-1], strict=True):
            gradient = layer.backward(gradient * self.activation.slope(sums))
        return gradient

    def parameters(self) -> list[Tensor]:
        """Return the weights and biases of all layers."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]


class SwiGLU:
    """A feed-forward network with a gate: down(silu(gate(x)) · up(x)), without biases.

    Source: Shazeer (2020), equation 6, https://arxiv.org/abs/2002.05202.
    """

    def __init__(
        self,
        d_model: int,
        d_ff: int,
        generator: torch.Generator | None = None,
    ) -> None:
        self.gate = Linear(d_model, d_ff, generator, bias=False)
        self.up = Linear(d_model, d_ff, generator, bias=False)
        self.down = Linear(d_ff, d_model, generator, bias=False)

    def forward(
        self,
        x: Float[Tensor, "*batch d_model"],
    ) -> Float[Tensor, "*batch d_model"]:
        """Return what the open gates let through, brought back to d_model."""
        self.gates, self.values = self.gate.forward(x), self.up.forward(x)
        return self.down.forward(silu(self.gates) * self.values)

    def backward(
        self,
        gradient: Float[Tensor, "*batch d_model"],
    ) -> Float[Tensor, "*batch d_model"]:
        """Return the gradient by the input: the sum of what both branches hand back."""
        gradient = self.down.backward(gradient)
        through_gate = self.gate.backward(gradient * self.values * silu_slope(self.gates))
        through_up = self.up.backward(gradient * silu(self.gates))
        return through_gate + through_up

    def parameters(self) -> list[Tensor]:
        """Return the three weights."""
        return [*self.gate.parameters(), *self.up.parameters(), *self.down.parameters()]
