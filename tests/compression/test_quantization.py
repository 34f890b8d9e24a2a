"""Quantisation: by hand, within half a step, and beside PyTorch's own."""

import warnings

import pytest
import torch
from torch import nn

from course_lib.compression.quantization import (
    Quantized,
    QuantizedEmbedding,
    QuantizedLinear,
    dequantize,
    int8_product,
    n_bytes,
    quantize,
    quantized_model,
    whole_number_product,
)
from course_lib.models.gpt import GPT, GPTConfig


def test_two_rows_by_hand():
    quantized = quantize(torch.tensor([[1.0, -0.5], [100.0, 40.0]]))
    assert quantized.numbers.tolist() == [[127, -64], [127, 51]]
    assert quantized.scale.flatten().tolist() == pytest.approx([1 / 127, 100 / 127])


@pytest.mark.parametrize("per_row", [True, False])
def test_nothing_moves_by_more_than_half_a_step(per_row):
    weight = torch.randn(5, 7) * torch.tensor([[0.01], [1], [3], [10], [100]])
    quantized = quantize(weight, per_row)
    assert ((dequantize(quantized) - weight).abs() <= 0.5001 * quantized.scale).all()
    assert quantized.scale.shape == ((5, 1) if per_row else (1, 1))


def test_an_outlier_spoils_its_own_row_only():
    weight = torch.randn(3, 50, generator=torch.Generator().manual_seed(0))
    weight[0, 0] = 1000
    errors = {
        per_row: (dequantize(quantize(weight, per_row)) - weight)[1:].abs().mean().item() for per_row in (True, False)
    }
    assert errors[False] > 50 * errors[True]


def test_a_row_of_zeros_stays_one():
    assert not dequantize(quantize(torch.zeros(2, 3))).any()


def test_products_of_whole_numbers_are_exact():
    a = torch.randint(-127, 128, (20, 33), dtype=torch.int8)
    b = torch.randint(-127, 128, (9, 33), dtype=torch.int8)
    assert torch.equal(whole_number_product(a, b).long(), a.long() @ b.long().T)


def test_without_the_processors_instruction_the_product_is_the_same(monkeypatch):
    a, b = torch.randint(-127, 128, (4, 5), dtype=torch.int8), torch.randint(-127, 128, (3, 5), dtype=torch.int8)
    expected = whole_number_product(a, b)
    monkeypatch.delattr(torch, "_int_mm")
    assert torch.equal(whole_number_product(a, b), expected)


def test_a_product_in_8_bits_is_near_that_of_floats():
    x, weight = torch.randn(6, 40), torch.randn(10, 40)
    got, exact = int8_product(x, quantize(weight)), x @ weight.T
    assert (got - exact).norm() < 0.02 * exact.norm()


def test_our_numbers_and_outputs_are_pytorchs_within_rounding():
    linear = nn.Linear(64, 32)
    layer = nn.Sequential(linear)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch.ao.quantization import per_channel_dynamic_qconfig, quantize_dynamic

        theirs = quantize_dynamic(layer, {nn.Linear: per_channel_dynamic_qconfig})
        numbers = theirs[0].weight().int_repr()
    ours = QuantizedLinear(linear, whole_numbers=True)
    assert (numbers.int() - ours.numbers.int()).abs().max() <= 1  # they divide by 127.5
    x = torch.randn(10, 64)
    assert (theirs(x) - ours(x)).abs().max() < 0.05 * layer(x).abs().max()


@pytest.mark.parametrize("whole_numbers", [True, False])
@pytest.mark.parametrize("per_row", [True, False])
def test_a_quantized_model_says_nearly_the_same_in_a_quarter_of_the_room(whole_numbers, per_row, as_readers_call_it):
    torch.manual_seed(0)
    model = GPT(GPTConfig(vocab_size=200, context_length=16, d_model=64, n_heads=4, n_layers=2))
    smaller = quantized_model(model, whole_numbers=whole_numbers, per_row=per_row)
    ids = torch.randint(0, 200, (2, 9))
    assert (smaller(ids) - model(ids)).norm() < 0.05 * model(ids).norm()
    assert 3 < n_bytes(model) / n_bytes(smaller) < 4
    assert not any(isinstance(one, nn.Linear) for one in smaller.modules())
    assert any(isinstance(one, nn.Linear) for one in model.modules())


def test_a_layer_without_a_bias_has_none_afterwards():
    layer = nn.Linear(5, 3, bias=False)
    assert torch.allclose(QuantizedLinear(layer)(torch.ones(2, 5)), layer(torch.ones(2, 5)), atol=0.05)


@pytest.mark.parametrize("per_row", [True, False])
def test_an_embedding_gives_the_rows_of_its_table(per_row):
    embedding = QuantizedEmbedding(nn.Embedding(6, 4), per_row)
    ids = torch.tensor([[5, 0, 5]])
    assert torch.equal(embedding(ids), embedding.weight[ids])


def test_numbers_that_are_none_are_refused():
    with pytest.raises(ValueError, match="must be finite"):
        quantize(torch.tensor([[1.0, float("nan")]]))


def test_a_quantized_matrix_is_a_pair():
    numbers, scale = quantize(torch.ones(2, 3))
    assert torch.equal(dequantize(Quantized(numbers, scale)), torch.ones(2, 3))
