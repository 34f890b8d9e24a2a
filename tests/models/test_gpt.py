"""GPT: causal, sized as its formula says, and refusing what it cannot read."""

import math
from dataclasses import replace

import pytest
import torch
import transformers
from safetensors.torch import save_file

from course_lib.models.attention import attention, causal_mask, record_attention
from course_lib.models.gpt import GPT, Block, GPTConfig
from course_lib.models.gpt_weights import sizes_from_theirs

CONFIG = GPTConfig(vocab_size=17, context_length=7, d_model=12, n_heads=3, n_layers=2)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return GPT(CONFIG)


def test_the_number_of_parameters_agrees_with_the_formula(model):
    d, layers = 12, 2
    per_block = (4 * d * d + 4 * d) + (8 * d * d + 5 * d) + 4 * d  # attention, feed-forward, two norms
    assert sum(p.numel() for p in model.parameters()) == (17 + 7) * d + layers * per_block + 2 * d


def theirs_of(model, folder, **options):
    """Return the same model in transformers, through a folder."""
    model.save_pretrained(folder)
    return transformers.AutoModelForCausalLM.from_pretrained(folder, **options).eval()


@pytest.fixture(params=["none", "tanh"])
def shaken(request):
    """A model in which no parameter is 0 or 1."""
    torch.manual_seed(0)
    model = GPT(replace(CONFIG, gelu=request.param, norm_eps=1e-3)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return model


@torch.no_grad()
def test_transformers_reads_what_we_write_and_gives_our_logits(shaken, tmp_path):
    theirs = theirs_of(shaken, tmp_path)
    assert type(theirs) is transformers.GPT2LMHeadModel
    token_ids = torch.randint(17, (4, 7))
    torch.testing.assert_close(shaken(token_ids), theirs(token_ids).logits, atol=1e-5, rtol=1e-4)


@torch.no_grad()
def test_we_read_what_transformers_writes_and_give_its_logits(shaken, tmp_path):
    theirs = theirs_of(shaken, tmp_path / "ours")
    theirs.transformer.wte.weight.normal_()
    theirs.save_pretrained(tmp_path / "theirs")
    model = GPT.from_pretrained(tmp_path / "theirs")
    assert model.config == shaken.config
    assert not model.training
    token_ids = torch.randint(17, (4, 7))
    torch.testing.assert_close(model(token_ids), theirs(token_ids).logits, atol=1e-5, rtol=1e-4)


@torch.no_grad()
def test_names_as_in_the_published_file_are_read_too(shaken, tmp_path):
    theirs = theirs_of(shaken, tmp_path)
    published = {name.removeprefix("transformer."): one for name, one in theirs.transformer.state_dict().items()}
    published["h.0.attn.bias"] = torch.ones(1, 1, 7, 7).tril()  # the causal mask, which older versions stored
    save_file({name: one.contiguous() for name, one in published.items()}, tmp_path / "model.safetensors")
    token_ids = torch.randint(17, (2, 5))
    torch.testing.assert_close(GPT.from_pretrained(tmp_path)(token_ids), shaken(token_ids))


def test_gradients_agree_with_hugging_face(shaken, tmp_path):
    theirs = theirs_of(shaken, tmp_path)
    token_ids, weights = torch.randint(17, (2, 6)), torch.randn(2, 6, 17)
    for logits in (shaken(token_ids), theirs(token_ids).logits):
        (logits * weights).sum().backward()
    layer = theirs.transformer.h[1]
    pairs = [
        (shaken.token_embedding.weight.grad, theirs.transformer.wte.weight.grad),
        (shaken.position_embedding.weight.grad, theirs.transformer.wpe.weight.grad),
        (shaken.blocks[1].attention.query_key_value.weight.grad, layer.attn.c_attn.weight.grad.T),
        (shaken.blocks[1].feed_forward[0].bias.grad, layer.mlp.c_fc.bias.grad),
    ]
    for one, other in pairs:
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_padded_batches_agree_with_hugging_face_and_with_texts_alone(shaken, tmp_path):
    theirs = theirs_of(shaken, tmp_path)
    token_ids = torch.randint(17, (3, 6))
    for flip in (False, True):
        mask = torch.arange(6) < torch.tensor([[6], [2], [4]])
        mask = mask.flip(1) if flip else mask
        positions = (mask.cumsum(1) - 1).clamp(min=0)
        expected = theirs(token_ids, attention_mask=mask.long(), position_ids=positions).logits
        logits = shaken(token_ids, mask=mask)
        torch.testing.assert_close(logits[mask], expected[mask], atol=1e-5, rtol=1e-4)
        for row in range(3):
            alone = shaken(token_ids[row : row + 1, mask[row]])
            torch.testing.assert_close(logits[row, mask[row]], alone[0], atol=1e-5, rtol=1e-4)


def test_padding_leaves_gradients_finite(model):
    mask = torch.tensor([[False, False, True, True], [False, False, False, False]])
    logits = model(torch.zeros(2, 4, dtype=torch.long), mask=mask)
    logits[mask].square().sum().backward()
    assert all(parameter.grad.isfinite().all() for parameter in model.parameters())


def test_dropout_acts_in_training_only():
    model = GPT(replace(CONFIG, dropout=0.5))
    token_ids = torch.randint(17, (2, 5))
    assert not torch.allclose(model(token_ids), model(token_ids))
    model.eval()
    assert torch.equal(model(token_ids), model(token_ids))


def test_dropout_acts_on_embeddings_weights_and_both_parts_as_in_hugging_face():
    model = GPT(replace(CONFIG, dropout=0.25))
    shares = [getattr(m, "dropout", getattr(m, "p", None)) for m in model.modules()]
    assert shares.count(0.25) == 1 + 2 * 2  # the embedding; in each of two blocks the weights, and what is added
    block = Block(replace(CONFIG, dropout=1.0))
    x = torch.randn(2, 5, 12)
    assert torch.equal(block(x), x)  # all that would be added is dropped
    assert not torch.equal(block.eval()(x), x)


def test_every_layer_is_recorded_while_the_fused_function_runs(model):
    token_ids = torch.randint(17, (2, 5))
    with record_attention(model) as records:
        model(token_ids)
    assert [record.weights.shape for record in records] == [(2, 3, 5, 5)] * 2
    expected = attention(records[1].query, records[1].key, records[1].key, causal_mask(5))[1]
    torch.testing.assert_close(records[1].weights, expected)


def test_a_changed_token_changes_no_logits_before_it(model):
    token_ids = torch.tensor([[3, 1, 4, 1, 5]])
    changed = token_ids.clone()
    changed[0, 3] = 9
    before, after = model(token_ids), model(changed)
    torch.testing.assert_close(before[:, :3], after[:, :3])
    assert not torch.allclose(before[:, 3], after[:, 3])


def test_the_first_guess_is_near_uniform(model):
    logits = model(torch.randint(17, (40, 7)))
    entropy = -(logits.softmax(-1) * logits.log_softmax(-1)).sum(-1).mean().item()
    assert entropy == pytest.approx(math.log(17), abs=0.05)


@pytest.mark.usefixtures("as_readers_call_it")
def test_a_sequence_longer_than_the_context_is_refused(model):
    with pytest.raises(ValueError, match="context_length = 7 tokens, got 8"):
        model(torch.zeros(1, 8, dtype=torch.long))


def test_ids_of_another_tokenizer_are_refused(model):
    with pytest.raises(ValueError, match="vocab_size - 1 = 16, got 2 to 17"):
        model(torch.tensor([[2, 17]]))


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_no_tokens(self, model):
        with pytest.raises(ValueError, match=r"at least 1 token.*\(2, 0\)"):
            model(torch.zeros(2, 0, dtype=torch.long))

    def test_a_mask_of_numbers(self, model):
        with pytest.raises(ValueError, match=r"bool and of shape \(1, 3\).*got torch.int64 of shape \(1, 3\)"):
            model(torch.zeros(1, 3, dtype=torch.long), mask=torch.ones(1, 3, dtype=torch.long))

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"activation_function": "relu"}, "activation_function .*gelu_new.*got 'relu'"),
            ({"n_inner": 50}, r"n_inner .*\[None, 48\] here, got 50"),
            ({"tie_word_embeddings": False}, r"tie_word_embeddings .*got False"),
            ({"attn_pdrop": 0.0}, r"attn_pdrop must be equal here, got \[0.1, 0.1, 0.0\]"),
        ],
    )
    def test_a_variant_that_is_not_ours(self, change, message):
        config = transformers.GPT2Config(n_embd=12, n_head=3, n_layer=2, **{"vocab_size": 17, **change}).to_dict()
        with pytest.raises(ValueError, match=message):
            sizes_from_theirs(config)


def test_saving_again_keeps_the_ids_of_padding_beginning_and_end(tmp_path):
    config = replace(CONFIG, pad_id=3, bos_id=5, eos_id=11)
    theirs = theirs_of(GPT(config), tmp_path).config
    assert (theirs.pad_token_id, theirs.bos_token_id, theirs.eos_token_id) == (3, 5, 11)
    assert GPT.from_pretrained(tmp_path).config == config
