"""Optimizers, groups and clipping against torch.optim, step for step."""

import copy
import math
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from course_lib.training.clipping import clip_by_norm, clip_by_value
from course_lib.training.muon import Muon, orthogonalized
from course_lib.training.optimizers import (
    SGD,
    AdaGrad,
    Adam,
    AdamAsMisprinted,
    AdamW,
    Momentum,
    RMSProp,
)
from course_lib.training.parameter_groups import Group, decay_groups, hidden_matrices

PAIRS = {
    "sgd": (lambda p: SGD(p, 0.1), lambda p: torch.optim.SGD(p, 0.1)),
    "sgd, decay": (lambda p: SGD(p, 0.1, 0.03), lambda p: torch.optim.SGD(p, 0.1, weight_decay=0.03)),
    "momentum": (lambda p: Momentum(p, 0.02, 0.8), lambda p: torch.optim.SGD(p, 0.02, 0.8)),
    "momentum, decay": (
        lambda p: Momentum(p, 0.02, 0.8, weight_decay=0.03),
        lambda p: torch.optim.SGD(p, 0.02, 0.8, weight_decay=0.03),
    ),
    "nesterov": (
        lambda p: Momentum(p, 0.02, 0.8, nesterov=True, weight_decay=0.03),
        lambda p: torch.optim.SGD(p, 0.02, 0.8, nesterov=True, weight_decay=0.03),
    ),
    "adagrad": (AdaGrad, torch.optim.Adagrad),
    "adagrad, decay": (
        lambda p: AdaGrad(p, 0.05, 1e-3, 0.03),
        lambda p: torch.optim.Adagrad(p, 0.05, eps=1e-3, weight_decay=0.03),
    ),
    "rmsprop": (RMSProp, torch.optim.RMSprop),
    "rmsprop, decay": (
        lambda p: RMSProp(p, 0.03, 0.9, 1e-3, 0.03),
        lambda p: torch.optim.RMSprop(p, 0.03, 0.9, 1e-3, weight_decay=0.03),
    ),
    "adam": (Adam, torch.optim.Adam),
    "adam, decay": (
        lambda p: Adam(p, 0.03, (0.7, 0.95), 1e-3, 0.03),
        lambda p: torch.optim.Adam(p, 0.03, (0.7, 0.95), 1e-3, 0.03),
    ),
    "adamw": (AdamW, torch.optim.AdamW),
    "adamw, decay": (
        lambda p: AdamW(p, 0.03, (0.7, 0.95), 1e-3, 0.3),
        lambda p: torch.optim.AdamW(p, 0.03, (0.7, 0.95), 1e-3, 0.3),
    ),
}


def small_model(dtype=torch.float64):
    torch.manual_seed(0)
    return nn.Sequential(nn.Embedding(11, 6), nn.Linear(6, 9), nn.Tanh(), nn.LayerNorm(9), nn.Linear(9, 5)).to(dtype)


def train(model, optimizer, n_steps=50, factor=None):
    """Train on random batches; return the parameters after each step."""
    generator = torch.Generator().manual_seed(1)
    history = []
    for step in range(n_steps):
        token_ids = torch.randint(11, (7,), generator=generator)
        loss = F.cross_entropy(model(token_ids), token_ids % 5)
        optimizer.zero_grad()
        loss.backward()
        if factor is not None:
            factor(optimizer, step)
        optimizer.step()
        history.append([parameter.detach().clone() for parameter in model.parameters()])
    return history


@pytest.mark.parametrize(("ours", "theirs"), PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-9), (torch.float32, 1e-4)])
def test_fifty_steps_agree_with_pytorch(ours, theirs, dtype, tolerance):
    model, reference = small_model(dtype), small_model(dtype)
    steps = train(model, ours(model.parameters()))
    expected = train(reference, theirs(reference.parameters()))
    torch.testing.assert_close(steps, expected, atol=tolerance, rtol=tolerance)
    assert not torch.allclose(steps[0][0], steps[-1][0], atol=1e-3)


