"""Attention against PyTorch, against loops, and by hand; sizes are all different."""

import math
from functools import partial

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from course_lib.models.attention import (
    FusedAttention,
    MultiHeadAttention,
    attention,
    causal_mask,
    merge_heads,
    padding_mask,
    record_attention,
    split_heads,
)
from course_lib.models.attention_layers import CrossAttention, SelfAttention
from course_lib.models.cache import LayerCache
from course_lib.models.positions import rotary_angles, rotate_halves


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


@pytest.mark.parametrize("masked", [True, False])
def test_the_fused_function_agrees_with_the_plain_one_forward_and_gradient(tensors, masked):
    mask = tensors[3].clone() if masked else None
    if mask is not None:
        mask[2] = False  # a query that sees nothing
    results = []
    for function in (lambda *inputs: attention(*inputs)[0], FusedAttention()):
        inputs = [tensor.clone().requires_grad_() for tensor in tensors[:3]]
        output = function(*inputs, mask)
        output.square().sum().backward()
        results.append([output, *(tensor.grad for tensor in inputs)])
    for plain, fused in zip(*results, strict=True):
        torch.testing.assert_close(plain, fused, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("n_queries", [1, 3, 7])
@pytest.mark.parametrize("masked", [True, False])
def test_causal_queries_are_the_last_of_the_keys(tensors, n_queries, masked):
    _, key, value, _ = tensors
    query = torch.randn(2, 3, n_queries, 4)
    padding = padding_mask(torch.tensor([7, 4]), 7) if masked else None
    mask = causal_mask(7)[-n_queries:] if padding is None else causal_mask(7)[-n_queries:] & padding
    expected, weights = attention(query, key, value, mask)
    fused = FusedAttention()
    torch.testing.assert_close(fused(query, key, value, padding, causal=True), expected, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(fused.weights(query, key, padding, None, True), weights, atol=1e-6, rtol=1e-5)


def test_a_bias_is_added_to_the_scores_and_gets_a_gradient(tensors):
    query, key, value, mask = tensors
    bias = torch.randn(3, 5, 7, requires_grad=True)
    scores = (0.7 * query @ key.mT + bias).masked_fill(~mask, float("-inf"))
    output = FusedAttention(scale=0.7)(query, key, value, mask, bias)
    torch.testing.assert_close(output, scores.softmax(-1) @ value, atol=1e-5, rtol=1e-4)
    ours, theirs = (torch.autograd.grad(out.square().sum(), bias)[0] for out in (output, scores.softmax(-1) @ value))
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-4)


def test_grouped_queries_share_the_keys_of_their_neighbours():
    query, key, value = torch.randn(2, 6, 5, 4), torch.randn(2, 2, 7, 4), torch.randn(2, 2, 7, 3)
    repeated = (tensor.repeat_interleave(3, dim=1) for tensor in (key, value))
    torch.testing.assert_close(FusedAttention()(query, key, value), attention(query, *repeated)[0])


def test_self_attention_agrees_with_multi_head_given_the_same_weights():
    ours, plain = SelfAttention(12, 3), MultiHeadAttention(12, 3)
    ours.load_state_dict(plain.state_dict())
    x, mask = torch.randn(2, 5, 12), padding_mask(torch.tensor([5, 3]), 5)
    expected, weights = plain(x, mask & causal_mask(5))
    with record_attention(ours) as records:
        torch.testing.assert_close(ours(x, mask, causal=True), expected, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(records[0].weights, weights, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(records[0].query, plain.project(x)[0])
    torch.testing.assert_close(records[0].key, plain.project(x)[1])


def test_the_same_seed_draws_the_same_weights_as_for_multi_head():
    drawn = []
    for kind in (SelfAttention, MultiHeadAttention):
        torch.manual_seed(3)
        drawn.append(kind(12, 3).state_dict())
    assert list(drawn[0]) == list(drawn[1])
    assert all(torch.equal(drawn[0][name], drawn[1][name]) for name in drawn[0])


def test_cross_attention_agrees_with_pytorch_forward_and_gradient():
    ours, theirs = CrossAttention(12, 3), nn.MultiheadAttention(12, 3, batch_first=True)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key_value.weight]))
        theirs.in_proj_bias.copy_(torch.cat([ours.query.bias, ours.key_value.bias]))
    theirs.out_proj.load_state_dict(ours.output.state_dict())
    mask = padding_mask(torch.tensor([7, 4]), 7)
    results = []
    for call in (
        lambda x, memory: ours(x, memory, mask),
        lambda x, memory: theirs(x, memory, memory, key_padding_mask=~mask[:, 0, 0], need_weights=False)[0],
    ):
        torch.manual_seed(2)
        inputs = [torch.randn(2, n, 12, requires_grad=True) for n in (5, 7)]
        output = call(*inputs)
        output.square().sum().backward()
        results.append([output, *(one.grad for one in inputs)])
    for one, other in zip(*results, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)


