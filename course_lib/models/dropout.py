"""Dropout: no neuron may rely on another, since any may be missing at the next step.

Source: Srivastava et al. (2014), JMLR 15; enlarging in training is from its section 10.
Tested by tests/models/test_feedforward.py.
"""

import torch
from jaxtyping import Float
from torch import Tensor

Numbers = Float[Tensor, "*shape"]


class Dropout:
    """In training, set a share of the numbers to 0 and enlarge the others to make up.

    Like the layers of feedforward.py, it keeps in `forward` what `backward` needs.

    Raises:
        ValueError: if the rate is not a share less than all.
    """

    def __init__(self, rate: float, generator: torch.Generator | None = None) -> None:
        if not 0 <= rate < 1:
            raise ValueError(f"rate must be at least 0 and less than 1, got {rate}.")
        self.rate, self.generator, self.training = rate, generator, True

    def forward(self, x: Numbers) -> Numbers:
        """Return the input with gaps."""
        self.factor = torch.ones_like(x)
        if self.training:
            kept = torch.rand(x.shape, generator=self.generator) >= self.rate
            self.factor = kept / (1 - self.rate)
        return x * self.factor

    def backward(self, gradient: Numbers) -> Numbers:
        """Return the gradient with the same gaps."""
        return gradient * self.factor
