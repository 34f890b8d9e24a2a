"""LoRA against peft with the same weights; merged against unmerged; what trains."""

from copy import deepcopy
from typing import Any

import peft
import pytest
import torch
from torch import nn

from course_lib.finetuning.heads import TextClassifier
from course_lib.finetuning.lora import (
    ATTENTION,
    LoRALinear,
    add_lora,
    load_lora,
    lora_weights,
    merge_lora,
    n_trained,
    save_lora,
    training_bytes,
)
from course_lib.models.bert import Bert, BertConfig
from course_lib.models.gpt import GPT, GPTConfig


@pytest.fixture
def gpt():
    torch.manual_seed(0)
    return GPT(GPTConfig(50, context_length=16, d_model=12, n_heads=3, n_layers=2)).eval()


def shaken(model):
    """Give every LoRA a change, as training would."""
    generator = torch.Generator().manual_seed(1)
    for name, one in model.named_parameters():
        if name.endswith((".A", ".B")):
            one.data = torch.randn(one.shape, generator=generator) * 0.3
    return model


def test_by_hand():
    linear = nn.Linear(2, 1, bias=False)
    linear.weight.data = torch.tensor([[1.0, 2.0]])
    layer = LoRALinear(linear, rank=1, alpha=3.0)
    layer.A.data, layer.B.data = torch.tensor([[1.0, -1.0]]), torch.tensor([[2.0]])
    assert layer(torch.tensor([[4.0, 1.0]])).item() == 4 + 2 + 3 * 2 * (4 - 1)


def test_a_model_starts_as_it_was(gpt):
    ids = torch.arange(10)[None]
    before = gpt(ids)
    assert len(add_lora(gpt, rank=2)) == 4
    assert torch.equal(gpt(ids), before)


def test_merged_unmerged_and_plain_give_the_same(gpt):
    ids = torch.arange(10)[None]
    before = gpt(ids)
    loras = add_lora(gpt, rank=2, alpha=5.0)
    expected = shaken(gpt)(ids)
    assert not torch.allclose(expected, before, atol=1e-2)
    for one in loras:
        one.merge()
        one.merge()
    torch.testing.assert_close(gpt(ids), expected, atol=1e-5, rtol=1e-5)
    for one in loras:
        one.unmerge()
        one.unmerge()
    torch.testing.assert_close(gpt(ids), expected, atol=1e-5, rtol=1e-5)
    assert merge_lora(gpt) == 4
    assert not any(isinstance(one, LoRALinear) for one in gpt.modules())
    torch.testing.assert_close(gpt(ids), expected, atol=1e-5, rtol=1e-5)


def test_agrees_with_peft_given_the_same_weights(gpt):
    ids = torch.arange(10)[None]
    torch.manual_seed(0)
    theirs: Any = GPT(gpt.config).eval()
    config = peft.LoraConfig(r=3, lora_alpha=7, target_modules=r".*\.attention\.(query_key_value|output)")
    theirs = peft.get_peft_model(theirs, config)
    ours = shaken(add_lora(gpt, rank=3, alpha=7.0) and gpt)
    weights = {
        name.replace(".A", ".lora_A.default.weight").replace(".B", ".lora_B.default.weight"): one
        for name, one in lora_weights(ours).items()
    }
    told = theirs.load_state_dict({f"base_model.model.{k}": v for k, v in weights.items()}, strict=False)
    assert not told.unexpected_keys
    torch.testing.assert_close(ours(ids), theirs(ids), atol=1e-5, rtol=1e-5)
    assert n_trained(ours) == n_trained(theirs)
    merge_lora(ours)
    torch.testing.assert_close(ours(ids), theirs.merge_and_unload()(ids), atol=1e-5, rtol=1e-5)


def test_only_a_b_and_a_new_head_train():
    torch.manual_seed(0)
    bert = Bert(BertConfig(30, d_model=8, n_heads=2, n_layers=1, d_ff=12))
    add_lora(bert, rank=2)
    model = TextClassifier(bert, ["no", "yes"])
    free = {name for name, one in model.named_parameters() if one.requires_grad}
    assert free == {
        *(
            f"bert.encoder.layers.0.{layer}.{ab}"
            for layer in ("attention.query_key_value", "attention.output")
            for ab in "AB"
        ),
        "head.weight",
        "head.bias",
    }
    assert n_trained(model) == 2 * (8 + 24) + 2 * (8 + 8) + 2 * 8 + 2
    assert training_bytes(model) == 12 * n_trained(model)


def test_training_moves_the_change_and_not_the_weights(gpt):
    kept = {k: v.clone() for k, v in gpt.state_dict().items()}
    loras: Any = add_lora(gpt, rank=2)
    gpt(torch.arange(10)[None]).square().mean().backward()
    assert all(one.B.grad.abs().max() > 0 and one.A.grad.abs().max() == 0 for one in loras)
    torch.optim.SGD([p for p in gpt.parameters() if p.requires_grad], lr=0.1).step()
    now = {k.replace(".linear", ""): v for k, v in gpt.state_dict().items()}
    assert all(torch.equal(now[name], one) for name, one in kept.items())
    assert loras[0].change().abs().max() > 0


def test_the_change_has_the_rank(gpt):
    add_lora(gpt, rank=2)
    layer = next(one for one in shaken(gpt).modules() if isinstance(one, LoRALinear))
    assert torch.linalg.matrix_rank(layer.change()) == 2


def test_names_that_fit_no_layer_and_ranks_out_of_range_are_refused(gpt):
    with pytest.raises(ValueError, match=r"got \['q_proj'\] and none"):
        add_lora(gpt, ["q_proj"])
    with pytest.raises(ValueError, match="rank must be 1 to 12, the smaller width, got 13"):
        add_lora(gpt, ATTENTION, rank=13)


def test_a_stored_lora_comes_back_and_one_that_does_not_fit_is_refused(gpt, tmp_path):
    first = deepcopy(gpt)
    add_lora(first, rank=2)
    shaken(first)
    save_lora(first, tmp_path)
    second = deepcopy(gpt)
    add_lora(second, rank=2, seed=2)
    load_lora(second, tmp_path)
    for name, one in lora_weights(second).items():
        assert torch.equal(one, lora_weights(first)[name].half().float())
    add_lora(gpt, rank=3)
    with pytest.raises(ValueError, match="must fit the model's, and differs in"):
        load_lora(gpt, tmp_path)
