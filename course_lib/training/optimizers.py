"""Optimizers: from the gradient, the next step.

All share `Optimizer.step`: parameter ← parameter - learning_rate · direction. They differ
in the direction. A schedule sets `optimizer.learning_rate` before a step.
Held equal to `torch.optim`, step for step, by tests/training/test_optimizers.py.
Elsewhere: Muon (muon.py), groups (parameter_groups.py), gradient clipping (clipping.py).
Left out (the state is saved by checkpoint.py): sparse and complex gradients, AMSGrad.
"""

import math
from collections import defaultdict

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.training.parameter_groups import Parameters, as_groups


class FromZero(dict[Tensor, Tensor]):
    """What an optimizer remembers of each parameter: a tensor like it, 0 at first."""

    def __missing__(self, parameter: Tensor) -> Tensor:
        self[parameter] = torch.zeros_like(parameter)
        return self[parameter]


class Optimizer:
    """What all optimizers do; a kind of optimizer adds its `direction`.

    Args:
        parameters: tensors to train, with their gradients in `.grad`; or groups of them.
        learning_rate: how far a step goes along the direction.
        weight_decay: the pull towards 0, for parameters that come without a group.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a rate is wrong.
    """

    decoupled = False  # True: the decay stays out of the gradient and its averages

    def __init__(
        self,
        parameters: Parameters,
        learning_rate: float,
        weight_decay: float = 0.0,
    ) -> None:
        self.groups = as_groups(parameters, weight_decay)
        self.learning_rate = in_range("learning_rate", learning_rate)
        self.n_updates: dict[Tensor, int] = defaultdict(int)

    def zero_grad(self) -> None:
        """Forget the gradients, which `backward()` would otherwise add to."""
        for group in self.groups:
            for parameter in group.parameters:
                parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient."""
        for group in self.groups:
            for parameter in group.parameters:
                if parameter.grad is not None:
                    self.update(parameter, parameter.grad, group.weight_decay)

    def update(self, parameter: Tensor, gradient: Tensor, weight_decay: float) -> None:
        """Move one parameter, in place."""
        self.n_updates[parameter] += 1
        if self.decoupled:
            parameter *= 1 - self.learning_rate * weight_decay
        else:  # the gradient of weight_decay / 2 · Σ parameter²
            gradient = gradient + weight_decay * parameter
        parameter -= self.learning_rate * self.direction(parameter, gradient)

    def direction(
        self,
        parameter: Float[Tensor, "*shape"],
        gradient: Float[Tensor, "*shape"],
    ) -> Float[Tensor, "*shape"]:
        """Return what is subtracted, for a learning rate of 1."""
        raise NotImplementedError


class SGD(Optimizer):
    """Gradient descent; stochastic, as the gradient is that of a batch."""

    def direction(self, parameter: Tensor, gradient: Tensor) -> Tensor:
        """Return the gradient."""
        return gradient


class Momentum(Optimizer):
    """A ball that rolls: velocity ← momentum · velocity + gradient.

    Source: Sutskever et al. (2013), On the importance of initialization and momentum in
    deep learning, ICML; the learning rate stands outside the velocity, as in PyTorch.
    """

    def __init__(
        self,
        parameters: Parameters,
        learning_rate: float = 1e-3,
        momentum: float = 0.9,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, learning_rate, weight_decay)
        self.momentum = in_range("momentum", momentum, below=1)
        self.nesterov = nesterov
        self.velocity = FromZero()

    def direction(self, parameter: Tensor, gradient: Tensor) -> Tensor:
        """Return the velocity; with `nesterov`, the next one if the gradient stays."""
        velocity = self.velocity[parameter]
        velocity *= self.momentum
        velocity += gradient
        return gradient + self.momentum * velocity if self.nesterov else velocity


class AdaGrad(Optimizer):
    """Each number has its own learning rate, the smaller the more gradient it has seen.

    Source: Duchi, Hazan and Singer (2011), JMLR 12, figure 1 with the diagonal matrix.
    """

    def __init__(
        self,
        parameters: Parameters,
        learning_rate: float = 1e-2,
        eps: float = 1e-10,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, learning_rate, weight_decay)
        self.eps = in_range("eps", eps)
        self.sum_of_squares = FromZero()

    def direction(self, parameter: Tensor, gradient: Tensor) -> Tensor:
        """Return gradient / √(sum of all squared gradients)."""
        sum_of_squares = self.sum_of_squares[parameter]
        sum_of_squares += gradient**2
        return gradient / (sum_of_squares.sqrt() + self.eps)


class RMSProp(Optimizer):
    """AdaGrad that forgets: a running mean of squares instead of their sum.

    Source: Tieleman and Hinton (2012), Neural Networks for Machine Learning, lecture 6.5.
    """

    def __init__(
        self,
        parameters: Parameters,
        learning_rate: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, learning_rate, weight_decay)
        self.alpha = in_range("alpha", alpha, below=1)
        self.eps = in_range("eps", eps)
        self.mean_square = FromZero()

    def direction(self, parameter: Tensor, gradient: Tensor) -> Tensor:
        """Return gradient / √(running mean of squared gradients)."""
        mean_square = self.mean_square[parameter]
        mean_square *= self.alpha
        mean_square += (1 - self.alpha) * gradient**2
        return gradient / (mean_square.sqrt() + self.eps)


class Adam(Optimizer):
    """Momentum above, RMSProp below, both freed of their start at 0.

    Source: Kingma and Ba (2015), algorithm 1, https://arxiv.org/abs/1412.6980.
    """

    def __init__(
        self,
        parameters: Parameters,
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, learning_rate, weight_decay)
        self.betas = (
            in_range("betas[0]", betas[0], below=1),
            in_range("betas[1]", betas[1], below=1),
        )
        self.eps = in_range("eps", eps)
        self.mean, self.mean_square = FromZero(), FromZero()

    def direction(self, parameter: Tensor, gradient: Tensor) -> Tensor:
        """Return mean / √(mean square), each corrected for having begun at 0."""
        (beta_1, beta_2), n = self.betas, self.n_updates[parameter]
        mean, mean_square = self.mean[parameter], self.mean_square[parameter]
        mean *= beta_1
        mean += (1 - beta_1) * gradient
        mean_square *= beta_2
        mean_square += (1 - beta_2) * gradient**2
        unbiased_mean = mean / (1 - beta_1**n)
        unbiased_square = mean_square / (1 - beta_2**n)
        return unbiased_mean / (unbiased_square.sqrt() + self.eps)


class AdamAsMisprinted(Adam):
    """Adam as some print it: mean ← β₁ · mean + (1 - β₁)(gradient - mean), no correction.

    Two right forms of one formula are mixed: β₁ · mean + (1 - β₁) · gradient, and
    mean + (1 - β₁)(gradient - mean). While the gradient stays g, the mixture tends to
    g / 2: in the end each step is half as long. And with the usual betas the first is
    0.1 / √0.001 = 3.2 times too long: the mean square lacks more than the mean does.
    """

    def direction(self, parameter: Tensor, gradient: Tensor) -> Tensor:
        """Return the direction as misprinted."""
        beta_1, beta_2 = self.betas
        mean, mean_square = self.mean[parameter], self.mean_square[parameter]
        mean.copy_(beta_1 * mean + (1 - beta_1) * (gradient - mean))
        mean_square *= beta_2
        mean_square += (1 - beta_2) * gradient**2
        return mean / (mean_square.sqrt() + self.eps)


class AdamW(Adam):
    """Adam with the weight decay kept out of the gradient: nothing divides it.

    Source: Loshchilov and Hutter (2019), algorithm 2, https://arxiv.org/abs/1711.05101.
    """

    decoupled = True

    def __init__(
        self,
        parameters: Parameters,
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(parameters, learning_rate, betas, eps, weight_decay)


def in_range(name: str, value: float, below: float = math.inf) -> float:
    """Return the value, or refuse one that would make the training run away."""
    if not 0 <= value < below:
        raise ValueError(f"{name} must be at least 0 and less than {below}, got {value}.")
    return value
