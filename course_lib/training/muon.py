"""Muon: a matrix moves along its momentum made orthogonal: no direction drowns another.

Source: Jordan et al. (2024), Muon: An optimizer for hidden layers in neural networks,
https://kellerjordan.github.io/posts/muon/; the scaling "match_rms_adamw" is that of
Liu et al. (2025), section 2.2, https://arxiv.org/abs/2502.16982.
Held equal to `torch.optim.Muon` by tests/training/test_optimizers.py.
"""

import math
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.training.optimizers import AdamW, FromZero, in_range
from course_lib.training.parameter_groups import Group, Parameters, as_groups


def orthogonalized(
    matrix: Float[Tensor, "rows columns"],
    n_iterations: int = 5,
    dtype: torch.dtype | None = None,
) -> Float[Tensor, "rows columns"]:
    """Return about U·Vᵀ, where U·S·Vᵀ is the matrix: the same directions, of one length.

    Each Newton-Schulz iteration X ← a·X + b·(X·Xᵀ)·X + c·(X·Xᵀ)²·X keeps U and V and
    turns each length s into a·s + b·s³ + c·s⁵. These a, b and c lift small lengths
    fast, and leave them between about 0.7 and 1.2, not at 1.

    Args:
        matrix: any matrix; one of zeros comes back as it is.
        n_iterations: 5 reach the lengths that began at 1/100 of the matrix's norm.
        dtype: what to compute in. None: 16 bits on an accelerator, and 32 on a CPU, as
            many of them have no instructions for 16 and take over ten times as long.
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    if dtype is None:
        dtype = torch.float32 if matrix.device.type == "cpu" else torch.bfloat16
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.to(dtype)
    x = x.T if tall else x  # X·Xᵀ is then the smaller of the two products
    x = x / x.norm().clamp(min=1e-7)  # no length is above 1
    for _ in range(n_iterations):
        gram = x @ x.T
        polynomial = torch.addmm(gram, gram, gram, beta=b, alpha=c)  # b·gram + c·gram²
        x = torch.addmm(x, polynomial, x, beta=a)  # a·x + polynomial·x
    return (x.T if tall else x).to(matrix.dtype)


class Muon(AdamW):
    """Muon for matrices, AdamW for the rest; see `hidden_matrices` for which are which.

    Args:
        matrices: the weights of hidden layers, or groups of them.
        others: embeddings, output layer, biases, factors of norms, or groups of them.
        learning_rate: for both.
        momentum: how much of the running mean of gradients stays.
        nesterov: whether to look one step ahead.
        weight_decay: for what comes without a group.
        scaling: Muon's factor. "match_rms_adamw": 0.2 · √max(rows, columns), which makes
            its steps as long as AdamW's usually are: one learning rate suits both.
            "original", PyTorch's default: √max(1, rows / columns).
        betas: AdamW's.
        eps: AdamW's.
        dtype: as for `orthogonalized`.

    Raises:
        ValueError: if one of the matrices is none, or a rate is out of range.
    """

    def __init__(
        self,
        matrices: Parameters,
        others: list[Tensor] | list[Group] | None = None,
        learning_rate: float = 1e-3,
        momentum: float = 0.95,
        nesterov: bool = True,
        weight_decay: float = 0.1,
        scaling: Literal["match_rms_adamw", "original"] = "match_rms_adamw",
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        dtype: torch.dtype | None = None,
    ) -> None:
        groups = as_groups(matrices, weight_decay)
        self.matrices = {parameter for group in groups for parameter in group.parameters}
        for matrix in self.matrices:
            if matrix.dim() != 2:
                came = tuple(matrix.shape)
                raise ValueError(f"Muon is for matrices, got shape {came}: see `others`.")
        groups += as_groups(others, weight_decay) if others else []
        super().__init__(groups, learning_rate, betas, eps)
        self.momentum = in_range("momentum", momentum, below=1)
        self.nesterov, self.scaling, self.dtype = nesterov, scaling, dtype
        self.running = FromZero()

    def direction(self, parameter: Tensor, gradient: Tensor) -> Tensor:
        """Return a matrix's orthogonalized momentum, and what AdamW says of the rest."""
        if parameter not in self.matrices:
            return super().direction(parameter, gradient)
        running = self.running[parameter]
        running.lerp_(gradient, 1 - self.momentum)  # a running mean, as Adam's
        ahead = gradient.lerp(running, self.momentum) if self.nesterov else running
        rows, columns = parameter.shape
        if self.scaling == "original":
            factor = math.sqrt(max(1, rows / columns))
        else:
            factor = 0.2 * math.sqrt(max(rows, columns))
        return factor * orthogonalized(ahead, dtype=self.dtype)
