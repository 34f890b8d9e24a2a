"""Windows of the text, targets moved on by one."""

import math

import pytest
import torch

from course_lib.objectives.causal import causal_batches, causal_loss


def test_targets_are_the_inputs_moved_on_by_one_and_every_window_can_occur():
    text = torch.arange(10)
    batches = causal_batches(text, context_length=3, batch_size=64, generator=torch.Generator().manual_seed(0))
    inputs, targets = next(batches)
    assert inputs.shape == targets.shape == (64, 3)
    assert torch.equal(inputs + 1, targets)
    assert set(inputs[:, 0].tolist()) == set(range(7))  # the last window ends in the last token


def test_the_loss_of_a_uniform_guess_is_the_log_of_the_vocabulary():
    assert causal_loss(torch.zeros(2, 3, 17), torch.randint(17, (2, 3))).item() == pytest.approx(math.log(17))


def test_the_loss_agrees_with_the_definition_written_as_loops():
    logits, targets = torch.randn(2, 3, 5), torch.randint(5, (2, 3))
    total = 0.0
    for b in range(2):
        for t in range(3):
            raised = [math.exp(x) for x in logits[b, t].tolist()]
            total -= math.log(raised[targets[b, t]] / sum(raised))
    assert causal_loss(logits, targets).item() == pytest.approx(total / 6, abs=1e-5)


def test_a_text_too_short_for_a_window_is_refused():
    with pytest.raises(ValueError, match="more than context_length = 8 tokens, got 8"):
        next(causal_batches(torch.arange(8), 8, 1, torch.Generator()))
