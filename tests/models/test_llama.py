"""Llama against Hugging Face's, through folders in both directions: logits, gradients, padding, cache."""

from dataclasses import replace

import pytest
import torch
import transformers

from course_lib.models.cache import Cache
from course_lib.models.llama import Llama, LlamaConfig, SwiGLU
from course_lib.models.llama_weights import sizes_from_theirs

CONFIG = LlamaConfig(
    vocab_size=19,
    context_length=13,
    d_model=24,
    n_heads=6,
    n_kv_heads=2,
    n_layers=2,
    d_ff=20,
    rotary_base=500.0,
    norm_eps=1e-3,
)


@pytest.fixture(params=["tied", "untied", "all heads with keys of their own"])
def ours(request):
    """A model in which no parameter is 0 or 1."""
    torch.manual_seed(0)
    groups = None if "own" in request.param else 2
    model = Llama(replace(CONFIG, tied=request.param == "tied", n_kv_heads=groups)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return model


@pytest.fixture
def theirs(ours, tmp_path):
    ours.save_pretrained(tmp_path / "ours")
    return transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "ours").eval()


@torch.no_grad()
def test_transformers_reads_what_we_write_and_gives_our_logits(ours, theirs):
    assert type(theirs) is transformers.LlamaForCausalLM
    token_ids = torch.randint(19, (4, 13))
    torch.testing.assert_close(ours(token_ids), theirs(token_ids).logits, atol=1e-5, rtol=1e-4)


@torch.no_grad()
def test_we_read_what_transformers_writes_and_give_its_logits(ours, theirs, tmp_path):
    for parameter in theirs.parameters():
        parameter.normal_(std=0.3)
    theirs.save_pretrained(tmp_path / "theirs")
    model = Llama.from_pretrained(tmp_path / "theirs")
    assert model.config == replace(ours.config, n_kv_heads=ours.config.n_kv_heads or 6)
    token_ids = torch.randint(19, (4, 13))
    torch.testing.assert_close(model(token_ids), theirs(token_ids).logits, atol=1e-5, rtol=1e-4)


def test_gradients_agree_with_hugging_face(ours, theirs):
    token_ids, weights = torch.randint(19, (2, 7)), torch.randn(2, 7, 19)
    for logits in (ours(token_ids), theirs(token_ids).logits):
        (logits * weights).sum().backward()
    block, layer = ours.blocks[0], theirs.model.layers[0]
    attention = [getattr(layer.self_attn, f"{letter}_proj").weight.grad for letter in "qkv"]
    pairs = [
        (ours.token_embedding.weight.grad, theirs.model.embed_tokens.weight.grad),
        (block.attention.query_key_value.weight.grad, torch.cat(attention)),
        (block.feed_forward.gate.weight.grad, layer.mlp.gate_proj.weight.grad),
        (block.norm_1.weight.grad, layer.input_layernorm.weight.grad),
    ]
    for one, other in pairs:
        torch.testing.assert_close(one, other, atol=2e-4, rtol=1e-4)


@torch.no_grad()
def test_padded_batches_agree_with_hugging_face_and_with_texts_alone(ours, theirs):
    token_ids = torch.randint(19, (3, 8))
    for flip in (False, True):
        mask = torch.arange(8) < torch.tensor([[8], [2], [5]])
        mask = mask.flip(1) if flip else mask
        expected = theirs(token_ids, attention_mask=mask.long()).logits
        logits = ours(token_ids, mask=mask)
        torch.testing.assert_close(logits[mask], expected[mask], atol=1e-5, rtol=1e-4)
        for row in range(3):
            alone = ours(token_ids[row : row + 1, mask[row]])
            torch.testing.assert_close(logits[row, mask[row]], alone[0], atol=1e-5, rtol=1e-4)


@pytest.mark.filterwarnings("ignore:`past_key_values` is deprecated:FutureWarning")
@torch.no_grad()
def test_with_a_cache_agrees_with_hugging_face_with_its_own(ours, theirs):
    token_ids, cache, past = torch.randint(19, (2, 9)), Cache(), None
    for part in token_ids.split([4, 1, 3, 1], dim=1):
        answer = theirs(part, past_key_values=past, use_cache=True)
        past = answer.past_key_values
        torch.testing.assert_close(ours(part, cache), answer.logits, atol=1e-5, rtol=1e-4)
    assert cache.layers[0].keys.shape == (2, ours.config.n_kv_heads or 6, 9, 4)


def test_a_gate_of_one_number_by_hand():
    network = SwiGLU(1, 1)
    for layer, weight in ((network.gate, 2.0), (network.up, 3.0), (network.down, 5.0)):
        torch.nn.init.constant_(layer.weight, weight)
    gate = 2.0 / (1 + torch.tensor(-2.0).exp())  # silu(2)
    torch.testing.assert_close(network(torch.ones(1, 1, 1)), (5 * gate * 3).view(1, 1, 1))


def test_an_older_config_says_the_base_by_itself():
    new = transformers.LlamaConfig(hidden_size=24, num_attention_heads=6, num_key_value_heads=2).to_dict()
    old = {name: value for name, value in new.items() if name != "rope_parameters"} | {"rope_theta": 777.0}
    assert sizes_from_theirs(old)["rotary_base"] == 777.0
    assert sizes_from_theirs(new)["rotary_base"] == 10_000.0


@pytest.mark.usefixtures("as_readers_call_it")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hidden_act": "gelu"}, r"hidden_act .*\['silu'\] here, got 'gelu'"),
        ({"head_dim": 5}, r"head_dim .*\[None, 4\] here, got 5"),
        ({"attention_bias": True}, "attention_bias .*got True"),
        ({"rope_parameters": {"rope_type": "linear", "factor": 2.0}}, r"rope_type .*\['default'\] here, got 'linear'"),
    ],
)
def test_a_variant_that_is_not_ours_is_refused(change, message):
    config = transformers.LlamaConfig(hidden_size=24, num_attention_heads=6, num_key_value_heads=2).to_dict()
    with pytest.raises(ValueError, match=message):
        sizes_from_theirs({**config, **change})


@pytest.mark.usefixtures("as_readers_call_it")
def test_a_sequence_longer_than_the_context_is_refused(ours):
    with pytest.raises(ValueError, match="context_length = 13 tokens, got 14"):
        ours(torch.zeros(1, 14, dtype=torch.long))


def test_saving_again_keeps_the_ids_of_padding_beginning_and_several_ends(tmp_path):
    config = replace(CONFIG, pad_id=3, bos_id=5, eos_id=[11, 13])
    Llama(config).save_pretrained(tmp_path)
    theirs = transformers.AutoConfig.from_pretrained(tmp_path)
    assert (theirs.pad_token_id, theirs.bos_token_id, theirs.eos_token_id) == (3, 5, [11, 13])
    assert Llama.from_pretrained(tmp_path).config == config
