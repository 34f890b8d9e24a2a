"""The learning rate rises, then falls to nothing."""

import pytest
import torch
from transformers import get_linear_schedule_with_warmup

from course_lib.training.schedule import warmup_cosine, warmup_linear


@pytest.mark.parametrize("schedule", [warmup_cosine, warmup_linear])
def test_the_schedule_rises_then_falls_to_nothing(schedule):
    factors = [schedule(step, 100, 10) for step in range(100)]
    assert factors[9] == factors[10] == max(factors) == 1
    assert factors == sorted(factors[:10]) + sorted(factors[10:], reverse=True)
    assert factors[-1] < 0.012


def test_the_straight_line_is_that_of_transformers():
    weight = torch.nn.Parameter(torch.zeros(1))
    theirs = get_linear_schedule_with_warmup(torch.optim.SGD([weight], lr=1.0), 10, 100)
    for step in range(100):
        expected = theirs.get_last_lr()[0] if step >= 10 else (step + 1) / 10  # ours begins one step ahead
        assert warmup_linear(step, 100, 10) == pytest.approx(expected)
        theirs.optimizer.step()
        theirs.step()


@pytest.mark.parametrize("schedule", [warmup_cosine, warmup_linear])
def test_a_warm_up_longer_than_the_training_is_refused(schedule):
    with pytest.raises(ValueError, match="less than n_steps = 5, got 5"):
        schedule(0, 5, 5)
