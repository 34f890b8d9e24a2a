"""The loop overfits two batches, equals the steps written out, and stops when it should."""

import itertools
import json
import math
from typing import Any

import pytest
import torch
from torch import nn

from course_lib.models.gpt import GPT, GPTConfig
from course_lib.training import optimizers
from course_lib.training.checkpoint import load_weights
from course_lib.training.log import TrainingLog, column, read_log
from course_lib.training.loop import TrainingConfig, add_gradients, next_token_loss, train
from course_lib.training.schedule import warmup_cosine

QUIET = TrainingConfig(progress=False)


def start(dropout=0.0):
    torch.manual_seed(0)
    return GPT(GPTConfig(vocab_size=11, context_length=6, d_model=16, n_heads=2, n_layers=1, dropout=dropout))


def windows(n_batches, batch_size=3):
    text = torch.randint(11, (n_batches, batch_size, 7), generator=torch.Generator().manual_seed(1))
    return [(ids[:, :-1], ids[:, 1:]) for ids in text]


def trained(n_steps, learning_rate=1e-2, **options):
    model = start()
    return model, train(model, itertools.cycle(windows(2)), n_steps, learning_rate, **options)


def same_weights(first, second):
    return all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


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


class TestAccumulation:
    def test_the_gradients_are_those_of_the_big_batch(self):
        (inputs, targets), whole, pieces = windows(1, batch_size=6)[0], start(), start()
        big = add_gradients(whole, [(inputs, targets)], next_token_loss)
        small = add_gradients(pieces, [(inputs[i : i + 2], targets[i : i + 2]) for i in (0, 2, 4)], next_token_loss)
        assert small == pytest.approx(big, abs=1e-6)
        for ours, theirs in zip(pieces.parameters(), whole.parameters(), strict=True):
            torch.testing.assert_close(ours.grad, theirs.grad, atol=1e-6, rtol=0)

    def test_batches_are_weighed_by_their_targets(self):
        (inputs, targets), whole, pieces = windows(1, batch_size=6)[0], start(), start()
        big = add_gradients(whole, [(inputs, targets)], next_token_loss)
        parts = [(inputs[:1], targets[:1]), (inputs[1:], targets[1:])]
        small = add_gradients(pieces, parts, next_token_loss, count=lambda batch: batch[1].numel())
        assert small == pytest.approx(big, abs=1e-6)
        for ours, theirs in zip(pieces.parameters(), whole.parameters(), strict=True):
            torch.testing.assert_close(ours.grad, theirs.grad, atol=1e-6, rtol=0)
        assert add_gradients(pieces, parts, next_token_loss) != pytest.approx(big, abs=1e-6)

    def test_a_step_without_targets_is_refused(self):
        with pytest.raises(ValueError, match="at least 1 target, got 0"):
            add_gradients(start(), windows(2), next_token_loss, count=lambda batch: 0)

    def test_the_weights_are_those_of_big_batches(self):
        big, pieces = start(), start()
        batches = windows(8, batch_size=6)
        halves = [(i[a:b], t[a:b]) for i, t in batches for a, b in ((0, 3), (3, 6))]
        config = TrainingConfig(accumulate=2, progress=False)
        sgd = torch.optim.SGD
        losses = train(pieces, halves, 8, 0.1, optimizer=sgd(pieces.parameters()), config=config)
        expected = train(big, batches, 8, 0.1, optimizer=sgd(big.parameters()), config=QUIET)
        assert losses == pytest.approx(expected, abs=1e-6)
        for ours, theirs in zip(pieces.parameters(), big.parameters(), strict=True):
            torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=0)


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


def test_bfloat16_multiplies_in_16_bits_and_stays_close():
    seen = []

    def loss(model, batch):
        with torch.no_grad():
            seen.append(model.blocks[0].feed_forward(torch.zeros(1, 1, 16)).dtype)
        return next_token_loss(model, batch)

    _, plain = trained(40)
    model, losses = trained(40, loss=loss, config=TrainingConfig(precision="bfloat16"))
    assert set(seen) == {torch.bfloat16}
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    assert losses != plain
    assert losses == pytest.approx(plain, abs=0.06)


class TestEarlyStopping:
    CURVE = (5.0, 3.0, 4.0, 2.0, 2.0, 2.5, 1.0, 9.0)

    def run(self, patience, n_steps=16, curve=CURVE, **options):
        model, weights, curve = start(dropout=0.5), [], iter(curve)

        def validate(model):
            assert not model.training
            assert not torch.is_grad_enabled()
            weights.append([parameter.clone() for parameter in model.parameters()])
            return next(curve)

        config = TrainingConfig(evaluate_every=2, patience=patience, progress=False)
        losses = train(model, windows(n_steps), n_steps, 0.01, validate=validate, config=config, **options)
        best = [
            all(torch.equal(a, b) for a, b in zip(model.parameters(), one, strict=True)) for one in weights
        ]  # the validation whose weights the model has
        return len(losses), best.index(True)

    def test_stops_when_patience_is_at_its_end_and_keeps_the_best(self):
        assert self.run(patience=1) == (6, 1)  # 4.0 is worse than 3.0, at step 6
        assert self.run(patience=2) == (12, 3)  # 2.0 again is no new best, then 2.5
        assert self.run(patience=3) == (16, 6)  # the last one is worse: the best is taken

    def test_without_patience_trains_to_the_end_and_keeps_the_last(self):
        assert self.run(patience=None) == (16, 7)

    def test_the_last_step_is_validated_too(self, tmp_path):
        with TrainingLog(tmp_path / "log") as log:
            self.run(patience=None, n_steps=5, log=log)
        assert column(read_log(log.path), "validation_loss") == ([1, 3, 4], [5.0, 3.0, 4.0])

    def test_training_goes_on_with_dropout_after_a_validation(self):
        seen = []

        def loss(model, batch):
            seen.append((model.training, torch.is_grad_enabled()))
            return next_token_loss(model, batch)

        self.run(patience=None, loss=loss)
        assert set(seen) == {(True, True)}

    def test_a_validation_loss_that_is_no_number_is_refused(self):
        with pytest.raises(ValueError, match=r"validation loss became nan at step 3; .*now 0\.01"):
            self.run(patience=2, curve=(1.0, math.nan))