def test_a_learning_rate_set_between_steps_agrees_with_pytorch():
    def ours(optimizer, step):
        optimizer.learning_rate = 0.01 / (step + 1)

    def theirs(optimizer, step):
        optimizer.param_groups[0]["lr"] = 0.01 / (step + 1)

    model, reference = small_model(), small_model()
    steps = train(model, AdamW(model.parameters()), factor=ours)
    expected = train(reference, torch.optim.AdamW(reference.parameters()), factor=theirs)
    torch.testing.assert_close(steps, expected, atol=1e-9, rtol=1e-9)


@pytest.mark.parametrize(("ours", "theirs"), [(Adam, torch.optim.Adam), (Momentum, torch.optim.SGD)])
def test_a_parameter_that_is_sometimes_without_gradient_agrees_with_pytorch(ours, theirs):
    kwargs = {"momentum": 0.9, "lr": 1e-3} if ours is Momentum else {}
    results = []
    for make in (ours, lambda p: theirs(p, **kwargs)):
        parameters = [torch.ones(3, dtype=torch.float64), torch.full((2, 2), 0.5, dtype=torch.float64)]
        optimizer = make(parameters)
        for step in range(20):
            for i, parameter in enumerate(parameters):
                parameter.grad = None if step % 3 == 1 and i else torch.full_like(parameter, math.cos(step))
            optimizer.step()
        results.append(parameters)
    torch.testing.assert_close(*results, atol=1e-12, rtol=1e-12)


def test_groups_agree_with_pytorch_and_spare_the_vectors():
    model, reference = small_model(), small_model()
    groups = decay_groups(model, 0.3)
    assert [len(group.parameters) for group in groups] == [3, 4]
    names = dict(reference.named_parameters())
    matrices = [names[name] for name in ("0.weight", "1.weight", "4.weight")]
    vectors = [names[name] for name in ("1.bias", "3.weight", "3.bias", "4.bias")]
    their_groups = [{"params": matrices, "weight_decay": 0.3}, {"params": vectors, "weight_decay": 0.0}]
    steps = train(model, AdamW(groups, 0.01))
    expected = train(reference, torch.optim.AdamW(their_groups, 0.01))
    torch.testing.assert_close(steps, expected, atol=1e-9, rtol=1e-9)


def test_frozen_parameters_are_in_no_group():
    model = small_model()
    model[0].weight.requires_grad_(False)
    assert [len(group.parameters) for group in decay_groups(model, 0.3)] == [2, 4]
    assert [len(part) for part in hidden_matrices(model)] == [2, 4]


def test_zero_grad_forgets():
    model = small_model()
    optimizer = SGD(model.parameters(), 0.1)
    model(torch.tensor([3])).sum().backward()
    optimizer.zero_grad()
    assert all(parameter.grad is None for parameter in model.parameters())


def test_the_first_step_of_adam_is_the_learning_rate_long_whatever_the_gradient():
    parameter = torch.zeros(3)
    parameter.grad = torch.tensor([1e-3, -5.0, 200.0])
    Adam([parameter], 0.1).step()
    assert parameter.tolist() == pytest.approx([-0.1, 0.1, -0.1], rel=1e-4)


def steps_of(optimizer_class, n_steps):
    """Return how far each step goes, in learning rates, while the gradient stays 2."""
    parameter = torch.zeros(1, dtype=torch.float64)
    optimizer = optimizer_class([parameter], learning_rate=1.0)
    places = [0.0]
    for _ in range(n_steps):
        parameter.grad = torch.full_like(parameter, 2.0)
        optimizer.step()
        places.append(parameter.item())
    return [before - after for before, after in pairwise(places)]


def test_the_misprint_agrees_with_its_closed_form_and_ends_at_half_a_step():
    assert steps_of(Adam, 50) == pytest.approx(50 * [1], rel=1e-6)
    misprinted = steps_of(AdamAsMisprinted, 8000)
    for t in (1, 2, 3, 10, 100):  # the mean tends to g / 2, and comes 1 - (2β₁ - 1) nearer each time
        assert misprinted[t - 1] == pytest.approx((1 - 0.8**t) / 2 / math.sqrt(1 - 0.999**t), rel=1e-6)
    assert misprinted[0] == pytest.approx(0.1 / math.sqrt(0.001), rel=1e-6)
    assert misprinted[-1] == pytest.approx(0.5, abs=1e-3)


