"""A training stops when it should, keeps the best weights, and goes on as if never stopped."""

import math

import pytest
import torch
from training.toy_training import same_weights, start, windows

from course_lib.training import optimizers
from course_lib.training.checkpoint import load_weights
from course_lib.training.log import TrainingLog, column, read_log
from course_lib.training.loop import TrainingConfig, train
from course_lib.training.step import next_token_loss


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
