"""Backpropagation on single numbers: every result remembers what it was made from.

Source: Rumelhart, Hinton and Williams (1986), Learning representations by
back-propagating errors, Nature 323.
Values and gradients are held equal to PyTorch's by tests/models/test_autograd.py.
Left out: tensors, exponents that are themselves values, second derivatives.
"""

import math
import random
from collections.abc import Sequence
from itertools import pairwise


class Value:
    """A number that knows its history.

    `slopes[i]` is the derivative of this number by `parents[i]`; `grad`, after a result's
    `backward()`, that of the result by this number. Calls add up, as in PyTorch.
    """

    __slots__ = ("data", "grad", "operation", "parents", "slopes")

    def __init__(
        self,
        data: float,
        parents: "tuple[Value, ...]" = (),
        slopes: tuple[float, ...] = (),
        operation: str = "",
    ) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.parents, self.slopes, self.operation = parents, slopes, operation

    def __repr__(self) -> str:
        return f"Value({self.data:.4g}, grad={self.grad:.4g})"

    def __add__(self, other: "Value | float") -> "Value":
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __sub__(self, other: "Value | float") -> "Value":
        other = as_value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0), "-")

    def __mul__(self, other: "Value | float") -> "Value":
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), "*")

    def __truediv__(self, other: "Value | float") -> "Value":
        other = as_value(other)
        if other.data == 0:
            raise ValueError(f"a divisor must not be 0, got {self.data} / 0.")
        ratio = self.data / other.data
        return Value(ratio, (self, other), (1 / other.data, -ratio / other.data), "/")

    def __pow__(self, exponent: float) -> "Value":
        if isinstance(exponent, Value):
            raise ValueError(f"an exponent must be a plain number, got {exponent}.")
        if (self.data < 0 and exponent % 1) or (self.data == 0 and exponent < 1):
            raise ValueError(f"it needs a positive base, got {self.data} ** {exponent}.")
        slope = exponent * self.data ** (exponent - 1)
        return Value(self.data**exponent, (self,), (slope,), f"**{exponent:g}")

    def __neg__(self) -> "Value":
        return Value(-self.data, (self,), (-1.0,), "neg")

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: float) -> "Value":
        return as_value(other) - self

    def __rtruediv__(self, other: float) -> "Value":
        return as_value(other) / self

    def exp(self) -> "Value":
        """Return e to the power of this; its own slope."""
        if self.data > 709:
            raise ValueError(f"exp() of more than 709 is too large, got {self.data}.")
        raised = math.exp(self.data)
        return Value(raised, (self,), (raised,), "exp")

    def log(self) -> "Value":
        """Return the natural logarithm."""
        if self.data <= 0:
            raise ValueError(f"log() needs a positive number, got {self.data}.")
        return Value(math.log(self.data), (self,), (1 / self.data,), "log")

    def tanh(self) -> "Value":
        """Return the hyperbolic tangent, between -1 and 1."""
        bent = math.tanh(self.data)
        return Value(bent, (self,), (1 - bent**2,), "tanh")

    def relu(self) -> "Value":
        """Return this if it is positive, else 0. The slope at 0 is taken to be 0."""
        return Value(max(self.data, 0.0), (self,), (float(self.data > 0),), "relu")

    def sigmoid(self) -> "Value":
        """Return 1 / (1 + e to the power of minus this), between 0 and 1."""
        raised = math.exp(-abs(self.data))  # at most 1: it cannot overflow
        share = (1.0 if self.data >= 0 else raised) / (1 + raised)
        return Value(share, (self,), (share * (1 - share),), "sigmoid")

    def backward(self) -> None:
        """Add, to the `grad` of each number in the history, the derivative of this by it.

        From the end to the beginning: a number's gradient is complete when all that was
        made from it has been seen.
        """
        gradients = {self: 1.0}
        for value in reversed(history(self)):
            gradient = gradients[value]
            value.grad += gradient
            for parent, slope in zip(value.parents, value.slopes, strict=True):
                gradients[parent] = gradients.get(parent, 0.0) + slope * gradient


def as_value(number: Value | float) -> Value:
    """Return a plain number as a value without history."""
    return number if isinstance(number, Value) else Value(number)


def history(value: Value) -> list[Value]:
    """Return all that the value was made from, parents before children; itself last."""
    order: list[Value] = []
    seen: set[Value] = set()
    waiting = [(value, False)]
    while waiting:  # a function that calls itself would end after 1,000 levels
        one, parents_are_listed = waiting.pop()
        if parents_are_listed:
            order.append(one)
        elif one not in seen:
            seen.add(one)
            waiting.append((one, True))
            waiting.extend((parent, False) for parent in one.parents)
    return order