def test_rotary_positions_and_groups_and_widths_in_one_layer_by_hand():
    layer = SelfAttention(10, 6, n_kv_heads=2, d_head=4, bias=False, scale=0.3)
    x, angles = torch.randn(2, 5, 10), rotary_angles(torch.arange(5), 4)
    query, key, value = (x @ part.T for part in layer.query_key_value.weight.split([24, 8, 8]))
    query, key = rotate_halves(split_heads(query, 6), angles), rotate_halves(split_heads(key, 2), angles)
    key, value = key.repeat_interleave(3, dim=1), split_heads(value, 2).repeat_interleave(3, dim=1)
    heads = (0.3 * query @ key.mT).softmax(-1) @ value
    torch.testing.assert_close(layer(x, angles=angles), merge_heads(heads) @ layer.output.weight.T)
    assert layer.output.bias is None


@torch.no_grad()
def test_the_memory_is_projected_once_when_there_is_a_cache():
    layer, cache, memory = CrossAttention(12, 3), LayerCache(), torch.randn(2, 7, 12)
    first, second = torch.randn(2, 1, 12), torch.randn(2, 1, 12)
    layer(first, memory, cache=cache)
    torch.testing.assert_close(layer(second, torch.zeros(2, 7, 12), cache=cache), layer(second, memory))


def test_dropout_drops_weights_in_training_only():
    attend = FusedAttention(dropout=0.5)
    query, value = torch.zeros(1, 1, 1, 2), torch.ones(1, 1, 400, 1)
    key = torch.zeros(1, 1, 400, 2)
    torch.manual_seed(0)
    assert attend(query, key, value).item() == pytest.approx(1.0, abs=0.2)
    assert attend(query, key, value).item() != 1.0  # about half of 400 weights of 2/400
    attend.eval()
    assert attend(query, key, value).item() == pytest.approx(1.0, abs=1e-5)


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

    def test_heads_of_a_layer_that_do_not_divide_the_width(self):
        for kind in (SelfAttention, CrossAttention):
            with pytest.raises(ValueError, match="n_heads must divide d_model, got 5, 12"):
                kind(12, 5)

    def test_groups_that_do_not_divide_the_heads(self):
        with pytest.raises(ValueError, match="n_kv_heads must divide n_heads, got 4, 6"):
            SelfAttention(12, 6, n_kv_heads=4)

    def test_a_fused_mask_of_numbers(self):
        x = torch.zeros(2, 3, 5, 4)
        with pytest.raises(ValueError, match=r"tensor of bool.*got torch.float32"):
            FusedAttention()(x, x, x, torch.ones(5, 5))

    def test_a_causal_mask_of_nothing(self):
        with pytest.raises(ValueError, match="at least 1, got 0"):
            causal_mask(0)

    def test_lengths_beyond_the_padding(self):
        with pytest.raises(ValueError, match=r"0 to 5, got \[2, 6\]"):
            padding_mask(torch.tensor([2, 6]), 5)
