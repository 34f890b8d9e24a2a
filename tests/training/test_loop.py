"""The loop overfits two batches, equals the steps written out, and refuses nonsense."""

import itertools
import json
from typing import Any

import pytest
import torch
from torch import nn
from training.toy_training import QUIET, same_weights, start, trained, windows

from course_lib.training import optimizers
from course_lib.training.log import TrainingLog, column, read_log
from course_lib.training.loop import TrainingConfig, train
from course_lib.training.schedule import warmup_cosine
from course_lib.training.step import next_token_loss


def test_overfits_two_batches():
    _, losses = trained(150)
    assert losses[0] > 2.2
    assert losses[-1] < 0.4  # the first token of a window cannot be known


def test_the_same_seed_gives_the_same_weights():
    assert same_weights(trained(5)[0], trained(5)[0])


def written_out(model, batches, optimizer, learning_rate):
    """Return the losses of the steps done by hand, gradients and clipping too."""
    losses = []
    for step, (inputs, targets) in enumerate(batches):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate * warmup_cosine(step, len(batches), len(batches) // 10)
        loss = -model(inputs).log_softmax(-1).gather(-1, targets[..., None]).mean()
        gradients = torch.autograd.grad(loss, list(model.parameters()))
        norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
        assert norm > 1
        for parameter, gradient in zip(model.parameters(), gradients, strict=True):
            parameter.grad = gradient / norm
        optimizer.step()
        losses.append(loss.item())
    return losses


def test_agrees_with_the_steps_written_out():
    model, expected, batches = start(), start(), windows(20)
    for one in (model, expected):  # gradients that must be clipped
        one.token_embedding.weight.data *= 150
    losses = train(model, iter(batches), 20, 0.01)
    optimizer = torch.optim.AdamW(expected.parameters(), lr=0.0, betas=(0.9, 0.98), weight_decay=0.1)
    assert losses == pytest.approx(written_out(expected, batches, optimizer, 0.01), rel=1e-4)
    # Not the weights one by one: a bias of the keys changes nothing, so its gradient is noise, which Adam blows up.
    inputs = batches[0][0]
    torch.testing.assert_close(model(inputs), expected(inputs), atol=1e-3, rtol=1e-3)


def test_every_weight_agrees_with_the_steps_written_out_by_gradient_descent():
    model, expected, batches = start(), start(), windows(20)
    for one in (model, expected):
        one.token_embedding.weight.data *= 150
    train(model, batches, 20, 0.3, optimizer=torch.optim.SGD(model.parameters()), config=QUIET)
    written_out(expected, batches, torch.optim.SGD(expected.parameters()), 0.3)
    for ours, theirs in zip(model.parameters(), expected.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_plain_loop_is_bit_for_bit_what_pytorch_users_write(precision):
    model, expected = start(dropout=0.2), start(dropout=0.2)
    torch.manual_seed(5)
    losses = train(model, windows(12), 12, 0.01, config=TrainingConfig(precision=precision))
    torch.manual_seed(5)
    optimizer = torch.optim.AdamW(expected.parameters(), lr=0.01, betas=(0.9, 0.98), weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: warmup_cosine(step, 12, 1))
    for step, (inputs, targets) in enumerate(windows(12)):
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16"):
            loss = nn.functional.cross_entropy(expected(inputs).flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(expected.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        assert losses[step] == loss.item()
    assert same_weights(model, expected)


def test_the_schedule_and_the_learning_rate_are_those_asked_for(tmp_path):
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    with TrainingLog(tmp_path / "log.jsonl") as log:
        train(
            model,
            itertools.repeat(torch.ones(1, 1)),
            4,
            0.5,
            loss=lambda model, batch: -model(batch).sum(),  # its gradient is -1 everywhere
            optimizer=torch.optim.SGD(model.parameters(), lr=123.0),
            schedule=lambda step: 1 / (step + 1),
            config=QUIET,
            log=log,
        )
    assert column(read_log(log.path), "learning_rate")[1] == [0.5, 0.25, 0.5 / 3, 0.125]
    assert model.weight.item() == pytest.approx(0.5 * (1 + 1 / 2 + 1 / 3 + 1 / 4))


def test_our_adamw_trains_as_pytorchs():
    ours, theirs = start(), start()
    optimizer = optimizers.AdamW(ours.parameters(), 123.0, betas=(0.9, 0.98), weight_decay=0.1)
    losses = train(ours, windows(15), 15, 0.01, optimizer=optimizer, config=QUIET)
    assert losses == pytest.approx(train(theirs, windows(15), 15, 0.01, config=QUIET), rel=1e-4)


def test_without_a_greatest_norm_gradients_stay_long(tmp_path):
    for max_norm, length in ((None, 3.0), (1.0, 1.0), (5.0, 3.0)):
        model = nn.Linear(1, 1, bias=False)
        nn.init.zeros_(model.weight)
        with TrainingLog(tmp_path / f"{max_norm}") as log:
            train(
                model,
                [torch.full((1, 1), 3.0)],
                1,
                1.0,
                loss=lambda model, batch: model(batch).sum(),
                optimizer=torch.optim.SGD(model.parameters()),
                config=TrainingConfig(max_norm=max_norm, progress=False),
                log=log,
            )
        assert model.weight.item() == pytest.approx(-length)
        assert column(read_log(log.path), "gradient_norm")[1] == [3.0]  # as it was before clipping


def test_compiling_changes_nothing_but_the_speed(monkeypatch):
    compiled, real = [], torch.compile

    def without_a_compiler(model):
        compiled.append(model)
        return real(model, backend="eager")

    monkeypatch.setattr(torch, "compile", without_a_compiler)
    model = nn.Sequential(nn.Embedding(11, 5), nn.Linear(5, 11))
    torch.manual_seed(0)
    expected = nn.Sequential(nn.Embedding(11, 5), nn.Linear(5, 11))
    model.load_state_dict(expected.state_dict())
    train(model, windows(5), 5, 0.01, config=TrainingConfig(compile=True, progress=False))
    train(expected, windows(5), 5, 0.01, config=QUIET)
    assert compiled == [model]
    assert same_weights(model, expected)


def test_the_progress_bar_is_drawn_unless_it_is_switched_off(capsys):
    train(start(), windows(3), 3, 0.01)
    assert "3/3" in capsys.readouterr().err
    train(start(), windows(3), 3, 0.01, config=QUIET)
    assert capsys.readouterr().err == ""


class TestRefused:
    def test_a_loss_that_is_no_number(self):
        model = start()
        torch.nn.init.constant_(model.final_norm.weight, float("nan"))
        before = [parameter.clone() for parameter in model.blocks.parameters()]
        with pytest.raises(ValueError, match=r"loss became nan at step 0; lower the learning rate, now 0\.01"):
            train(model, windows(2), 2, 0.01)
        assert all(torch.equal(a, b) for a, b in zip(before, model.blocks.parameters(), strict=True))

    def test_a_loss_that_becomes_no_number_later(self):
        calls = itertools.count()

        def loss(model, batch):
            return next_token_loss(model, batch) / (1 if next(calls) < 5 else 0)

        config = TrainingConfig(accumulate=2, progress=False)
        with pytest.raises(ValueError, match="loss became inf at step 2"):
            train(start(), windows(8), 4, 0.01, loss=loss, config=config)

    def test_a_gradient_that_is_no_number_though_the_loss_is(self):
        model = nn.Linear(1, 1, bias=False)
        nn.init.zeros_(model.weight)
        optimizer = torch.optim.SGD(model.parameters())
        for max_norm in (1.0, None):
            config = TrainingConfig(max_norm=max_norm, progress=False)
            with pytest.raises(ValueError, match="gradient norm became inf at step 0"):
                train(
                    model,
                    [torch.ones(1, 1)],
                    1,
                    0.1,
                    loss=lambda model, batch: model.get_parameter("weight").sum().sqrt(),  # at 0 its slope is infinite
                    optimizer=optimizer,
                    config=config,
                )
            assert model.weight.item() == 0

    def test_batches_that_run_out(self):
        with pytest.raises(ValueError, match="batch for every step, got the last one before step 3"):
            train(start(), windows(3), 4, 0.01, config=QUIET)

    def test_no_steps(self):
        with pytest.raises(ValueError, match="n_steps must be at least 1, got 0"):
            train(start(), windows(1), 0, 0.01)

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"accumulate": 0}, "accumulate must be at least 1, got 0"),
            ({"evaluate_every": 0}, "evaluate_every must be at least 1, got 0"),
            ({"save_every": -2}, "save_every must be at least 1, got -2"),
            ({"patience": 0, "evaluate_every": 1}, "patience must be at least 1, got 0"),
            ({"patience": 2}, "patience = 2 needs evaluate_every"),
            ({"max_norm": 0.0}, "max_norm must be positive, .*got 0.0"),
        ],
    )
    def test_settings_out_of_range(self, settings, message):
        with pytest.raises(ValueError, match=message):
            TrainingConfig(**settings)

    @pytest.mark.usefixtures("as_readers_call_it")
    def test_a_precision_that_needs_more(self):
        precision: Any = "float16"
        with pytest.raises(ValueError, match="'float32' or 'bfloat16', got 'float16'"):
            TrainingConfig(precision=precision)

    def test_settings_without_what_they_need(self):
        with pytest.raises(ValueError, match="evaluate_every = 2 needs a function validate"):
            train(start(), windows(2), 2, 0.01, config=TrainingConfig(evaluate_every=2))
        with pytest.raises(ValueError, match="save_every = 3 needs the path checkpoint"):
            train(start(), windows(2), 2, 0.01, config=TrainingConfig(save_every=3))


def test_the_log_says_what_happened(tmp_path):
    with TrainingLog(tmp_path / "log.jsonl") as log:
        _, losses = trained(7, log=log)
    lines = [json.loads(line) for line in log.path.read_text().splitlines()]
    assert [line["loss"] for line in lines] == losses
    assert lines[3]["learning_rate"] == 0.01 * warmup_cosine(3, 7, 0)
    assert set(lines[0]) == {"step", "time", "loss", "learning_rate", "gradient_norm"}
