"""Attention against PyTorch, against loops, and by hand; sizes are all different."""

import math
from functools import partial

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from course_lib.models.attention import (
    MultiHeadAttention,
    attention,
    causal_mask,
    merge_heads,
    padding_mask,
    record_attention,
    split_heads,
)


@pytest.fixture
def tensors():
    """Query, key and value for 2 batches and 3 heads, and a mask in which each query sees key 0."""
    torch.manual_seed(1)
    mask = torch.rand(5, 7) < 0.5
    mask[:, 0] = True
    return torch.randn(2, 3, 5, 4), torch.randn(2, 3, 7, 4), torch.randn(2, 3, 7, 11), mask


def test_two_keys_by_hand():
    query, key = torch.tensor([[2.0]]), torch.tensor([[1.0], [0.5]])
    _, weights = attention(query, key, torch.zeros(2, 1))
    assert weights[0, 0].item() == pytest.approx(math.e**2 / (math.e**2 + math.e))


def test_agrees_with_the_definition_written_as_loops(tensors):
    query, key, value, mask = (tensor[0, 0] if tensor.dim() > 2 else tensor for tensor in tensors)
    output, weights = attention(query, key, value, mask)
    for i in range(5):
        seen = [j for j in range(7) if mask[i, j]]
        raised = {j: math.exp(sum(query[i, d] * key[j, d] for d in range(4)) / math.sqrt(4)) for j in seen}
        for j in range(7):
            assert weights[i, j].item() == pytest.approx(raised.get(j, 0.0) / sum(raised.values()), abs=1e-6)
        for d in range(11):
            mixed = sum(raised[j] * value[j, d].item() for j in seen) / sum(raised.values())
            assert output[i, d].item() == pytest.approx(mixed, abs=1e-5)


@pytest.mark.parametrize("masked", [True, False])
def test_agrees_with_pytorch_forward_and_gradient(tensors, masked):
    mask = tensors[3] if masked else None
    results = []
    for function in (
        lambda q, k, v: attention(q, k, v, mask)[0],
        partial(F.scaled_dot_product_attention, attn_mask=mask),
    ):
        inputs = [tensor.clone().requires_grad_() for tensor in tensors[:3]]
        output = function(*inputs)
        output.square().sum().backward()
        results.append([output, *(tensor.grad for tensor in inputs)])
    for ours, theirs in zip(*results, strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-4)


def test_the_past_does_not_see_the_future():
    x = torch.randn(5, 4)
    changed = x.clone()
    changed[3] += 100
    before, after = (attention(one, one, one, causal_mask(5))[0] for one in (x, changed))
    assert torch.equal(before[:3], after[:3])
    assert not torch.allclose(before[3], after[3])


def test_padding_does_not_change_what_the_real_tokens_get():
    x = torch.randn(2, 1, 5, 4)
    mask = padding_mask(torch.tensor([3, 5]), 5)
    padded, _ = attention(x, x, x, mask)
    alone, _ = attention(x[:1, :, :3], x[:1, :, :3], x[:1, :, :3])
    torch.testing.assert_close(padded[:1, :, :3], alone)


def test_a_query_that_may_look_nowhere_gets_zero_and_clean_gradients(tensors):
    query, key, value, mask = (tensor.clone() for tensor in tensors)
    mask[2] = False
    query.requires_grad_()
    output, weights = attention(query, key, value, mask)
    output.sum().backward()
    assert (output[:, :, 2] == 0).all()
    assert (weights[:, :, 2] == 0).all()
    assert query.grad is not None
    assert query.grad.isfinite().all()


def test_weights_sum_to_one_and_large_scores_stay_finite(tensors):
    query, key, value, mask = tensors
    _, weights = attention(1e4 * query, key, value, mask)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 3, 5))


def test_heads_are_cut_from_neighbouring_numbers_and_come_back():
    x = torch.arange(2 * 5 * 12.0).view(2, 5, 12)
    heads = split_heads(x, 3)
    assert heads.shape == (2, 3, 5, 4)
    assert torch.equal(heads[1, 2, 4], x[1, 4, 8:12])
    assert torch.equal(merge_heads(heads), x)


