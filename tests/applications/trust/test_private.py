"""DP-SGD against a loop over the examples, and its noise against its own standard deviation."""

import pytest
import torch

from course_lib.applications.trust.private import (
    PrivateConfig,
    clipped,
    draw_lot,
    noisy_mean,
    norms,
    per_example_gradients,
    train_privately,
)
from course_lib.applications.trust.word_model import WordModel, mean_loss

TEXT = [("a", "b"), ("a", "c", "b"), ("c",), ("b", "b", "a", "c", "a")]


def test_per_example_gradients_agree_with_a_loop():
    words = WordModel.of(TEXT, seed=3)
    rows = words.rows(TEXT)
    together = per_example_gradients(words.model, rows)
    for i in range(len(rows)):
        words.model.zero_grad()
        mean_loss(words.model, rows[i : i + 1]).backward()
        for name, parameter in words.model.named_parameters():
            torch.testing.assert_close(together[name][i], parameter.grad, atol=1e-6, rtol=1e-4)


def test_clipping_shortens_long_gradients_and_leaves_short_ones():
    given = {"a": torch.tensor([[3.0, 0.0], [0.3, 0.0]]), "b": torch.tensor([[4.0], [0.4]])}
    assert norms(given).tolist() == pytest.approx([5.0, 0.5])
    short = clipped(given, 1.0)
    assert norms(short).tolist() == pytest.approx([1.0, 0.5])
    torch.testing.assert_close(short["a"][0], given["a"][0] / 5)
    torch.testing.assert_close(short["b"][1], given["b"][1])


def test_one_example_moves_the_sum_by_the_clipping_norm_at_most():
    given = {"a": 100 * torch.randn(7, 3, 2, generator=torch.Generator().manual_seed(0))}
    whole = clipped(given, 2.0)["a"].sum(0)
    for i in range(7):
        rest = {"a": torch.cat([given["a"][:i], given["a"][i + 1 :]])}
        assert float((whole - clipped(rest, 2.0)["a"].sum(0)).norm()) <= 2.0 + 1e-4


def test_the_noise_has_the_standard_deviation_that_it_should():
    given = {"a": torch.zeros(5, 20_000)}
    mean = noisy_mean(given, 3.0, 1.5, 10.0, torch.Generator().manual_seed(1))
    assert float(mean["a"].std()) == pytest.approx(1.5 * 3.0 / 10, rel=0.03)
    plain = noisy_mean({"a": torch.ones(5, 1)}, 3.0, 0.0, 10.0, torch.Generator())
    assert float(plain["a"]) == pytest.approx(0.5)


def test_a_lot_is_drawn_coin_by_coin():
    generator = torch.Generator().manual_seed(2)
    sizes = [len(draw_lot(400, 0.1, generator)) for _ in range(200)]
    assert sum(sizes) / 200 == pytest.approx(40, abs=2)
    assert min(sizes) < 35 < 45 < max(sizes)  # their number varies


def test_clipping_alone_learns():
    words = WordModel.of(TEXT)
    before = words.loss(TEXT)
    train_privately(words, TEXT, PrivateConfig(n_steps=30, q=0.9, sigma=0.0))
    assert words.loss(TEXT) < before - 0.5


def test_a_step_without_an_example_is_made_of_noise():
    words = WordModel.of(TEXT)
    before = words.model.token_embedding.weight.detach().clone()
    train_privately(words, TEXT, PrivateConfig(n_steps=1, q=1e-9))
    assert not torch.equal(before, words.model.token_embedding.weight)


def test_agrees_with_opacus():
    grad_sample = pytest.importorskip("opacus.grad_sample")
    torch.manual_seed(0)
    layer, x = torch.nn.Linear(3, 2), torch.randn(5, 3, requires_grad=True)
    wrapped = grad_sample.GradSampleModule(layer, loss_reduction="sum")
    wrapped(x).square().sum().backward()
    theirs = {name: vars(one)["grad_sample"] for name, one in layer.named_parameters()}
    mine = torch.stack([2 * torch.outer(layer(row), row) for row in x])
    torch.testing.assert_close(theirs["weight"], mine)
    length = torch.stack([one.flatten(1).norm(dim=1) for one in theirs.values()]).norm(dim=0)
    torch.testing.assert_close(norms(theirs), length)


@pytest.mark.usefixtures("as_readers_call_it")
def test_settings_out_of_range_are_refused():
    with pytest.raises(ValueError, match=r"sigma at least 0, got 200, 1\.0, 0\.05 and -1"):
        PrivateConfig(sigma=-1)
    with pytest.raises(ValueError, match="most must be positive, got 0"):
        clipped({"a": torch.ones(1, 1)}, 0)
