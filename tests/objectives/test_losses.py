"""Losses against PyTorch's, value and gradient, for ordinary and for very large logits, and by hand."""

import math

import pytest
import torch
import torch.nn.functional as F

from course_lib.objectives.losses import (
    binary_cross_entropy,
    contrastive_loss,
    cross_entropy,
    kl_divergence,
    log_softmax,
    log_sum_exp,
    mean_squared_error,
)

scales = pytest.mark.parametrize("scale", [1.0, 100.0, 1e4])


def assert_same(ours, theirs, *inputs):
    """Check that two functions agree on the inputs, and so do their gradients by all of these."""
    results = []
    for function in (ours, theirs):
        copies = [tensor.clone().requires_grad_() for tensor in inputs]
        loss = function(*copies)
        loss.backward()
        results.append([loss.detach(), *(tensor.grad for tensor in copies)])
        assert loss.isfinite()
    for our_result, their_result in zip(*results, strict=True):
        torch.testing.assert_close(our_result, their_result, atol=1e-6, rtol=1e-5)


@pytest.fixture
def logits():
    torch.manual_seed(0)
    return torch.randn(3, 5, 7)


@pytest.fixture
def targets():
    torch.manual_seed(1)
    targets = torch.randint(7, (3, 5))
    targets[0, :2] = targets[2, 4] = -100
    return targets


@scales
@pytest.mark.parametrize("label_smoothing", [0.0, 0.1, 1.0])
def test_cross_entropy_agrees_with_pytorch(logits, targets, scale, label_smoothing):
    assert_same(
        lambda x: cross_entropy(x, targets, label_smoothing=label_smoothing),
        lambda x: F.cross_entropy(x.flatten(0, 1), targets.flatten(), label_smoothing=label_smoothing),
        scale * logits,
    )


def test_cross_entropy_of_logits_of_ten_thousand_of_either_sign():
    logits = torch.tensor([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [1e4, 1e4, 1e4]])
    for target in range(3):
        targets = torch.full((3,), target)
        assert_same(lambda x, t=targets: cross_entropy(x, t), lambda x, t=targets: F.cross_entropy(x, t), logits)


def test_cross_entropy_may_ignore_any_number(logits, targets):
    targets = targets.clamp(min=0)
    assert_same(
        lambda x: cross_entropy(x, targets, ignore_index=0),
        lambda x: F.cross_entropy(x.flatten(0, 1), targets.flatten(), ignore_index=0),
        logits,
    )


def test_what_is_ignored_has_no_gradient(logits, targets):
    logits.requires_grad_()
    cross_entropy(logits, targets).backward()
    assert logits.grad is not None
    assert torch.equal((logits.grad == 0).all(-1), targets == -100)


def test_cross_entropy_by_hand():
    logits = torch.tensor([[math.log(3), 0.0]])
    assert cross_entropy(logits, torch.tensor([0])).item() == pytest.approx(-math.log(3 / 4))
    assert cross_entropy(torch.zeros(2, 5), torch.tensor([1, 4])).item() == pytest.approx(math.log(5))


def test_a_class_ruled_out_costs_nothing_unless_it_was_right():
    logits = torch.tensor([[0.0, -math.inf, 0.0]])
    assert cross_entropy(logits, torch.tensor([0])).item() == pytest.approx(math.log(2))
    assert cross_entropy(logits, torch.tensor([1])).item() == math.inf


def test_the_log_sum_exp_agrees_with_pytorch_and_so_does_the_softmax(logits):
    for x in (logits, 1e4 * logits, logits.masked_fill(logits < -0.5, -math.inf)):
        torch.testing.assert_close(log_sum_exp(x), torch.logsumexp(x, -1))
    torch.testing.assert_close(log_softmax(100 * logits), torch.log_softmax(100 * logits, -1))
    assert_same(lambda x: log_sum_exp(x).sum(), lambda x: torch.logsumexp(x, -1).sum(), logits)


@scales
def test_binary_cross_entropy_agrees_with_pytorch(logits, scale):
    truth = torch.rand(3, 5, 7)
    truth[0] = (truth[0] > 0.5).float()
    logits[1, 1] = 0
    assert_same(
        lambda x: binary_cross_entropy(x, truth),
        lambda x: F.binary_cross_entropy_with_logits(x, truth),
        scale * logits,
    )


def test_binary_cross_entropy_by_hand():
    logit = torch.tensor([math.log(3)])  # p = 3/4
    assert binary_cross_entropy(logit, torch.ones(1)).item() == pytest.approx(-math.log(3 / 4))
    assert binary_cross_entropy(logit, torch.zeros(1)).item() == pytest.approx(-math.log(1 / 4))
    assert binary_cross_entropy(torch.tensor([-20.0]), torch.zeros(1)).item() == pytest.approx(math.exp(-20), rel=1e-5)


def test_mean_squared_error_agrees_with_pytorch(logits):
    assert_same(mean_squared_error, F.mse_loss, logits, torch.randn(3, 5, 7))


@pytest.mark.parametrize("scale", [1.0, 10.0, 1e4])
def test_kl_divergence_agrees_with_pytorch(scale):
    torch.manual_seed(3)

    def theirs(logits, target_logits):
        log_model, log_target = (F.log_softmax(one, -1).flatten(0, 1) for one in (logits, target_logits))
        return F.kl_div(log_model, log_target, reduction="batchmean", log_target=True)

    assert_same(kl_divergence, theirs, scale * torch.randn(3, 5, 7), scale * torch.randn(3, 5, 7))