def test_multi_head_agrees_with_pytorch_given_the_same_weights_forward_and_gradient():
    ours, theirs = MultiHeadAttention(12, 3), nn.MultiheadAttention(12, 3, batch_first=True)
    names = {"query_key_value": "in_proj_", "output": "out_proj."}
    theirs.load_state_dict({names[k.split(".")[0]] + k.split(".")[1]: v for k, v in ours.state_dict().items()})
    x = torch.randn(2, 5, 12)
    output, weights = ours(x, causal_mask(5))
    expected, expected_weights = theirs(x, x, x, attn_mask=~causal_mask(5), average_attn_weights=False)
    torch.testing.assert_close(output, expected, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(weights, expected_weights, atol=1e-6, rtol=1e-5)
    for result in (output, expected):
        result.square().sum().backward()
    grads = {name: parameter.grad for name, parameter in theirs.named_parameters()}
    torch.testing.assert_close(ours.query_key_value.weight.grad, grads["in_proj_weight"], atol=1e-5, rtol=1e-4)


def test_the_recorder_sees_each_layer_once_and_leaves_no_hook():
    layers = nn.ModuleList([MultiHeadAttention(12, 3), MultiHeadAttention(12, 2)])
    x = torch.randn(1, 5, 12)
    with record_attention(layers) as records:
        for layer in layers:
            layer(x)
    layers[0](x)
    assert [record.weights.shape for record in records] == [(1, 3, 5, 5), (1, 2, 5, 5)]
    _, recomputed = attention(records[1].query, records[1].key, records[1].key)
    torch.testing.assert_close(records[1].weights, recomputed)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_widths_that_differ(self):
        with pytest.raises(ValueError, match=r"same d_head .*got 4 and 6"):
            attention(torch.zeros(5, 4), torch.zeros(7, 6), torch.zeros(7, 4))

    def test_keys_without_values(self):
        with pytest.raises(ValueError, match="got 7 keys and 8 values"):
            attention(torch.zeros(5, 4), torch.zeros(7, 4), torch.zeros(8, 4))

    def test_a_single_vector(self):
        with pytest.raises(ValueError, match=r"two axes.*\(4,\)"):
            attention(torch.zeros(4), torch.zeros(7, 4), torch.zeros(7, 4))

    def test_a_mask_of_zeros_and_ones(self):
        with pytest.raises(ValueError, match=r"tensor of bool.*got torch.float32.*mask.bool\(\)"):
            attention(torch.zeros(5, 4), torch.zeros(7, 4), torch.zeros(7, 4), torch.ones(5, 7))

    def test_a_mask_that_is_a_list(self):
        x = torch.zeros(2, 4)
        with pytest.raises(ValueError, match=r"tensor of bool.*got list"):
            attention(x, x, x, [[True, False], [True, True]])  # type: ignore[arg-type]

    def test_a_mask_that_does_not_broadcast(self):
        x = torch.zeros(2, 3, 5, 4)
        with pytest.raises(ValueError, match=r"shape \(2, 3, 5, 5\).*got \(2, 5\)"):
            attention(x, x, x, torch.ones(2, 5, dtype=torch.bool))

    def test_a_mask_that_would_add_an_axis(self):
        x = torch.zeros(5, 4)
        with pytest.raises(ValueError, match=r"shape \(5, 5\).*got \(2, 5, 5\)"):
            attention(x, x, x, torch.ones(2, 5, 5, dtype=torch.bool))

    def test_heads_that_do_not_divide_the_width(self):
        with pytest.raises(ValueError, match="n_heads must divide d_model, got 5, 12"):
            MultiHeadAttention(12, 5)

    def test_a_causal_mask_of_nothing(self):
        with pytest.raises(ValueError, match="at least 1, got 0"):
            causal_mask(0)

    def test_lengths_beyond_the_padding(self):
        with pytest.raises(ValueError, match=r"0 to 5, got \[2, 6\]"):
            padding_mask(torch.tensor([2, 6]), 5)
