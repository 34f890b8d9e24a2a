"""The held-out loss over windows, against a loop over tokens."""

import math

import pytest
import torch
import torch.nn.functional as F

from course_lib.metrics.perplexity import bits_per_character, held_out_loss, perplexity, stateful_loss
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.recurrent_lm import RecurrentConfig, RecurrentLM


def test_the_held_out_loss_is_the_mean_over_every_predicted_token():
    torch.manual_seed(0)
    model = GPT(GPTConfig(vocab_size=11, context_length=5, d_model=8, n_heads=2, n_layers=1))
    text = torch.randint(11, (5 * 70 + 3,))  # 70 windows, more than one piece; the rest is left out
    losses = []
    with torch.no_grad():
        for start in range(0, 350, 5):
            logits = model(text[None, start : start + 5])[0]
            losses += [F.cross_entropy(logits[i], text[start + i + 1]).item() for i in range(5)]
    assert held_out_loss(model, text, 5) == pytest.approx(sum(losses) / 350, abs=1e-5)


def test_with_a_stride_every_token_is_predicted_once_from_a_longer_context():
    torch.manual_seed(1)
    model = GPT(GPTConfig(vocab_size=11, context_length=7, d_model=8, n_heads=2, n_layers=1))
    text = torch.randint(11, (7 + 3 * 66 + 2,))  # 67 windows; the last token is left out
    losses = []
    with torch.no_grad():
        for target in range(1, 7 + 3 * 66 + 1):
            start = 0 if target <= 7 else 3 * -((7 - target) // 3)
            logits = model(text[None, start:target])[0, -1]
            losses.append(F.cross_entropy(logits, text[target]).item())
    assert held_out_loss(model, text, 7, stride=3) == pytest.approx(sum(losses) / len(losses), abs=1e-5)


def test_the_loss_of_a_recurrent_model_does_not_depend_on_how_the_text_is_fed():
    torch.manual_seed(0)
    model = RecurrentLM(RecurrentConfig(vocab_size=11, d_embedding=5, d_hidden=7))
    text = torch.randint(11, (41,))
    with torch.no_grad():
        expected = F.cross_entropy(model(text[None, :-1])[0][0], text[1:]).item()
    for n_at_once in (1, 9, 40, 256):
        assert stateful_loss(model, text, n_at_once) == pytest.approx(expected, abs=1e-5)


def test_a_stride_out_of_range_is_refused():
    with pytest.raises(ValueError, match="stride must be 1 to context_length = 9, got 10"):
        held_out_loss(torch.nn.Identity(), torch.arange(30), 9, stride=10)


def test_a_text_of_one_token_has_no_loss():
    with pytest.raises(ValueError, match="at least 2 tokens, got 1"):
        stateful_loss(RecurrentLM(RecurrentConfig(11)), torch.arange(1))


def test_a_text_too_short_is_refused():
    with pytest.raises(ValueError, match="more than context_length = 9 tokens, got 9"):
        held_out_loss(torch.nn.Identity(), torch.arange(9), 9)


def test_a_fair_coin_has_a_perplexity_of_two():
    assert perplexity(torch.log(torch.tensor(2.0)).item()) == pytest.approx(2)


def test_bits_a_character_do_not_depend_on_the_tokens():
    whole = bits_per_character(math.log(4), n_tokens=100, n_characters=100)  # each character 1 of 4
    pairs = bits_per_character(math.log(16), n_tokens=50, n_characters=100)  # each pair of them 1 of 16
    assert whole == pytest.approx(2)
    assert pairs == pytest.approx(2)


def test_nothing_to_measure_is_refused():
    with pytest.raises(ValueError, match="tokens and characters, got 0 and 7"):
        bits_per_character(1.0, 0, 7)
