"""DPO: by hand, its gradient, the reference that stays, and what training does."""

import math

import pytest
import torch
from finetuning.test_answers import Letters

from course_lib.finetuning.answers import answer_batch, answer_log_probs
from course_lib.finetuning.preferences import Pair, both_answers, dpo, implied_rewards, prefer, scored
from course_lib.models.gpt import GPT, GPTConfig

PAIRS = [Pair("ab", "cc", "dd"), Pair("b?", "cc", "e"), Pair("a", "c", "ddd")]


def column(*values):
    return torch.tensor(values, dtype=torch.float64)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return GPT(GPTConfig(12, context_length=16, d_model=8, n_heads=2, n_layers=1)).eval()


def test_by_hand():
    found = dpo(column(-12.0), column(-18.0), column(-10.0), column(-11.0), beta=0.1)
    assert found.chosen.item() == pytest.approx(-0.2)
    assert found.rejected.item() == pytest.approx(-0.7)
    assert found.loss.item() == pytest.approx(math.log(1 + math.exp(-0.5)))


def test_a_model_that_has_not_moved_has_the_loss_log_2():
    same = column(-3.0, -5.0), column(-4.0, -1.0)
    assert dpo(same[0], same[1], same[0], same[1]).loss.item() == pytest.approx(math.log(2))


def test_the_gradient_is_largest_where_the_rewards_are_in_the_wrong_order():
    chosen, rejected = column(-5.0, -5.0).requires_grad_(), column(-5.0, -5.0)
    dpo(chosen, rejected, column(-4.0, -9.0), column(-9.0, -4.0), beta=0.5).loss.backward()
    sigmoid = 1 / (1 + math.exp(-0.5 * 5))  # both have moved by 5 in all
    expected = [-0.5 * sigmoid / 2, -0.5 * (1 - sigmoid) / 2]
    assert chosen.grad.tolist() == pytest.approx(expected)


def test_the_loss_falls_though_the_chosen_answer_becomes_less_likely():
    before = dpo(column(-10.0), column(-10.0), column(-10.0), column(-10.0)).loss
    after = dpo(column(-12.0), column(-20.0), column(-10.0), column(-10.0)).loss
    assert after < before


def test_beta_must_be_positive():
    with pytest.raises(ValueError, match="beta must be positive, got 0"):
        dpo(column(-1.0), column(-1.0), column(-1.0), column(-1.0), beta=0)


def test_the_reference_is_asked_for_both_answers(model):
    both = answer_log_probs(model, both_answers(PAIRS, Letters()))
    for i, one in enumerate(scored(model, Letters(), PAIRS)):
        assert one.pair == PAIRS[i]
        assert (one.chosen, one.rejected) == pytest.approx((both[i].item(), both[i + 3].item()), abs=1e-4)


def test_training_prefers_the_chosen_answers(model):
    before = scored(model, Letters(), PAIRS)
    losses = prefer(model, Letters(), PAIRS, beta=0.5, n_steps=30, batch_size=3, learning_rate=1e-2)
    assert losses[0] == pytest.approx(math.log(2), abs=1e-4)
    assert losses[-1] < 0.2
    chosen, rejected = implied_rewards(model, Letters(), before, beta=0.5)
    assert (chosen > rejected).all()
    now = answer_log_probs(model, answer_batch([("ab", "cc")], Letters())).item()
    assert chosen[0].item() == pytest.approx(0.5 * (now - before[0].chosen), abs=1e-4)
