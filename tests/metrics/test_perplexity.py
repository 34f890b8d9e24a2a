"""The held-out loss over windows, against a loop over tokens."""

import pytest
import torch
import torch.nn.functional as F

from course_lib.metrics.perplexity import held_out_loss, perplexity
from course_lib.models.gpt import GPT, GPTConfig


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


def test_a_text_too_short_is_refused():
    with pytest.raises(ValueError, match="more than context_length = 9 tokens, got 9"):
        held_out_loss(torch.nn.Identity(), torch.arange(9), 9)


def test_a_fair_coin_has_a_perplexity_of_two():
    assert perplexity(torch.log(torch.tensor(2.0)).item()) == pytest.approx(2)
