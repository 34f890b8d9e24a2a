"""CTC against all paths tried one by one, against PyTorch with gradients, and by hand."""

import math

import pytest
import torch
import torch.nn.functional as F

from course_lib.applications.speech import ctc


def drawn(*sizes, seed=0):
    return torch.randn(*sizes, generator=torch.Generator().manual_seed(seed)).log_softmax(dim=-1)


def enumerated(log_probs, labels):
    """Return the log of the summed probabilities of all paths."""
    n_frames, n_symbols = log_probs.shape
    paths = ctc.paths_of(labels, n_frames, n_symbols)
    sums = [log_probs[torch.arange(n_frames), torch.tensor(path)].sum() for path in paths]
    return torch.stack(sums).logsumexp(dim=0)


@pytest.mark.parametrize(
    ("path", "labels"),
    [([0, 0], []), ([1, 1], [1]), ([1, 0, 1], [1, 1]), ([2, 2, 1, 0, 0, 1, 1], [2, 1, 1]), ([], [])],
)
def test_collapse_by_hand(path, labels):
    assert ctc.collapse(path) == labels


def test_two_frames_by_hand():
    """Label a in two frames: aa, -a, a-."""
    log_probs = torch.tensor([[0.4, 0.6], [0.5, 0.5]]).log()
    loss = ctc.ctc_loss(log_probs[None], torch.tensor([[1]]), torch.tensor([2]), torch.tensor([1]))
    assert math.exp(-loss.item()) == pytest.approx(0.6 * 0.5 + 0.4 * 0.5 + 0.6 * 0.5)


@pytest.mark.parametrize("labels", [[1], [1, 2], [2, 2], [1, 2, 1], [3, 3, 3]])
def test_the_forward_algorithm_adds_up_all_paths(labels):
    log_probs = drawn(5, 4)
    loss = ctc.ctc_loss(log_probs[None], torch.tensor([labels]), torch.tensor([5]), torch.tensor([len(labels)]))
    assert -loss.item() == pytest.approx(enumerated(log_probs, labels).item(), abs=1e-5)


def test_agrees_with_pytorch_with_gradients_and_padding():
    ours = torch.randn(3, 11, 5, generator=torch.Generator().manual_seed(0)).requires_grad_()
    theirs = ours.detach().clone().requires_grad_()
    labels = torch.tensor([[1, 2, 2, 4], [3, 1, 1, 1], [2, 2, 2, 1]])
    n_frames, n_labels = torch.tensor([11, 7, 9]), torch.tensor([4, 1, 3])
    loss = ctc.ctc_loss(ours.log_softmax(dim=-1), labels, n_frames, n_labels)
    expected = F.ctc_loss(theirs.log_softmax(dim=-1).transpose(0, 1), labels, n_frames, n_labels, reduction="none")
    torch.testing.assert_close(loss, expected)
    loss.sum().backward()
    expected.sum().backward()
    torch.testing.assert_close(ours.grad, theirs.grad, atol=1e-5, rtol=1e-4)


def test_too_few_frames_have_an_infinite_loss():
    loss = ctc.ctc_loss(drawn(1, 2, 3), torch.tensor([[1, 1]]), torch.tensor([2]), torch.tensor([2]))
    assert loss.item() == math.inf  # a repeat needs a blank between: three frames


def test_lengths_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="frames must be between 1 and 4, got 5 to 5"):
        ctc.ctc_loss(drawn(1, 4, 3), torch.tensor([[1]]), torch.tensor([5]), torch.tensor([1]))
    with pytest.raises(ValueError, match="labels must be between 1 and 1, got 0 to 0"):
        ctc.ctc_loss(drawn(1, 4, 3), torch.tensor([[1]]), torch.tensor([4]), torch.tensor([0]))


def best_label(log_probs):
    """Return the label sequence whose paths have most probability, by trying all paths."""
    n_frames, n_symbols = log_probs.shape
    sums = {}
    for labels in {
        tuple(ctc.collapse(path)) for path in torch.cartesian_prod(*[torch.arange(n_symbols)] * n_frames).tolist()
    }:
        sums[labels] = enumerated(log_probs, list(labels)).item()
    best, _ = max(sums.items(), key=lambda pair: pair[1])
    return list(best)


@pytest.mark.parametrize("seed", range(12))
def test_a_wide_beam_finds_the_most_probable_labels(seed):
    log_probs = drawn(5, 3, seed=seed)
    assert ctc.prefix_beam(log_probs, width=200) == best_label(log_probs)


def test_the_best_path_is_not_the_best_label_sequence():
    """Nothing has the best path, 0.6 · 0.6 = 0.36; "a" has three paths, 0.64 together."""
    log_probs = torch.tensor([[0.6, 0.4], [0.6, 0.4]]).log()
    assert ctc.greedy(log_probs) == []
    assert ctc.prefix_beam(log_probs) == [1]


def test_a_score_moves_the_beam():
    log_probs = torch.tensor([[0.1, 0.5, 0.4], [0.9, 0.05, 0.05]]).log()
    assert ctc.prefix_beam(log_probs) == [1]
    assert ctc.prefix_beam(log_probs, score=lambda prefix, symbol: -3.0 * (symbol == 1)) == [2]


def test_a_beam_of_no_width_is_refused():
    with pytest.raises(ValueError, match="got 0"):
        ctc.prefix_beam(drawn(2, 3), width=0)


def test_impossible_paths_add_nothing():
    assert ctc.add(ctc.LOW, math.log(0.5)) == pytest.approx(math.log(0.5))


@pytest.mark.parametrize("labels", [[1], [2, 2], [1, 2, 1]])
def test_the_alignment_is_the_best_of_all_paths(labels):
    log_probs = drawn(6, 3, seed=3)
    paths = ctc.paths_of(labels, 6, 3)
    best = max(paths, key=lambda path: sum(log_probs[i, s].item() for i, s in enumerate(path)))
    assert ctc.best_path(log_probs, labels) == list(best)


def test_labels_that_do_not_fit_have_no_alignment():
    with pytest.raises(ValueError, match="2 frames must be enough for the labels, got 2"):
        ctc.best_path(drawn(2, 3), [1, 1])


def test_trying_all_paths_of_a_long_sound_is_refused():
    with pytest.raises(ValueError, match=r"got 3\^20"):
        next(ctc.paths_of([1], 20, 3))