def test_kl_divergence_by_hand_and_its_roles():
    model, target = torch.tensor([[0.0, 0.0]]), torch.tensor([[math.log(3), 0.0]])
    expected = 3 / 4 * math.log(3 / 2) + 1 / 4 * math.log(1 / 2)
    assert kl_divergence(model, target).item() == pytest.approx(expected)
    assert kl_divergence(target, model).item() == pytest.approx(math.log(2 / 3) / 2 + math.log(2) / 2)
    assert kl_divergence(target, target).item() == 0


def test_kl_divergence_where_the_target_gives_nothing():
    model, target = torch.zeros(1, 2, requires_grad=True), torch.tensor([[0.0, -math.inf]])
    loss = kl_divergence(model, target)
    loss.backward()
    assert loss.item() == pytest.approx(math.log(2))
    assert model.grad is not None
    assert model.grad[0].tolist() == pytest.approx([-0.5, 0.5])
    assert kl_divergence(target, model.detach()).item() == math.inf


def test_cross_entropy_is_entropy_plus_kl_divergence(logits):
    targets = torch.randint(7, (3, 5))
    certain = torch.full((3, 5, 7), -math.inf).scatter(-1, targets[..., None], 0.0)  # an entropy of 0
    torch.testing.assert_close(cross_entropy(logits, targets), kl_divergence(logits, certain))


@pytest.mark.parametrize("n_keys", [5, 9])
def test_the_contrastive_loss_agrees_with_pytorch(n_keys):
    torch.manual_seed(5)

    def theirs(queries, keys, temperature):
        cosines = F.cosine_similarity(queries[:, None], keys[None], dim=-1)
        return F.cross_entropy(cosines / temperature, torch.arange(5))

    assert_same(contrastive_loss, theirs, torch.randn(5, 3), torch.randn(n_keys, 3), torch.tensor(0.07))


def test_the_symmetric_form_is_the_mean_of_both_directions():
    queries, keys = torch.randn(4, 3), torch.randn(4, 3)
    both = contrastive_loss(queries, keys) / 2 + contrastive_loss(keys, queries) / 2
    torch.testing.assert_close(contrastive_loss(queries, keys, symmetric=True), both)
    assert not torch.isclose(contrastive_loss(queries, keys), contrastive_loss(keys, queries))


def test_the_contrastive_loss_by_hand():
    pairs = torch.eye(2)
    expected = -math.log(math.e**2 / (math.e**2 + 1))
    assert contrastive_loss(3 * pairs, 7 * pairs, temperature=0.5).item() == pytest.approx(expected)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.mark.parametrize(
        ("bad", "where", "counts"),
        [(math.nan, 3, "1 NaN and 0"), (math.inf, 3, "0 NaN and 1"), (-math.inf, ..., "0 NaN and 7")],
    )
    def test_logits_that_are_no_numbers(self, logits, targets, bad, where, counts):
        logits[1, 2, where] = bad
        for function in (
            lambda: cross_entropy(logits, targets),
            lambda: kl_divergence(logits, torch.zeros(3, 5, 7)),
            lambda: kl_divergence(torch.zeros(3, 5, 7), logits),
            lambda: binary_cross_entropy(logits, torch.zeros(3, 5, 7)),
        ):
            with pytest.raises(ValueError, match=rf"numbers.* got {counts} infinite of \d+"):
                function()

    @pytest.mark.parametrize("target", [-1, 7])
    def test_a_target_that_is_no_class(self, logits, targets, target):
        targets[1, 1] = target
        with pytest.raises(ValueError, match=rf"0 to 6, or ignore_index = -100, got .*{target}"):
            cross_entropy(logits, targets)

    def test_a_batch_in_which_nothing_counts(self, logits):
        with pytest.raises(ValueError, match="at least 1 target must count, got 15, all ignore_index = -100"):
            cross_entropy(logits, torch.full((3, 5), -100))

    def test_a_smoothing_of_more_than_all(self, logits, targets):
        with pytest.raises(ValueError, match=r"0 to 1, got 1\.1"):
            cross_entropy(logits, targets, label_smoothing=1.1)

    def test_targets_that_would_be_broadcast(self):
        for function in (mean_squared_error, binary_cross_entropy, kl_divergence):
            with pytest.raises(ValueError, match=r"same shape, got \(4, 1\) and \(4,\)"):
                function(torch.zeros(4, 1), torch.zeros(4))

    def test_binary_targets_outside_their_range(self):
        with pytest.raises(ValueError, match="0 to 1, got 0 to 2"):
            binary_cross_entropy(torch.zeros(2), torch.tensor([0.0, 2.0]))

    def test_a_choice_of_one(self):
        with pytest.raises(ValueError, match="1 queries need at least 1 keys, not 1, got 1"):
            contrastive_loss(torch.zeros(1, 3), torch.zeros(1, 3))

    def test_queries_without_keys(self):
        with pytest.raises(ValueError, match=r"4 queries need at least 4 keys.*got 3"):
            contrastive_loss(torch.zeros(4, 3), torch.zeros(3, 3))

    def test_keys_without_queries_in_the_symmetric_form(self):
        with pytest.raises(ValueError, match=r"4 queries need exactly 4 keys.*got 5"):
            contrastive_loss(torch.zeros(4, 3), torch.zeros(5, 3), symmetric=True)
