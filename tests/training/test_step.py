"""The gradients of a step: several batches are as one big one, and 16 bits come close."""

import pytest
import torch
from training.toy_training import QUIET, start, trained, windows

from course_lib.training.loop import TrainingConfig, train
from course_lib.training.step import add_gradients, next_token_loss


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
