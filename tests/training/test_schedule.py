"""The learning rate rises, then falls to nothing."""

import pytest

from course_lib.training.schedule import warmup_cosine


def test_the_schedule_rises_then_falls_to_nothing():
    factors = [warmup_cosine(step, 100, 10) for step in range(100)]
    assert factors[9] == factors[10] == max(factors) == 1
    assert factors == sorted(factors[:10]) + sorted(factors[10:], reverse=True)
    assert factors[-1] < 1e-3


def test_a_warm_up_longer_than_the_training_is_refused():
    with pytest.raises(ValueError, match="less than n_steps = 5, got 5"):
        warmup_cosine(0, 5, 5)
