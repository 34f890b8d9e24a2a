"""Layers with a backward pass written by hand, against PyTorch's layers and autograd; sizes are all different."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from transformers.models.llama.modeling_llama import LlamaConfig, LlamaMLP

from course_lib.models.dropout import Dropout
from course_lib.models.feedforward import (
    GELU,
    GELU_TANH,
    MLP,
    RELU,
    SIGMOID,
    SILU,
    TANH,
    Linear,
    SwiGLU,
)

THEIRS = {
    "sigmoid": (SIGMOID, nn.Sigmoid()),
    "tanh": (TANH, nn.Tanh()),
    "relu": (RELU, nn.ReLU()),
    "gelu": (GELU, nn.GELU()),
    "gelu_tanh": (GELU_TANH, nn.GELU("tanh")),
    "silu": (SILU, nn.SiLU()),
}
activations = pytest.mark.parametrize(("ours", "theirs"), THEIRS.values(), ids=THEIRS)


@activations
def test_an_activation_agrees_with_pytorch_value_and_slope(ours, theirs):
    x = torch.linspace(-9, 9, 1001, dtype=torch.float64, requires_grad=True)  # 0 is among them
    expected = theirs(x)
    expected.sum().backward()
    torch.testing.assert_close(ours.function(x), expected, atol=1e-12, rtol=1e-12)
    torch.testing.assert_close(ours.slope(x.detach()), x.grad, atol=1e-12, rtol=1e-12)


@activations
def test_an_activation_far_out_stays_a_number(ours, theirs):
    x = torch.tensor([-1e4, -100.0, 100.0, 1e4], requires_grad=True)
    theirs(x).sum().backward()
    torch.testing.assert_close(ours.function(x.detach()), theirs(x).detach())
    torch.testing.assert_close(ours.slope(x.detach()), x.grad)


def test_activations_by_hand():
    two = torch.tensor([2.0])
    assert SIGMOID.function(two).item() == pytest.approx(1 / (1 + math.e**-2))
    assert SILU.function(two).item() == pytest.approx(2 / (1 + math.e**-2))
    assert GELU.function(two).item() == pytest.approx(2 * 0.977250, abs=1e-5)  # Φ(2), from a table
    assert RELU.function(torch.tensor([-3.0, 0.0, 2.0])).tolist() == [0, 0, 2]
    assert RELU.slope(torch.tensor([-3.0, 0.0, 2.0])).tolist() == [0, 0, 1]


def test_the_two_gelus_differ_by_at_most_what_is_said():
    x = torch.linspace(-9, 9, 100_001, dtype=torch.float64)
    assert 0.0004 < (GELU.function(x) - GELU_TANH.function(x)).abs().max() < 0.0005


@pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 5, 3)])
def test_a_linear_layer_agrees_with_pytorch_forward_and_gradient(shape):
    ours, theirs = Linear(3, 7), nn.Linear(3, 7)
    ours.weight, ours.bias = (parameter.detach().clone() for parameter in theirs.parameters())
    x = torch.randn(shape, requires_grad=True)
    expected = theirs(x)
    weights = torch.randn_like(expected)
    (weights * expected).sum().backward()
    torch.testing.assert_close(ours.forward(x.detach()), expected)
    torch.testing.assert_close(ours.backward(weights), x.grad)
    for parameter, their_parameter in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(parameter.grad, their_parameter.grad)


@activations
def test_a_network_agrees_with_pytorch_forward_and_gradient(ours, theirs):
    model = MLP([3, 7, 5, 2], ours, torch.Generator().manual_seed(1))
    widths = [(3, 7), (7, 5), (5, 2)]
    layers = [layer for width in widths for layer in (nn.Linear(*width), theirs)][:-1]
    reference = nn.Sequential(*layers)
    with torch.no_grad():
        for parameter, their_parameter in zip(model.parameters(), reference.parameters(), strict=True):
            their_parameter.copy_(parameter)
    x = torch.randn(4, 3, requires_grad=True)
    targets = torch.randn(4, 2)
    expected = reference(x)
    F.mse_loss(expected, targets).backward()
    output = model.forward(x.detach())
    torch.testing.assert_close(output, expected)
    torch.testing.assert_close(model.backward(2 * (output - targets) / targets.numel()), x.grad)
    for parameter, their_parameter in zip(model.parameters(), reference.parameters(), strict=True):
        torch.testing.assert_close(parameter.grad, their_parameter.grad)


def test_a_second_backward_replaces_the_gradient():
    layer = Linear(3, 2)
    for _ in range(2):
        layer.forward(torch.ones(5, 3))
        layer.backward(torch.ones(5, 2))
    assert layer.bias is not None
    assert layer.bias.grad is not None
    assert layer.bias.grad.tolist() == [5, 5]


def test_swiglu_agrees_with_llama_forward_and_gradient():
    ours = SwiGLU(6, 10)
    config = LlamaConfig(hidden_size=6, intermediate_size=10, num_attention_heads=2)
    theirs = LlamaMLP(config)
    with torch.no_grad():
        for parameter, their_parameter in zip(ours.parameters(), theirs.parameters(), strict=True):
            their_parameter.copy_(parameter)
    assert [name for name, _ in theirs.named_parameters()] == [f"{one}_proj.weight" for one in ("gate", "up", "down")]
    x = torch.randn(2, 5, 6, requires_grad=True)
    expected = theirs(x)
    weights = torch.randn_like(expected)
    (weights * expected).sum().backward()
    torch.testing.assert_close(ours.forward(x.detach()), expected)
    torch.testing.assert_close(ours.backward(weights), x.grad)
    for parameter, their_parameter in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(parameter.grad, their_parameter.grad)


def test_dropout_drops_its_share_keeps_the_mean_and_hands_back_through_the_same_gaps():
    dropout = Dropout(0.3, torch.Generator().manual_seed(0))
    x = torch.ones(100, 200)
    output = dropout.forward(x)
    assert (output == 0).float().mean().item() == pytest.approx(0.3, abs=0.02)  # six standard deviations
    assert output.mean().item() == pytest.approx(1, abs=0.03)
    assert output.unique().tolist() == pytest.approx([0, 1 / 0.7])
    assert torch.equal(dropout.backward(x), output)
    assert not torch.equal(dropout.forward(x), output)


def test_dropout_does_nothing_after_training():
    dropout = Dropout(0.3)
    dropout.training = False
    x = torch.randn(5, 7)
    assert torch.equal(dropout.forward(x), x)
    assert torch.equal(dropout.backward(x), x)


def test_the_first_outputs_are_about_as_large_as_the_inputs():
    layer = Linear(300, 200, torch.Generator().manual_seed(0))
    output = layer.forward(torch.randn(100, 300, generator=torch.Generator().manual_seed(1)))
    assert output.std().item() == pytest.approx(1, abs=0.05)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_an_input_of_another_width(self):
        with pytest.raises(ValueError, match="must be 3 numbers, got 4"):
            Linear(3, 2).forward(torch.zeros(5, 4))

    def test_a_width_of_nothing(self):
        with pytest.raises(ValueError, match="positive, got 3 and 0"):
            Linear(3, 0)

    def test_a_network_of_one_size(self):
        with pytest.raises(ValueError, match=r"two or more numbers.*got \[3\]"):
            MLP([3])

    @pytest.mark.parametrize("rate", [-0.1, 1.0])
    def test_a_rate_out_of_range(self, rate):
        with pytest.raises(ValueError, match=f"less than 1, got {rate}"):
            Dropout(rate)
