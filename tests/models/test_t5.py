"""T5 against Hugging Face's, in its variants, through folders in both directions: logits, gradients, padding, cache."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest
import torch
import transformers
from models.parity import agree, shake
from safetensors.torch import load_file, save_file

from course_lib.models.attention import record_attention
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.t5 import T5, T5Config, T5FeedForward
from course_lib.models.t5_weights import sizes_from_theirs

CONFIG = T5Config(
    vocab_size=19,
    d_model=12,
    n_heads=3,
    d_head=5,
    n_layers=2,
    n_decoder_layers=3,
    d_ff=20,
    n_buckets=8,
    max_distance=9,
    norm_eps=1e-3,
    start_id=4,
)
VARIANTS = {
    "the first T5": {},
    "T5 1.1": {"gated": True, "tied": False, "scaled": False},
    "gated and tied": {"gated": True, "scaled": False},
    "untied and scaled": {"tied": False},
}


@pytest.fixture(params=["the first T5", "T5 1.1"])
def ours(request):
    """A model in which no parameter is 0 or 1."""
    torch.manual_seed(0)
    return shake(T5(replace(CONFIG, **VARIANTS[request.param])))


@pytest.fixture
def theirs(ours, tmp_path):
    ours.save_pretrained(tmp_path / "ours")
    return transformers.AutoModelForSeq2SeqLM.from_pretrained(tmp_path / "ours").eval()


@pytest.fixture
def texts():
    """Sources of 13 tokens, further apart than `max_distance`, with padding in the middle one; targets of 11."""
    torch.manual_seed(1)
    real = torch.arange(13) < torch.tensor([[13], [6], [10]])
    return torch.randint(19, (3, 13)), torch.randint(19, (3, 11)), real


@torch.no_grad()
@pytest.mark.parametrize("ours", VARIANTS, indirect=True)
def test_transformers_reads_what_we_write_and_gives_our_logits(ours, theirs, texts):
    source, target, _ = texts
    assert type(theirs) is transformers.T5ForConditionalGeneration
    agree(ours(source, target), theirs(source, decoder_input_ids=target).logits)
    agree(ours.encode(source), theirs.encoder(source).last_hidden_state)


@torch.no_grad()
@pytest.mark.parametrize("ours", VARIANTS, indirect=True)
def test_we_read_what_transformers_writes_and_give_its_logits(ours, theirs, texts, tmp_path):
    source, target, _ = texts
    for parameter in theirs.parameters():
        parameter.normal_(std=0.3)
    theirs.save_pretrained(tmp_path / "theirs")
    model = T5.from_pretrained(tmp_path / "theirs")
    assert replace(model.config, start_id=4) == ours.config  # the start is not in transformers' config.json
    assert not model.training
    agree(model(source, target), theirs(source, decoder_input_ids=target).logits)


def test_a_folder_of_ours_comes_back_the_same(ours, texts, tmp_path):
    ours.save_pretrained(tmp_path)
    model = T5.from_pretrained(tmp_path)
    assert model.config == ours.config
    source, target, real = texts
    assert torch.equal(model(source, target, real), ours(source, target, real))


@torch.no_grad()
@pytest.mark.parametrize(("feed_forward", "tied"), [("relu", True), ("gated-gelu", False)])
def test_a_random_model_of_transformers_gives_the_same_logits_here(feed_forward, tied, texts, tmp_path):
    sizes: dict[str, Any] = {"vocab_size": 19, "d_model": 16, "d_kv": 6, "d_ff": 20, "num_layers": 2, "num_heads": 3}
    sizes |= {"feed_forward_proj": feed_forward, "tie_word_embeddings": tied}
    config = transformers.T5Config(**sizes)
    theirs = transformers.T5ForConditionalGeneration(config).eval()
    theirs.save_pretrained(tmp_path)
    model = T5.from_pretrained(tmp_path)
    assert model.config.n_decoder_layers == 2
    assert model.config.scaled is tied
    source, target, real = texts
    expected = theirs(source, attention_mask=real.long(), decoder_input_ids=target).logits
    agree(model(source, target, real), expected)


@torch.no_grad()
@pytest.mark.parametrize("ours", VARIANTS, indirect=True)
def test_a_published_folder_is_read_too(ours, texts, tmp_path):
    ours.save_pretrained(tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    for stack in ("encoder", "decoder"):
        tensors[f"{stack}.embed_tokens.weight"] = tensors["shared.weight"].clone()
    table = "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"
    tensors[table] = torch.ones(8, 3)
    tensors.setdefault("lm_head.weight", tensors["shared.weight"].clone())
    save_file(tensors, tmp_path / "model.safetensors")
    config = json.loads((tmp_path / "config.json").read_text())
    if ours.config.tied == ours.config.scaled:  # before transformers 5, one entry said both
        del config["scale_decoder_outputs"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    model = T5.from_pretrained(tmp_path)
    assert model.config == ours.config
    source, target, real = texts
    assert torch.equal(model(source, target, real), ours(source, target, real))


@pytest.mark.parametrize(("pad_id", "eos_id"), [(0, 1), (3, 2), (None, None)])
def test_saved_again_a_folder_of_transformers_keeps_its_special_tokens(pad_id, eos_id, tmp_path):
    sizes: dict[str, Any] = {"vocab_size": 19, "d_model": 12, "d_kv": 4, "d_ff": 8, "num_layers": 1, "num_heads": 3}
    config = transformers.T5Config(**sizes, pad_token_id=pad_id, eos_token_id=eos_id)
    transformers.T5ForConditionalGeneration(config).save_pretrained(tmp_path / "theirs")
    ours = T5.from_pretrained(tmp_path / "theirs")
    assert (ours.config.pad_id, ours.config.eos_id) == (pad_id, eos_id)
    ours.save_pretrained(tmp_path / "ours")
    again = transformers.AutoConfig.from_pretrained(tmp_path / "ours")
    assert (again.pad_token_id, again.eos_token_id) == (pad_id, eos_id)


def test_gradients_agree_with_hugging_face(ours, theirs, texts):
    source, target, real = texts
    weights = torch.randn(3, 11, 19)
    expected = theirs(source, attention_mask=real.long(), decoder_input_ids=target).logits
    for logits in (ours(source, target, real), expected):
        (logits * weights).sum().backward()
    layer, block = ours.decoder.layers[1], theirs.decoder.block[1].layer
    attentions = [getattr(block[0].SelfAttention, letter).weight.grad for letter in "qkv"]
    first = theirs.encoder.block[0].layer[0].SelfAttention
    pairs = [
        (ours.token_embedding.weight.grad, theirs.shared.weight.grad),
        (ours.encoder.position_bias.table.weight.grad, first.relative_attention_bias.weight.grad),
        (layer.attention.query_key_value.weight.grad, torch.cat(attentions)),
        (layer.cross_attention.query.weight.grad, block[1].EncDecAttention.q.weight.grad),
        (layer.feed_forward.shrink.weight.grad, block[2].DenseReluDense.wo.weight.grad),
        (layer.norm_2.weight.grad, block[1].layer_norm.weight.grad),
    ]
    for one, other in pairs:
        torch.testing.assert_close(one, other, atol=2e-4, rtol=1e-4)


@torch.no_grad()
def test_padded_sources_agree_with_hugging_face(ours, theirs, texts):
    source, target, real = texts
    for mask in (real, real.flip(1)):
        expected = theirs(source, attention_mask=mask.long(), decoder_input_ids=target).logits
        agree(ours(source, target, mask), expected)


def test_a_gate_of_one_number_by_hand():
    network = T5FeedForward(replace(CONFIG, d_model=1, d_ff=1, gated=True))
    for layer, weight in ((network.gate, 2.0), (network.expand, 3.0), (network.shrink, 5.0)):
        assert layer is not None
        torch.nn.init.constant_(layer.weight, weight)
    gate = 1 + math.tanh(math.sqrt(2 / math.pi) * (2 + 0.044715 * 8))  # gelu(2) = 2 · (1 + tanh(…)) / 2
    agree(network(torch.ones(1, 1, 1)), torch.full((1, 1, 1), 5 * gate * 3))


def test_equal_distances_have_equal_biases_in_every_layer(ours):
    bias = ours.encoder.position_bias(6, 6)
    assert bias.shape == (1, 3, 6, 6)
    assert torch.equal(bias[..., :-1, :-1], bias[..., 1:, 1:])
    assert not torch.equal(bias, bias.mT)  # before and after differ
    assert torch.equal(ours.decoder.position_bias(1, 6), ours.decoder.position_bias(6, 6)[:, :, -1:])


def test_every_layer_is_recorded(ours, texts):
    with record_attention(ours) as records:
        ours(*texts)
    shapes = [tuple(record.weights.shape) for record in records]
    assert shapes == [(3, 3, 13, 13)] * 2 + [(3, 3, 11, 11), (3, 3, 11, 13)] * 3
    record = records[0]
    scores = record.query @ record.key.mT + ours.encoder.position_bias(13, 13)
    hidden = ~texts[2][:, None, None, :]
    agree(record.weights, scores.masked_fill(hidden, float("-inf")).softmax(-1))


@torch.no_grad()
@pytest.mark.parametrize("variant", ["the first T5", "T5 1.1", "gated and tied"])
def test_the_first_guess_is_spread_and_no_score_shouts(variant):
    torch.manual_seed(0)
    model = T5(replace(CONFIG, vocab_size=53, d_model=64, d_head=16, **VARIANTS[variant]))
    with record_attention(model) as records:
        logits = model(torch.randint(53, (4, 9)), torch.randint(53, (4, 9)))
    assert logits.std().item() == pytest.approx(1, abs=0.5)
    scores = records[0].query @ records[0].key.mT
    assert scores.std().item() == pytest.approx(1, abs=0.5)


def test_dropout_acts_in_training_only_and_as_often_as_hugging_faces():
    model = T5(replace(CONFIG, dropout=0.25, gated=True))
    sizes: dict[str, Any] = {
        "d_model": 12,
        "d_kv": 5,
        "d_ff": 20,
        "num_layers": 2,
        "num_decoder_layers": 3,
        "dropout_rate": 0.25,
    }
    theirs = transformers.T5ForConditionalGeneration(transformers.T5Config(feed_forward_proj="gated-gelu", **sizes))
    source, target = torch.randint(19, (2, 7)), torch.randint(19, (2, 5))
    calls = {model: 0, theirs: 0}
    for one in calls:
        for part in one.modules():
            if isinstance(part, torch.nn.Dropout):
                part.register_forward_hook(lambda *_, one=one: calls.update({one: calls[one] + 1}))
    model(source, target)
    theirs.train()(source, decoder_input_ids=target)
    assert calls[model] == calls[theirs] > 0
    weights = [[getattr(part, "dropout", None) == 0.25 for part in one.modules()].count(True) for one in calls]
    assert weights == [2 + 2 * 3] * 2  # on the weights of every attention
    assert not torch.allclose(model(source, target), model(source, target))
    model.eval()
    assert torch.equal(model(source, target), model(source, target))


@torch.no_grad()
def test_with_all_dropped_nothing_is_left():
    model = T5(replace(CONFIG, dropout=1.0))
    assert (model.encode(torch.randint(19, (2, 7))) == 0).all()
    layer, x = model.encoder.layers[0], torch.randn(2, 7, 12)
    assert torch.equal(layer(x, model.encoder.position_bias(7, 7), None, None, None), x)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.fixture
    def model(self):
        return T5(CONFIG)

    def test_a_network_that_is_not_ours(self):
        config = transformers.T5Config(feed_forward_proj="gated-silu").to_dict()
        with pytest.raises(ValueError, match=r"feed_forward_proj .*\['relu', 'gated-gelu'\] here, got 'gated-silu'"):
            sizes_from_theirs(config, tied=True)

    def test_the_folder_of_another_model(self, tmp_path):
        GPT(GPTConfig(vocab_size=7, d_model=8, n_heads=2, n_layers=1)).save_pretrained(tmp_path)
        with pytest.raises(ValueError, match="type 't5', got 'gpt2'"):
            T5.from_pretrained(tmp_path)

    def test_weights_of_another_model(self, model, tmp_path):
        model.save_pretrained(tmp_path)
        save_file({"transformer.wte.weight": torch.ones(19, 12)}, tmp_path / "model.safetensors")
        with pytest.raises(ValueError, match=r"must hold token_embedding.weight, of shape \(19, 12\), and do not"):
            T5.from_pretrained(tmp_path)

    def test_an_output_layer_that_the_config_promises_and_the_weights_lack(self, tmp_path):
        T5(replace(CONFIG, tied=False)).save_pretrained(tmp_path)
        tensors = load_file(tmp_path / "model.safetensors")
        del tensors["lm_head.weight"]
        save_file(tensors, tmp_path / "model.safetensors")
        with pytest.raises(ValueError, match=r"must hold output.weight, of shape \(19, 12\), and do not"):
            T5.from_pretrained(tmp_path)
