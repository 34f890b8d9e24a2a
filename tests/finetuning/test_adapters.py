"""Adapters: the identity at first, two a layer, and only they train."""

import pytest
import torch
import torch.nn.functional as F

from course_lib.finetuning.adapters import Adapter, add_adapters
from course_lib.finetuning.lora import n_trained
from course_lib.models.bert import Bert, BertConfig
from course_lib.models.gpt import GPT, GPTConfig


def test_it_starts_as_the_identity_and_then_adds_what_the_bottleneck_makes():
    adapter, h = Adapter(5, width=3), torch.randn(4, 5)
    assert torch.equal(adapter(h), h)
    torch.nn.init.normal_(adapter.up.weight)
    inner = F.gelu(h @ adapter.down.weight.T)
    torch.testing.assert_close(adapter(h), h + inner @ adapter.up.weight.T)


@pytest.mark.parametrize(
    "model",
    [
        GPT(GPTConfig(20, context_length=16, d_model=12, n_heads=3, n_layers=2)),
        Bert(BertConfig(20, d_model=12, n_heads=3, n_layers=2, d_ff=20)),
    ],
    ids=["GPT", "BERT"],
)
def test_two_a_layer_that_change_nothing_at_first_and_train_alone(model):
    ids = torch.arange(10)[None]
    before = model.eval()(ids)
    adapters = add_adapters(model, width=4)
    assert len(adapters) == 4
    assert torch.equal(model(ids), before)
    assert n_trained(model) == 4 * (2 * 12 * 4 + 4 + 12)
    torch.nn.init.normal_(adapters[1].up.weight)
    assert not torch.allclose(model(ids), before, atol=1e-3)


def test_widths_that_are_not_positive_are_refused():
    with pytest.raises(ValueError, match="both widths must be positive, got 8 and 0"):
        Adapter(8, width=0)
