"""Normalization against PyTorch, forward and gradient, and by hand."""

import math

import pytest
import torch
from torch import nn

from course_lib.models.normalization import LayerNorm, RMSNorm


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(LayerNorm(7, eps=0.1), nn.LayerNorm(7, eps=0.1)), (RMSNorm(7, eps=0.1), nn.RMSNorm(7, eps=0.1))],
)
def test_agrees_with_pytorch_forward_and_gradient(ours, theirs):
    torch.manual_seed(0)
    for parameter in ours.parameters():
        nn.init.normal_(parameter)
    theirs.load_state_dict(ours.state_dict())
    x = 3 * torch.randn(2, 5, 7) + 1
    results = []
    for module in (ours, theirs):
        given = x.clone().requires_grad_()
        output = module(given)
        output.square().sum().backward()
        results.append([output, given.grad, *(parameter.grad for parameter in module.parameters())])
    for one, other in zip(*results, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-5)


def test_three_numbers_by_hand():
    x = torch.tensor([[1.0, 2.0, 6.0]])  # mean 3, variance (4 + 1 + 9) / 3, mean square 41 / 3
    deviation, size = math.sqrt(14 / 3), math.sqrt(41 / 3)
    assert LayerNorm(3)(x)[0].tolist() == pytest.approx([-2 / deviation, -1 / deviation, 3 / deviation], abs=1e-5)
    assert RMSNorm(3)(x)[0].tolist() == pytest.approx([1 / size, 2 / size, 6 / size], abs=1e-5)


def test_the_defaults_are_pytorchs_for_layer_norm():
    x = 1e-3 * torch.randn(4, 11)  # so small that eps matters
    torch.testing.assert_close(LayerNorm(11)(x), nn.LayerNorm(11)(x))


def test_half_precision_does_not_overflow():
    x = torch.full((1, 8), 1000.0, dtype=torch.float16)  # its square is no 16-bit number
    norm = RMSNorm(8).half()
    assert norm(x).dtype == torch.float16
    torch.testing.assert_close(norm(x), torch.ones(1, 8, dtype=torch.float16))