class TestResuming:
    CONFIG = TrainingConfig(accumulate=2, save_every=4, evaluate_every=3, progress=False)

    def run(self, path, n_batches=None, kind=None, log=None, config=CONFIG, curve=None):
        """Train for 13 steps, on all 26 batches or until they run out."""
        model = start(dropout=0.3)
        optimizer = kind and kind(model.parameters(), 1.0)
        batches = iter(windows(26)[:n_batches])
        held_out = windows(27)[-1]

        def validate(model):
            return float(next_token_loss(model, held_out)) if curve is None else curve.pop(0)

        torch.manual_seed(3)
        options = {"validate": validate, "config": config, "log": log, "checkpoint": path}
        return model, train(model, batches, 13, 0.01, optimizer=optimizer, **options)

    @pytest.mark.parametrize("kind", [None, optimizers.AdamW, optimizers.Momentum, torch.optim.SGD, torch.optim.Adam])
    def test_ends_in_the_same_weights_bit_for_bit(self, tmp_path, kind):
        expected, losses = self.run(tmp_path / "whole", kind=kind)
        for n_batches in (9, 19):  # stops in step 4 and in step 9: saved at 4, and at 8
            with pytest.raises(ValueError, match=f"last one before step {n_batches // 2}"):
                self.run(tmp_path / "parts", n_batches, kind)
        torch.rand(7)
        model, again = self.run(tmp_path / "parts", kind=kind)
        assert same_weights(model, expected)
        assert again == losses

    def test_the_log_has_each_step_once(self, tmp_path):
        for n_batches in (19, None):
            with TrainingLog(tmp_path / "log") as log:
                if n_batches:
                    with pytest.raises(ValueError, match="last one before step 9"):
                        self.run(tmp_path / "parts", n_batches, log=log)
                    assert column(read_log(log.path), "loss")[0][-1] == 8  # saved after step 7
                else:
                    _, losses = self.run(tmp_path / "parts", log=log)
        assert column(read_log(log.path), "loss") == (list(range(13)), losses)

    def test_patience_and_the_best_weights_are_remembered(self, tmp_path):
        curve = [1.0, 2.0, 3.0, 4.0]
        config = TrainingConfig(2, save_every=1, evaluate_every=1, patience=3, progress=False)
        with pytest.raises(ValueError, match="before step 2"):
            self.run(tmp_path / "file", 5, curve=curve, config=config)
        model, losses = self.run(tmp_path / "file", curve=curve, config=config)
        assert (len(losses), curve) == (4, [])
        best = start(dropout=0.3)
        one = TrainingConfig(2, max_norm=1.0, progress=False)
        torch.manual_seed(3)
        with pytest.raises(ValueError, match="before step 1"):
            train(best, windows(26)[:2], 13, 0.01, config=one)
        assert same_weights(model, best)

    def test_a_training_that_is_over_stays_as_it_is(self, tmp_path):
        model, losses = self.run(tmp_path / "file")
        again, same = self.run(tmp_path / "file")
        assert (same, same_weights(model, again)) == (losses, True)
        weights = start()
        load_weights(tmp_path / "file", weights)
        assert not weights.token_embedding.weight.equal(start().token_embedding.weight)

    def test_other_settings_are_refused(self, tmp_path):
        self.run(tmp_path / "file")
        other = TrainingConfig(accumulate=1, save_every=4, evaluate_every=3, progress=False)
        with pytest.raises(ValueError, match=r"training must be as .*accumulate was 2, got 1"):
            self.run(tmp_path / "file", config=other)


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
        with pytest.raises(ValueError, match="save_every = 3 needs the path of a checkpoint"):
            train(start(), windows(2), 2, 0.01, config=TrainingConfig(save_every=3))


def test_the_log_says_what_happened(tmp_path):
    with TrainingLog(tmp_path / "log.jsonl") as log:
        _, losses = trained(7, log=log)
    lines = [json.loads(line) for line in log.path.read_text().splitlines()]
    assert [line["loss"] for line in lines] == losses
    assert lines[3]["learning_rate"] == 0.01 * warmup_cosine(3, 7, 0)
    assert set(lines[0]) == {"step", "time", "loss", "learning_rate", "gradient_norm"}


def test_the_schedule_rises_then_falls_to_nothing():
    factors = [warmup_cosine(step, 100, 10) for step in range(100)]
    assert factors[9] == factors[10] == max(factors) == 1
    assert factors == sorted(factors[:10]) + sorted(factors[10:], reverse=True)
    assert factors[-1] < 1e-3


def test_a_warm_up_longer_than_the_training_is_refused():
    with pytest.raises(ValueError, match="less than n_steps = 5, got 5"):
        warmup_cosine(0, 5, 5)
