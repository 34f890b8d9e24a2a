"""BART against Hugging Face's, through folders in both directions: logits, gradients, padding, cache."""

from dataclasses import replace
from typing import Any

import pytest
import torch
import transformers
from models.parity import agree, shake
from safetensors.torch import load_file, save_file

from course_lib.models.attention import FusedAttention, record_attention
from course_lib.models.bart import Bart, BartConfig, BartEmbedding
from course_lib.models.bart_weights import sizes_from_theirs
from course_lib.models.cache import Cache
from course_lib.models.t5 import T5, T5Config

CONFIG = BartConfig(
    vocab_size=19,
    context_length=13,
    d_model=12,
    n_heads=3,
    n_layers=2,
    n_decoder_layers=3,
    d_ff=20,
    start_id=4,
)
VARIANTS: dict[str, dict[str, Any]] = {"as published": {}, "scaled, with ReLU": {"scaled": True, "activation": "relu"}}


@pytest.fixture(params=VARIANTS)
def ours(request):
    """A model in which no parameter is 0 or 1."""
    torch.manual_seed(0)
    model = Bart(replace(CONFIG, **VARIANTS[request.param]))
    return shake(model, *model.buffers())


@pytest.fixture
def theirs(ours, tmp_path):
    ours.save_pretrained(tmp_path / "ours")
    return transformers.AutoModelForSeq2SeqLM.from_pretrained(tmp_path / "ours").eval()


@pytest.fixture
def texts():
    """Sources of 13 tokens, as many as there are positions, with padding in two; targets of 11."""
    torch.manual_seed(1)
    real = torch.arange(13) < torch.tensor([[13], [6], [10]])
    return torch.randint(19, (3, 13)), torch.randint(19, (3, 11)), real


@torch.no_grad()
def test_transformers_reads_what_we_write_and_gives_our_logits(ours, theirs, texts):
    source, target, _ = texts
    assert type(theirs) is transformers.BartForConditionalGeneration
    agree(ours(source, target), theirs(source, decoder_input_ids=target).logits)
    agree(ours.encode(source), theirs.model.encoder(source).last_hidden_state)


@torch.no_grad()
def test_we_read_what_transformers_writes_and_give_its_logits(ours, theirs, texts, tmp_path):
    source, target, _ = texts
    for parameter in [*theirs.parameters(), theirs.final_logits_bias]:
        parameter.normal_(std=0.3)
    theirs.save_pretrained(tmp_path / "theirs")
    model = Bart.from_pretrained(tmp_path / "theirs")
    assert model.config == ours.config
    assert not model.training
    agree(model(source, target), theirs(source, decoder_input_ids=target).logits)


def test_a_folder_of_ours_comes_back_the_same(ours, texts, tmp_path):
    ours.save_pretrained(tmp_path)
    model = Bart.from_pretrained(tmp_path)
    assert model.config == ours.config
    assert torch.equal(model(*texts), ours(*texts))


@torch.no_grad()
@pytest.mark.parametrize("scaled", [False, True])
def test_a_random_model_of_transformers_gives_the_same_logits_here(scaled, texts, tmp_path):
    config = transformers.BartConfig(
        vocab_size=19,
        d_model=16,
        encoder_layers=2,
        decoder_layers=1,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=20,
        decoder_ffn_dim=20,
        max_position_embeddings=13,
        scale_embedding=scaled,
        init_std=0.3,
    )
    theirs = transformers.BartForConditionalGeneration(config).eval()
    theirs.save_pretrained(tmp_path)
    model = Bart.from_pretrained(tmp_path)
    assert (model.config.start_id, model.config.dropout, model.config.inner_dropout) == (2, 0.1, 0.0)
    source, target, real = texts
    expected = theirs(source, attention_mask=real.long(), decoder_input_ids=target).logits
    agree(model(source, target, real), expected)


@pytest.mark.parametrize("ids", [(1, 0, 2, 2), (5, 6, 7, 8), (None, None, None, None)])
def test_saved_again_a_folder_of_transformers_keeps_its_special_tokens(ids, tmp_path):
    names = ("pad_token_id", "bos_token_id", "eos_token_id", "forced_eos_token_id")
    sizes: dict[str, Any] = {"vocab_size": 19, "d_model": 12, "encoder_layers": 1, "decoder_layers": 1}
    sizes |= {"encoder_attention_heads": 3, "decoder_attention_heads": 3, "encoder_ffn_dim": 8, "decoder_ffn_dim": 8}
    config = transformers.BartConfig(**sizes, **dict(zip(names, ids, strict=True)))
    transformers.BartForConditionalGeneration(config).save_pretrained(tmp_path / "theirs")
    ours = Bart.from_pretrained(tmp_path / "theirs")
    said = ours.config
    assert (said.pad_id, said.bos_id, said.eos_id, said.forced_eos_id) == ids
    ours.save_pretrained(tmp_path / "ours")
    again = transformers.AutoConfig.from_pretrained(tmp_path / "ours")
    assert tuple(getattr(again, name) for name in names) == ids


@torch.no_grad()
def test_names_as_in_a_published_file_are_read_too(ours, texts, tmp_path):
    ours.final_logits_bias.zero_()
    ours.save_pretrained(tmp_path)
    tensors = load_file(tmp_path / "model.safetensors")
    del tensors["final_logits_bias"]
    published = {name.removeprefix("model."): tensor for name, tensor in tensors.items()}
    for stack in ("encoder", "decoder"):
        published[f"{stack}.embed_tokens.weight"] = published["shared.weight"].clone()
        published[f"{stack}.version"] = torch.tensor([3.0])
    save_file(published, tmp_path / "model.safetensors")
    assert torch.equal(Bart.from_pretrained(tmp_path)(*texts), ours(*texts))


