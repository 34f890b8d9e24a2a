"""The losses against sums written as loops, the gradients against autograd; sizes are all different."""

import math

import pytest
import torch

from course_lib.embeddings.negative_sampling import cbow_gradients, cbow_loss, skip_gram_gradients, skip_gram_loss

BLOCKS, WORDS, NEIGHBOURS, NOISE, WIDTH, NEGATIVE = 2, 3, 7, 4, 5, 6


@pytest.fixture
def case():
    torch.manual_seed(1)
    sizes = (WORDS, NEIGHBOURS, NOISE)
    centre, context, noise = (torch.randn(BLOCKS, size, WIDTH, dtype=torch.float64) for size in sizes)
    pairs = torch.rand(BLOCKS, WORDS, NEIGHBOURS) < 0.4
    pairs[0, 1] = False  # a word without neighbours
    pairs[1, 2, 3] = True
    return centre, context, noise, pairs.double()


def log_sigmoid(x):
    return -math.log(1 + math.exp(-x))


def test_skip_gram_loss_agrees_with_the_sum_written_as_loops(case):
    centre, context, noise, pairs = case
    expected = 0.0
    for b in range(BLOCKS):
        for i in range(WORDS):
            for j in range(NEIGHBOURS):
                if pairs[b, i, j]:
                    expected -= log_sigmoid(centre[b, i] @ context[b, j])
                    expected -= NEGATIVE * sum(log_sigmoid(-centre[b, i] @ one) for one in noise[b]) / NOISE
    assert float(skip_gram_loss(centre, context, noise, pairs, NEGATIVE)) == pytest.approx(expected, rel=1e-12)


def test_cbow_loss_agrees_with_the_sum_written_as_loops(case):
    centre, context, noise, pairs = case
    expected = 0.0
    for b in range(BLOCKS):
        for i in range(WORDS):
            neighbours = [context[b, j] for j in range(NEIGHBOURS) if pairs[b, i, j]]
            if neighbours:
                mean = sum(neighbours) / len(neighbours)
                expected -= log_sigmoid(centre[b, i] @ mean)
                expected -= NEGATIVE * sum(log_sigmoid(-mean @ one) for one in noise[b]) / NOISE
    assert float(cbow_loss(centre, context, noise, pairs, NEGATIVE)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("loss", "gradients"), [(skip_gram_loss, skip_gram_gradients), (cbow_loss, cbow_gradients)], ids=["sg", "cbow"]
)
def test_the_gradients_are_those_of_autograd(case, loss, gradients):
    *rows, pairs = case
    leaves = [row.clone().requires_grad_() for row in rows]
    expected = torch.autograd.grad(loss(*leaves, pairs, NEGATIVE), leaves)
    for ours, theirs in zip(gradients(*rows, pairs, NEGATIVE), expected, strict=True):
        torch.testing.assert_close(ours, theirs)
