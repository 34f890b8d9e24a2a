"""Normalization: bring each token's vector to one size: then deep stacks can be trained.

Source: Ba et al. (2016), https://arxiv.org/abs/1607.06450 (LayerNorm); Zhang and Sennrich
(2019), https://arxiv.org/abs/1910.07467 (RMSNorm).
Held equal to `nn.LayerNorm` and `nn.RMSNorm`, forward and gradient, by
tests/models/test_normalization.py.
Left out: batch normalization, which mixes the sequences of a batch; normalizing over
several axes.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn


class LayerNorm(nn.Module):
    """Each vector gets mean 0, variance 1, then a learned scale and shift per number.

    The variance divides by d_model, not d_model - 1; `eps` is inside the root.
    """

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model))

    def forward(
        self,
        x: Float[Tensor, "*batch d_model"],
    ) -> Float[Tensor, "*batch d_model"]:
        centred = x - x.mean(dim=-1, keepdim=True)
        variance = centred.square().mean(dim=-1, keepdim=True)
        return centred / torch.sqrt(variance + self.eps) * self.weight + self.bias


class RMSNorm(nn.Module):
    """Each vector is divided by its root mean square, then scaled.

    No mean is taken off, no shift is added.

    The mean square is taken in 32 bits, so that half-precision numbers do not overflow.
    """

    def __init__(self, d_model: int, eps: float = 1e-6) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(d_model))

    def forward(
        self,
        x: Float[Tensor, "*batch d_model"],
    ) -> Float[Tensor, "*batch d_model"]:
        mean_square = x.float().square().mean(dim=-1, keepdim=True)
        return (x * torch.rsqrt(mean_square + self.eps)).to(x.dtype) * self.weight