def test_gradients_agree_with_hugging_face(ours, theirs, texts):
    source, target, real = texts
    weights = torch.randn(3, 11, 19)
    expected = theirs(source, attention_mask=real.long(), decoder_input_ids=target).logits
    for logits in (ours(source, target, real), expected):
        (logits * weights).sum().backward()
    layer, other_layer = ours.decoder.layers[1], theirs.model.decoder.layers[1]
    attentions = [getattr(other_layer.self_attn, f"{letter}_proj").bias.grad for letter in "qkv"]
    pairs = [
        (ours.token_embedding.weight.grad, theirs.model.shared.weight.grad),
        (ours.target_embedding.positions.weight.grad, theirs.model.decoder.embed_positions.weight.grad),
        (ours.source_embedding.norm.weight.grad, theirs.model.encoder.layernorm_embedding.weight.grad),
        (layer.attention.query_key_value.bias.grad, torch.cat(attentions)),
        (layer.cross_attention.query.weight.grad, other_layer.encoder_attn.q_proj.weight.grad),
        (layer.around_cross_attention.norm.bias.grad, other_layer.encoder_attn_layer_norm.bias.grad),
        (layer.feed_forward.shrink.weight.grad, other_layer.fc2.weight.grad),
    ]
    for one, other in pairs:
        torch.testing.assert_close(one, other, atol=2e-4, rtol=1e-4)


@torch.no_grad()
def test_padded_sources_agree_with_hugging_face(ours, theirs, texts):
    source, target, real = texts
    expected = theirs(source, attention_mask=real.long(), decoder_input_ids=target).logits
    agree(ours(source, target, real), expected)


def test_the_first_position_is_row_two_by_hand():
    embedding = BartEmbedding(replace(CONFIG, d_model=2, context_length=3))
    table = torch.tensor([[9.0, 9.0], [9.0, 9.0], [0.0, 4.0], [1.0, -1.0], [9.0, 9.0]])
    embedding.load_state_dict({"positions.weight": table, "norm.weight": torch.ones(2), "norm.bias": torch.zeros(2)})
    x = torch.tensor([[[3.0, 1.0], [3.0, 1.0]]])  # sums (3, 5) and (4, 0): one ends up below its mean, one above
    torch.testing.assert_close(
        embedding(x, torch.arange(2)),
        torch.tensor([[[-1.0, 1.0], [1.0, -1.0]]]),
        atol=1e-4,
        rtol=0,
    )


def test_every_layer_is_recorded(ours, texts):
    with record_attention(ours) as records:
        ours(*texts)
    shapes = [tuple(record.weights.shape) for record in records]
    assert shapes == [(3, 3, 13, 13)] * 2 + [(3, 3, 11, 11), (3, 3, 11, 13)] * 3


def test_both_kinds_of_dropout_stand_where_they_should_and_act_in_training_only():
    model = Bart(replace(CONFIG, dropout=0.5, inner_dropout=0.25))
    attentions = [part.dropout for part in model.modules() if isinstance(part, FusedAttention)]
    assert attentions == [0.25] * (2 + 2 * 3)
    shares = [part.p for part in model.modules() if isinstance(part, torch.nn.Dropout)]
    assert shares.count(0.25) == 2 + 3  # inside the feed-forward networks
    assert shares.count(0.5) == 2 + 2 * 2 + 3 * 3  # two embeddings; after every part of every layer
    source, target = torch.randint(19, (2, 7)), torch.randint(19, (2, 5))
    assert not torch.allclose(model(source, target), model(source, target))
    model.eval()
    assert torch.equal(model(source, target), model(source, target))


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.fixture
    def model(self):
        return Bart(CONFIG)

    @torch.no_grad()
    def test_texts_longer_than_there_are_positions(self, model):
        fine, long = torch.tensor([[1]]), torch.zeros(1, 14, dtype=torch.long)
        with pytest.raises(ValueError, match="context_length = 13 tokens, got 14"):
            model(long, fine)
        with pytest.raises(ValueError, match="context_length = 13 tokens, got 14"):
            model(fine, long)
        memory, cache = model.encode(fine), Cache()
        model.decode(long[:, :12], memory, cache=cache)
        with pytest.raises(ValueError, match="context_length = 13 tokens, got 2 after 12 in the cache"):
            model.decode(long[:, :2], memory, cache=cache)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"activation_function": "swish"}, r"activation_function .*\['relu', 'gelu'\] here, got 'swish'"),
            ({"tie_word_embeddings": False}, "tie_word_embeddings .*got False"),
            ({"decoder_ffn_dim": 50}, r"encoder_ffn_dim and decoder_ffn_dim must be equal here, got \[4096, 50\]"),
            ({"attention_dropout": 0.5}, r"attention_dropout and activation_dropout must be equal.*\[0.5, 0.0\]"),
        ],
    )
    def test_a_variant_that_is_not_ours(self, change, message):
        with pytest.raises(ValueError, match=message):
            sizes_from_theirs({**transformers.BartConfig().to_dict(), **change})

    def test_the_folder_of_another_model(self, tmp_path):
        T5(T5Config(vocab_size=7, d_model=8, n_heads=2, n_layers=1)).save_pretrained(tmp_path)
        with pytest.raises(ValueError, match="type 'bart', got 't5'"):
            Bart.from_pretrained(tmp_path)

    def test_weights_of_another_model(self, model, tmp_path):
        model.save_pretrained(tmp_path)
        save_file({"transformer.wte.weight": torch.ones(19, 12)}, tmp_path / "model.safetensors")
        with pytest.raises(ValueError, match=r"must hold token_embedding.weight, of shape \(19, 12\), and do not"):
            Bart.from_pretrained(tmp_path)
