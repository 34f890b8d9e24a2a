"""Our Transformer's weights in `nn.Transformer`: the same output, and the same gradient of every parameter."""

from typing import Any

import pytest
import torch
from torch import nn

from course_lib.models.transformer import Transformer, TransformerConfig
from course_lib.models.transformer_weights import as_in_pytorch


@pytest.mark.filterwarnings("ignore:enable_nested_tensor is True")
@pytest.mark.parametrize("norm_first", [True, False])
@pytest.mark.parametrize("tied", [True, False])
def test_the_same_output_and_the_same_gradient_of_every_parameter(norm_first, tied):
    torch.manual_seed(0)
    sizes: dict[str, Any] = {"vocab_size": 19, "d_model": 12, "n_heads": 3, "n_layers": 2, "d_ff": 20}
    ours = Transformer(TransformerConfig(**sizes, norm_first=norm_first, final_norm=True, tied=tied))
    for parameter in ours.parameters():
        nn.init.normal_(parameter, std=0.3)
    theirs = nn.Transformer(12, 3, 2, 2, 20, dropout=0.0, batch_first=True, norm_first=norm_first)
    theirs.load_state_dict(as_in_pytorch(ours.state_dict()))
    source, target = torch.randn(2, 7, 12), torch.randn(2, 5, 12)
    output = ours.decoder(target, ours.encoder(source))
    hidden = torch.ones(5, 5, dtype=torch.bool).triu(1)
    expected = theirs(source, target, tgt_mask=hidden)
    torch.testing.assert_close(output, expected, atol=1e-5, rtol=1e-5)
    direction = torch.randn_like(output)
    output.backward(direction)
    expected.backward(direction)
    inner = {name: one.grad for name, one in ours.named_parameters() if one.grad is not None}
    found = as_in_pytorch(inner)
    wanted = {name: one.grad for name, one in theirs.named_parameters()}
    assert set(found) == set(wanted)
    for name, gradient in wanted.items():
        torch.testing.assert_close(found[name], gradient, atol=1e-4, rtol=1e-4)


def test_a_name_that_no_rule_knows_is_kept_for_pytorch_to_report():
    assert as_in_pytorch({"encoder.layers.0.unknown.weight": torch.ones(2)}).keys() == {
        "encoder.layers.0.unknown.weight"
    }