def graph(value: Value) -> tuple[list[Value], list[tuple[int, int]]]:
    """Return the nodes of the history, parents first, and for each use (parent, child).

    >>> a = Value(3)
    >>> nodes, edges = graph(a * a + 1)
    >>> [(node.operation, node.data) for node in nodes]
    [('', 1.0), ('', 3.0), ('*', 9.0), ('+', 10.0)]
    >>> edges
    [(1, 2), (1, 2), (2, 3), (0, 3)]
    """
    nodes = history(value)
    number = {node: i for i, node in enumerate(nodes)}
    edges = [(number[parent], number[node]) for node in nodes for parent in node.parents]
    return nodes, edges


class MLP:
    """Layers of neurons, each the tanh of a weighted sum; the last layer is plain sums.

    `sizes` are the numbers of inputs, of neurons in each hidden layer, and of outputs.
    """

    def __init__(self, sizes: Sequence[int], seed: int = 0) -> None:
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"sizes must be 2 or more positive numbers, got {sizes}.")
        draw = random.Random(seed)
        self.layers = []
        for n_inputs, n_outputs in pairwise(sizes):
            self.layers.append([new_neuron(n_inputs, draw) for _ in range(n_outputs)])

    def __call__(self, inputs: Sequence[float | Value]) -> list[Value]:
        """Return the outputs for one example."""
        n_inputs = len(self.layers[0][0]) - 1
        if len(inputs) != n_inputs:
            raise ValueError(f"an example must be {n_inputs} numbers, got {len(inputs)}.")
        values = [as_value(one) for one in inputs]
        for neurons in self.layers:
            sums = [weighted_sum(values, neuron) for neuron in neurons]
            values = sums if neurons is self.layers[-1] else [one.tanh() for one in sums]
        return values

    def parameters(self) -> list[Value]:
        """Return all weights and biases."""
        return [value for layer in self.layers for neuron in layer for value in neuron]


def new_neuron(n_inputs: int, draw: random.Random) -> list[Value]:
    """Return weights of mean 0 and standard deviation 1/√n_inputs, and a bias of 0."""
    return [Value(draw.gauss(0, n_inputs**-0.5)) for _ in range(n_inputs)] + [Value(0)]


def weighted_sum(values: list[Value], neuron: list[Value]) -> Value:
    """Return Σ weight · value + bias; the bias is the neuron's last number."""
    *weights, total = neuron
    for weight, value in zip(weights, values, strict=True):
        total = total + weight * value
    return total


def two_moons(
    n_points: int,
    noise: float = 0.1,
    seed: int = 0,
) -> tuple[list[tuple[float, float]], list[int]]:
    """Return points on two half circles, by turns, that reach into each other; and labels."""
    draw = random.Random(seed)
    points, labels = [], []
    for i in range(n_points):
        moon, angle = i % 2, draw.uniform(0, math.pi)
        x, y = math.cos(angle), math.sin(angle)
        if moon == 1:
            x, y = 1 - x, 0.5 - y
        points.append((x + draw.gauss(0, noise), y + draw.gauss(0, noise)))
        labels.append(moon)
    return points, labels


def logistic_loss(score: Value, label: int) -> Value:
    """Return -log p(label), where a score's sigmoid is the probability of label 1."""
    return -(score if label == 1 else -score).sigmoid().log()


def train_classifier(
    model: MLP,
    points: Sequence[Sequence[float]],
    labels: Sequence[int],
    n_steps: int,
    learning_rate: float,
    batch_size: int = 20,
    seed: int = 0,
) -> list[float]:
    """Follow the gradient of the loss of a few random points; return each step's loss.

    Raises:
        ValueError: if a batch has no points, or more than there are, or no label each.
    """
    if not 1 <= batch_size <= len(points) == len(labels):
        came = f"got {batch_size}, and a label each, got {len(labels)}"
        raise ValueError(f"batch_size must be 1 to {len(points)}, {came}.")
    draw = random.Random(seed)
    losses = []
    for _ in range(n_steps):
        batch = draw.sample(range(len(points)), batch_size)
        each = [logistic_loss(model(points[i])[0], labels[i]) for i in batch]
        loss = sum(each, Value(0)) / batch_size
        for parameter in model.parameters():
            parameter.grad = 0.0
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= learning_rate * parameter.grad
        losses.append(loss.data)
    return losses
