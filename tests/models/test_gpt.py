"""GPT: causal, sized as its formula says, and refusing what it cannot read."""

import math

import pytest
import torch
import transformers

from course_lib.models.gpt import GPT, GPTConfig

CONFIG = GPTConfig(vocab_size=17, context_length=7, d_model=12, n_heads=3, n_layers=2)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return GPT(CONFIG)


def test_the_number_of_parameters_agrees_with_the_formula(model):
    d, layers = 12, 2
    per_block = (4 * d * d + 4 * d) + (8 * d * d + 5 * d) + 4 * d  # attention, feed-forward, two norms
    assert sum(p.numel() for p in model.parameters()) == (17 + 7) * d + layers * per_block + 2 * d


def test_agrees_with_hugging_face_gpt2_given_the_same_weights(model):
    config = transformers.GPT2Config(
        vocab_size=17, n_positions=7, n_embd=12, n_head=3, n_layer=2, activation_function="gelu"
    )
    theirs = transformers.GPT2LMHeadModel(config).eval()
    names = {
        "token_embedding": "wte",
        "position_embedding": "wpe",
        "blocks": "h",
        "final_norm": "ln_f",
        "norm_1": "ln_1",
        "norm_2": "ln_2",
        "attention.query_key_value": "attn.c_attn",
        "attention.output": "attn.c_proj",
        "feed_forward.0": "mlp.c_fc",
        "feed_forward.2": "mlp.c_proj",
    }
    weights = {}
    for name, tensor in model.state_dict().items():
        transposed = tensor.dim() == 2 and "embedding" not in name  # they multiply from the other side
        for our_part, their_part in names.items():
            name = name.replace(our_part, their_part)
        weights[f"transformer.{name}"] = tensor.T.contiguous() if transposed else tensor
    missing, surplus = theirs.load_state_dict(weights, strict=False)
    assert (missing, surplus) == (["lm_head.weight"], [])  # which is the embedding, there as here
    token_ids = torch.randint(17, (4, 7))
    with torch.no_grad():
        torch.testing.assert_close(model(token_ids), theirs(token_ids).logits, atol=1e-5, rtol=1e-4)


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