needs_muon = pytest.mark.skipif(not hasattr(torch.optim, "Muon"), reason="this PyTorch has no Muon")


@needs_muon
@pytest.mark.parametrize("scaling", ["original", "match_rms_adamw"])
@pytest.mark.parametrize("nesterov", [True, False])
@pytest.mark.parametrize("shape", [(7, 4), (4, 7), (5, 5)])
def test_muon_agrees_with_pytorch_for_fifty_given_gradients(shape, nesterov, scaling):
    results = []
    for make in (
        lambda p: Muon(p, nesterov=nesterov, scaling=scaling, dtype=torch.bfloat16),
        lambda p: torch.optim.Muon(p, nesterov=nesterov, adjust_lr_fn=scaling),
    ):
        generator = torch.Generator().manual_seed(2)
        matrix = torch.randn(shape, generator=generator)
        optimizer = make([matrix])
        steps = []
        for _ in range(50):
            matrix.grad = torch.randn(shape, generator=generator)
            optimizer.step()
            steps.append(matrix.clone())
        results.append(steps)
    torch.testing.assert_close(*results, atol=1e-6, rtol=1e-6)


@needs_muon
def test_muon_for_matrices_and_adamw_for_the_rest_train_as_pytorch_does():
    model, reference = small_model(torch.float32), small_model(torch.float32)
    matrices, others = hidden_matrices(model, output=model[4])
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    assert [names[id(one)] for one in matrices] == ["1.weight"]
    assert len(others) == 6

    class Both:
        def __init__(self):
            theirs = dict(reference.named_parameters())
            rest = [parameter for name, parameter in theirs.items() if name != "1.weight"]
            muon = torch.optim.Muon([theirs["1.weight"]], 0.01, weight_decay=0.2, adjust_lr_fn="match_rms_adamw")
            self.parts = muon, torch.optim.AdamW(rest, 0.01, weight_decay=0.2)

        def zero_grad(self):
            for part in self.parts:
                part.zero_grad()

        def step(self):
            for part in self.parts:
                part.step()

    steps = train(model, Muon(matrices, others, 0.01, weight_decay=0.2, dtype=torch.bfloat16))
    expected = train(reference, Both())
    torch.testing.assert_close(steps, expected, atol=1e-3, rtol=1e-3)  # what rounding to 8 bits may come to
    torch.testing.assert_close(steps[:3], expected[:3], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("shape", [(6, 6), (9, 4), (3, 8)])
def test_orthogonalizing_keeps_directions_and_bends_lengths_by_the_polynomial(shape):
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(4), dtype=torch.float64)
    u, s, vt = torch.linalg.svd(matrix, full_matrices=False)
    s = s / s.norm()
    for _ in range(5):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    result = orthogonalized(matrix, dtype=torch.float64)
    torch.testing.assert_close(result, u @ s.diag() @ vt, atol=1e-9, rtol=1e-9)
    assert 0.5 < s.min() < s.max() < 1.25
    torch.testing.assert_close(orthogonalized(matrix), result, atol=0.05, rtol=0.05)


def test_lengths_of_a_hundredth_reach_the_others_in_five_iterations():
    lengths = torch.tensor([1.0, 0.3, 0.1, 0.03, 0.01], dtype=torch.float64)
    bent = torch.linalg.svdvals(orthogonalized(lengths.diag(), dtype=torch.float64))
    assert bent.min() > 0.65
    assert bent.max() < 1.25


def test_orthogonalizing_zeros_gives_zeros():
    assert torch.equal(orthogonalized(torch.zeros(3, 5)), torch.zeros(3, 5))


def test_a_tied_output_layer_is_no_hidden_matrix():
    model = nn.Sequential(nn.Embedding(11, 6), nn.Linear(6, 9), nn.Linear(9, 6), nn.Linear(6, 11, bias=False))
    model[3].weight = model[0].weight
    matrices, others = hidden_matrices(model)
    assert [tuple(one.shape) for one in matrices] == [(9, 6), (6, 9)]
    assert [tuple(one.shape) for one in others] == [(11, 6), (9,), (6,)]


