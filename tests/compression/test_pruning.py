"""Pruning: against PyTorch's own, and heads cut out against heads masked."""

import copy

import pytest
import torch
from torch import nn
from torch.nn.utils import prune

from course_lib.compression.pruning import (
    head_sizes,
    linear_weights,
    prune_smallest,
    pruned_model,
    sparsity_of,
    with_fewer_heads,
    without_heads,
)
from course_lib.models.attention_layers import SelfAttention
from course_lib.models.gpt import GPT, GPTConfig


def small_gpt():
    torch.manual_seed(0)
    return GPT(GPTConfig(vocab_size=11, context_length=7, d_model=12, n_heads=3, n_layers=2))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.75, 1.0])
def test_one_matrix_is_pruned_as_pytorch_does_it(share):
    layer = nn.Linear(7, 5)
    ours = prune_smallest(layer.weight, share)
    prune.l1_unstructured(layer, "weight", amount=share)
    assert torch.equal(ours, layer.weight)


@pytest.mark.parametrize("together", [True, False])
def test_a_model_is_pruned_as_pytorch_does_it(together):
    model = small_gpt()
    ours = pruned_model(model, 0.6, together=together)
    theirs = copy.deepcopy(model)
    targets = [(one, "weight") for one in theirs.modules() if isinstance(one, nn.Linear)]
    if together:
        prune.global_unstructured(targets, pruning_method=prune.L1Unstructured, amount=0.6)
    else:
        for layer, name in targets:
            prune.l1_unstructured(layer, name, amount=0.6)
    for mine, (layer, _) in zip(linear_weights(ours), targets, strict=True):
        assert torch.equal(mine, layer.weight)
    assert sparsity_of(ours) == pytest.approx(0.6, abs=1e-3)


def test_the_model_that_is_given_stays_as_it_is():
    model = small_gpt()
    before = copy.deepcopy(model.state_dict())
    pruned_model(model, 0.5)
    with_fewer_heads(model, 1)
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, before[name])


@pytest.mark.parametrize("heads", [[], [1], [0, 2]])
def test_a_cut_head_adds_nothing_and_the_others_are_as_before(heads):
    layer = SelfAttention(d_model=12, n_heads=3)
    x = torch.randn(2, 5, 12)
    smaller = without_heads(layer, heads)
    masked = copy.deepcopy(layer)
    with torch.no_grad():
        for head in heads:  # what it says is multiplied by 0
            masked.output.weight[:, 4 * head : 4 * (head + 1)] = 0
    assert torch.allclose(smaller(x, causal=True), masked(x, causal=True), atol=1e-6)
    assert smaller.output.weight.shape == (12, 4 * (3 - len(heads)))


def test_a_layer_without_biases_stays_one():
    layer = SelfAttention(d_model=8, n_heads=2, bias=False)
    assert without_heads(layer, [0]).query_key_value.bias is None


def test_the_size_of_a_head_is_the_norm_of_output_times_value():
    layer = SelfAttention(d_model=12, n_heads=3)
    values = layer.query_key_value.weight[24:]
    for head, size in enumerate(head_sizes(layer).tolist()):
        rows = slice(4 * head, 4 * (head + 1))
        assert size == pytest.approx((layer.output.weight[:, rows] @ values[rows]).norm().item(), rel=1e-5)


def test_a_model_with_fewer_heads_keeps_the_largest_and_runs():
    model = small_gpt()
    with torch.no_grad():
        for block in model.blocks:
            block.attention.output.weight[:, 4:8] *= 0.001
    smaller = with_fewer_heads(model, 2)
    layers = [one for one in smaller.modules() if isinstance(one, SelfAttention)]
    assert [one.n_heads for one in layers] == [2, 2]
    ids = torch.tensor([[3, 1, 4]])
    assert torch.allclose(smaller(ids), model(ids), atol=1e-3)


def test_a_share_out_of_range_is_refused():
    with pytest.raises(ValueError, match=r"between 0 and 1, got 1\.5"):
        prune_smallest(torch.ones(3), 1.5)


@pytest.mark.parametrize("heads", [[3], [0, 1, 2]])
def test_heads_that_are_not_there_or_all_of_them_are_refused(heads):
    with pytest.raises(ValueError, match="some, not all, of 0 to 2"):
        without_heads(SelfAttention(d_model=12, n_heads=3), heads)


def test_heads_that_share_keys_are_refused():
    with pytest.raises(ValueError, match="got 2 for 4 heads"):
        without_heads(SelfAttention(d_model=12, n_heads=4, n_kv_heads=2), [0])
