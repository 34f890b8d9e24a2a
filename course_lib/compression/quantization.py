"""Quantisation: weights as whole numbers of 8 bits, and a scale for each row.

Symmetric: a number is scale · n with n from −127 to 127; the scale is the largest size
of its row, divided by 127. Source: Jacob et al. (2018), section 2,
https://arxiv.org/abs/1712.05877, without the offset that they add; one scale for each row
of the inputs as well: Dettmers et al. (2022), section 3,
https://arxiv.org/abs/2208.07339.
Held equal to PyTorch's own dynamic quantisation within rounding by
tests/compression/test_quantization.py.
Left out: 4 bits, offsets, scales learned from data (GPTQ, AWQ), outliers kept apart.
"""

import copy
from typing import NamedTuple

import torch
from jaxtyping import Float, Int, Int8
from torch import Tensor, nn

MOST = 127  # −128 is left out, so that both signs reach equally far


class Quantized(NamedTuple):
    """Whole numbers, and what one of them is worth: a scale a row, or one for all."""

    numbers: Int8[Tensor, "row column"]
    scale: Float[Tensor, "scale 1"]


def quantize(weight: Float[Tensor, "row column"], per_row: bool = True) -> Quantized:
    """Return the nearest whole numbers, with a scale for each row or one for the whole.

    >>> quantize(torch.tensor([[1.0, -0.5], [100.0, 40.0]])).numbers
    tensor([[127, -64],
            [127,  51]], dtype=torch.int8)

    Raises:
        ValueError: if a number is not finite.
    """
    if not weight.isfinite().all():
        raise ValueError("weights must be finite to be quantised, got inf or NaN.")
    size = weight.abs()
    largest = size.amax(dim=1, keepdim=True) if per_row else size.max().view(1, 1)
    scale = (largest / MOST).clamp(min=torch.finfo(weight.dtype).tiny)  # a row of zeros
    return Quantized((weight / scale).round().to(torch.int8), scale)


def dequantize(quantized: Quantized) -> Float[Tensor, "row column"]:
    """Return floats again; each is at most half a scale from what it was."""
    return quantized.numbers.to(quantized.scale.dtype) * quantized.scale


def int8_product(
    x: Float[Tensor, "token d_in"],
    weight: Quantized,
) -> Float[Tensor, "token d_out"]:
    """Return x · weightᵀ, multiplied in whole numbers.

    The inputs are quantised too, one scale a token. Products of 8 bits are summed in 32
    bits, where nothing is lost; the two scales come last.
    """
    inputs = quantize(x)
    summed = whole_number_product(inputs.numbers, weight.numbers)
    return summed.to(x.dtype) * inputs.scale * weight.scale.T


def whole_number_product(
    a: Int8[Tensor, "token d_in"],
    b: Int8[Tensor, "d_out d_in"],
) -> Int[Tensor, "token d_out"]:
    """Return a · bᵀ in 32 bits: by the processor's own instructions for it on a CPU."""
    if a.device.type == "cpu" and hasattr(torch, "_int_mm"):
        return torch._int_mm(a, b.T.contiguous())
    return (a.double() @ b.T.double()).int()  # exact: these sums stay below 2^53


class QuantizedLinear(nn.Module):
    """A linear map that keeps its matrix in 8 bits.

    With `whole_numbers` it multiplies in 8 bits too; else it makes floats of the matrix
    first, which is nearer to the original and not faster.
    """

    numbers: Tensor
    scale: Tensor

    def __init__(
        self,
        linear: nn.Linear,
        whole_numbers: bool = False,
        per_row: bool = True,
    ) -> None:
        super().__init__()
        quantized = quantize(linear.weight.detach(), per_row)
        self.register_buffer("numbers", quantized.numbers)
        self.register_buffer("scale", quantized.scale)
        self.bias = copy.deepcopy(linear.bias)
        self.whole_numbers = whole_numbers

    def forward(self, x: Float[Tensor, "*batch d_in"]) -> Float[Tensor, "*batch d_out"]:
        weight = Quantized(self.numbers, self.scale)
        if self.whole_numbers:
            y = int8_product(x.flatten(0, -2), weight).view(*x.shape[:-1], -1)
        else:
            y = x @ dequantize(weight).T
        return y if self.bias is None else y + self.bias


class QuantizedEmbedding(nn.Module):
    """An embedding that keeps its table in 8 bits, with one scale for each token."""

    numbers: Tensor
    scale: Tensor

    def __init__(self, embedding: nn.Embedding, per_row: bool = True) -> None:
        super().__init__()
        quantized = quantize(embedding.weight.detach(), per_row)
        self.register_buffer("numbers", quantized.numbers)
        self.register_buffer("scale", quantized.scale)
        self.num_embeddings = embedding.num_embeddings

    @property
    def weight(self) -> Float[Tensor, "token d_model"]:
        """Return the table as floats, as an output layer that shares it needs."""
        return dequantize(Quantized(self.numbers, self.scale))

    def forward(
        self,
        token_ids: Int[Tensor, "*batch"],
    ) -> Float[Tensor, "*batch d_model"]:
        scale = self.scale.expand(self.num_embeddings, 1)
        return self.numbers[token_ids] * scale[token_ids]


def quantized_model(
    model: nn.Module,
    *,
    whole_numbers: bool = False,
    per_row: bool = True,
) -> nn.Module:
    """Return a copy whose linear maps and embeddings are kept in 8 bits."""
    smaller = copy.deepcopy(model)
    for parent in [*smaller.modules()]:
        for name, child in [*parent.named_children()]:
            if isinstance(child, nn.Linear):
                setattr(parent, name, QuantizedLinear(child, whole_numbers, per_row))
            elif isinstance(child, nn.Embedding):
                setattr(parent, name, QuantizedEmbedding(child, per_row))
    return smaller


def n_bytes(model: nn.Module) -> int:
    """Return how many bytes the model's weights and scales take, shared ones once."""
    return sum(one.numel() * one.element_size() for one in model.state_dict().values())