@pytest.fixture
def two_models():
    model = small_model()
    model(torch.tensor([1, 4, 9])).square().sum().backward()
    other = copy.deepcopy(model)
    for parameter, source in zip(other.parameters(), model.parameters(), strict=True):
        assert source.grad is not None
        parameter.grad = source.grad.clone()
    other[0].weight.grad = model[0].weight.grad = None
    return model, other


@pytest.mark.parametrize("max_norm", [0.1, 5.0, 1e4])
def test_clipping_by_norm_agrees_with_pytorch(two_models, max_norm):
    model, reference = two_models
    norm = clip_by_norm(model.parameters(), max_norm)
    assert norm == pytest.approx(nn.utils.clip_grad_norm_(reference.parameters(), max_norm).item())
    for ours, theirs in zip(model.parameters(), reference.parameters(), strict=True):
        torch.testing.assert_close(ours.grad, theirs.grad, atol=1e-6, rtol=1e-5)


def test_clipping_by_norm_by_hand():
    parameters = [torch.zeros(1), torch.zeros(2)]
    parameters[0].grad, parameters[1].grad = torch.tensor([3.0]), torch.tensor([0.0, -4.0])
    assert clip_by_norm(parameters, 1.0) == pytest.approx(5)
    torch.testing.assert_close(parameters[0].grad, torch.tensor([0.6]))
    torch.testing.assert_close(parameters[1].grad, torch.tensor([0.0, -0.8]))
    assert clip_by_norm(parameters, 1.5) == pytest.approx(1)  # short enough: it stays


def test_clipping_by_value_agrees_with_pytorch(two_models):
    model, reference = two_models
    clip_by_value(model.parameters(), 0.3)
    nn.utils.clip_grad_value_(reference.parameters(), 0.3)
    largest = 0.0
    for ours, theirs in zip(model.parameters(), reference.parameters(), strict=True):
        if theirs.grad is not None:
            assert torch.equal(ours.grad, theirs.grad)
            largest = max(largest, theirs.grad.abs().max().item())
    assert largest == 0.3


class TestBadInput:
    def test_no_parameters(self):
        parameters = small_model().parameters()
        list(parameters)
        with pytest.raises(ValueError, match="at least 1 parameter, got 0"):
            SGD(parameters, 0.1)

    def test_a_parameter_twice(self):
        one = torch.zeros(3)
        with pytest.raises(ValueError, match="must come once, got 2, of which 1 differ"):
            SGD([Group([one], 0.0), Group([one], 0.1)], 0.1)

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda p: SGD(p, -0.1), r"learning_rate must be at least 0 .*got -0\.1"),
            (lambda p: SGD(p, math.nan), "learning_rate must be at least 0 .*got nan"),
            (lambda p: SGD(p, 0.1, -0.2), r"weight_decay must be at least 0, got -0\.2"),
            (lambda p: Momentum(p, momentum=1.0), r"momentum must be .*less than 1, got 1\.0"),
            (lambda p: Muon(p, momentum=1.5), r"momentum must be .*less than 1, got 1\.5"),
            (lambda p: Adam(p, betas=(0.9, 1.0)), r"betas\[1\] must be .*less than 1, got 1\.0"),
            (lambda p: RMSProp(p, alpha=1.2), r"alpha must be .*less than 1, got 1\.2"),
            (lambda p: AdaGrad(p, eps=-1.0), r"eps must be at least 0 .*got -1\.0"),
        ],
    )
    def test_rates_out_of_range(self, make, message):
        with pytest.raises(ValueError, match=message):
            make([torch.zeros(3, 2)])

    def test_a_vector_for_muon(self):
        with pytest.raises(ValueError, match=r"for matrices, got shape \(3,\)"):
            Muon([torch.zeros(3)])

    def test_a_gradient_that_is_no_number(self):
        parameter = torch.zeros(3)
        parameter.grad = torch.tensor([0.0, math.nan, 1.0])
        with pytest.raises(ValueError, match="norm must be finite, got nan"):
            clip_by_norm([parameter], 1.0)

    @pytest.mark.parametrize("clip", [clip_by_norm, clip_by_value])
    def test_a_limit_that_is_not_positive(self, clip):
        with pytest.raises(ValueError, match="must be positive, got 0"):
            clip([torch.zeros(3)], 0.0)
