"""What is kept for the backward pass, by hand; and blocks that compute again."""

import pytest
import torch
from torch import nn

from course_lib.models.gpt import GPT, GPTConfig
from course_lib.training.memory import recomputed_blocks, saved_bytes
from course_lib.training.step import next_token_loss


@pytest.fixture
def model():
    torch.manual_seed(0)
    return GPT(GPTConfig(vocab_size=11, context_length=8, d_model=12, n_heads=3, n_layers=4))


@pytest.fixture
def batch():
    ids = torch.randint(11, (3, 9), generator=torch.Generator().manual_seed(0))
    return ids[:, :-1], ids[:, 1:]


def gradients(model, batch):
    model.zero_grad()
    next_token_loss(model, batch).backward()
    return [parameter.grad.clone() for parameter in model.parameters()]


def test_a_linear_map_keeps_its_input():
    linear, x = nn.Linear(3, 5), torch.randn(4, 3)
    assert saved_bytes(lambda: linear(x), linear) == 4 * 3 * 4


def test_what_is_kept_twice_counts_once_and_nothing_without_gradients():
    x = torch.randn(6, requires_grad=True)
    assert saved_bytes(lambda: x * x) == 6 * 4
    assert saved_bytes(lambda: (x * x, x.exp())) == 6 * 4 + 6 * 4
    with torch.no_grad():
        assert saved_bytes(lambda: x * x) == 0


def test_a_view_counts_as_the_whole_that_it_keeps_alive():
    x = torch.randn(10)
    weight = torch.ones(3, requires_grad=True)
    assert saved_bytes(lambda: x[:3] * weight) == 10 * 4


def test_activations_grow_with_the_batch(model, batch):
    one = saved_bytes(lambda: next_token_loss(model, tuple(part[:1] for part in batch)), model)
    three = saved_bytes(lambda: next_token_loss(model, batch), model)
    assert three == pytest.approx(3 * one, rel=0.02)


def test_blocks_that_compute_again_keep_less_and_have_the_same_gradients(model, batch):
    expected, before = gradients(model, batch), saved_bytes(lambda: next_token_loss(model, batch), model)
    with recomputed_blocks(model):
        after = saved_bytes(lambda: next_token_loss(model, batch), model)
        got = gradients(model, batch)
    assert after < 0.2 * before
    for a, b in zip(got, expected, strict=True):
        assert torch.equal(a, b)


def test_afterwards_everything_is_as_before_also_after_an_error(model, batch):
    with pytest.raises(KeyError), recomputed_blocks(model):
        raise KeyError
    assert all("forward" not in vars(block) for block in model.blocks)
    with recomputed_blocks(model), torch.no_grad():
        inside = model(batch[0])
    assert torch.equal(model(batch[0]), inside)


def test_a_model_without_blocks_is_refused():
    with pytest.raises(ValueError, match="must have blocks, got Linear"), recomputed_blocks(nn.Linear(2, 2)):
        pass
