"""The loop overfits two batches, does the same twice, and stops when the loss is no number."""

import itertools

import pytest
import torch

from course_lib.models.gpt import GPT, GPTConfig
from course_lib.training.loop import train
from course_lib.training.schedule import warmup_cosine


def trained(n_steps, learning_rate=1e-2):
    torch.manual_seed(0)
    model = GPT(GPTConfig(vocab_size=11, context_length=6, d_model=16, n_heads=2, n_layers=1))
    batches = [(ids[:, :-1], ids[:, 1:]) for ids in torch.randint(11, (2, 3, 7))]
    return model, train(model, itertools.cycle(batches), n_steps, learning_rate)


def test_overfits_two_batches():
    _, losses = trained(150)
    assert losses[0] > 2.2
    assert losses[-1] < 0.4  # the first token of a window cannot be known


def test_the_same_seed_gives_the_same_weights():
    first, second = trained(5)[0], trained(5)[0]
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_agrees_with_the_steps_written_out():
    def start():
        torch.manual_seed(0)
        model = GPT(GPTConfig(vocab_size=11, context_length=6, d_model=16, n_heads=2, n_layers=1))
        torch.nn.init.normal_(model.token_embedding.weight, std=3.0)  # gradients that must be clipped
        return model, torch.randint(11, (20, 3, 7))

    model, text = start()
    losses = train(model, ((ids[:, :-1], ids[:, 1:]) for ids in text), 20, 0.01)

    expected, text = start()
    optimizer = torch.optim.AdamW(expected.parameters(), lr=0.0, betas=(0.9, 0.98), weight_decay=0.1)
    for step, ids in enumerate(text):
        optimizer.param_groups[0]["lr"] = 0.01 * warmup_cosine(step, 20, 2)
        logits = expected(ids[:, :-1])
        loss = -logits.log_softmax(-1).gather(-1, ids[:, 1:, None]).mean()
        gradients = torch.autograd.grad(loss, list(expected.parameters()))
        norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
        assert norm > 1
        for parameter, gradient in zip(expected.parameters(), gradients, strict=True):
            parameter.grad = gradient / norm
        optimizer.step()
        assert losses[step] == pytest.approx(loss.item(), rel=1e-4)
    # Not the weights one by one: a bias of the keys changes nothing, so its gradient is noise, which Adam blows up.
    torch.testing.assert_close(model(text[0, :, :6]), expected(text[0, :, :6]), atol=1e-3, rtol=1e-3)


def test_a_loss_that_is_no_number_stops_the_training():
    model = GPT(GPTConfig(vocab_size=11, context_length=6, d_model=16, n_heads=2, n_layers=1))
    torch.nn.init.constant_(model.final_norm.weight, float("nan"))
    ids = torch.randint(11, (3, 7))
    with pytest.raises(ValueError, match=r"became nan at step 0; lower the learning rate, now 0\.01"):
        train(model, itertools.repeat((ids[:, :-1], ids[:, 1:])), 2, 0.01)


def test_the_schedule_rises_then_falls_to_nothing():
    factors = [warmup_cosine(step, 100, 10) for step in range(100)]
    assert factors[9] == factors[10] == max(factors) == 1
    assert factors == sorted(factors[:10]) + sorted(factors[10:], reverse=True)
    assert factors[-1] < 1e-3


def test_a_warm_up_longer_than_the_training_is_refused():
    with pytest.raises(ValueError, match="less than n_steps = 5, got 5"):
        warmup_cosine(0, 5, 5)
