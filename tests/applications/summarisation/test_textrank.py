"""TextRank, beside networkx, beside the linear equations, and by hand."""

import math

import pytest
import torch

from course_lib.applications.summarisation.textrank import (
    best,
    pagerank,
    pagerank_step,
    similarities,
    similarity,
    textrank,
    transitions,
)

SENTENCES = [
    "Anna lost the red kite.",
    "It rained.",
    "Ben found the kite in the wood.",
    "Anna thanked Ben for the red kite.",
    "Snow fell.",
]


def drawn(n, seed=0):
    weights = torch.rand(n, n, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return weights.fill_diagonal_(0)


def test_the_similarity_of_two_sentences_by_hand():
    assert similarity({"a", "b", "c"}, {"b", "c", "d", "e"}) == pytest.approx(2 / (math.log(3) + math.log(4)))
    assert similarity({"a"}, {"a", "b"}) == 0


def test_stop_words_do_not_join_sentences():
    weights = similarities(SENTENCES)
    assert weights[1].tolist() == [0, 0, 0, 0, 0]
    assert weights[0, 2] == pytest.approx(1 / (math.log(4) + math.log(4)))
    assert torch.equal(weights, weights.T)


def test_one_step_by_hand():
    rows = torch.tensor([[0.0, 1.0], [0.5, 0.5]])
    after = pagerank_step(torch.tensor([0.4, 0.6]), rows, 0.5)
    assert after.tolist() == pytest.approx([0.25 + 0.5 * 0.3, 0.25 + 0.5 * 0.7])


@pytest.mark.parametrize("damping", [0.0, 0.5, 0.85])
def test_agrees_with_networkx(damping):
    networkx = pytest.importorskip("networkx")
    weights = drawn(7)
    weights[3] = 0  # a node that recommends nobody
    ranks = networkx.pagerank(networkx.from_numpy_array(weights.numpy(), create_using=networkx.DiGraph), damping)
    assert pagerank(weights, damping).tolist() == pytest.approx([ranks[i] for i in range(7)], abs=1e-5)


@pytest.mark.parametrize("damping", [0.3, 0.85])
def test_solves_the_linear_equations(damping):
    weights = drawn(6, seed=1)
    left = torch.eye(6, dtype=torch.float64) - damping * transitions(weights).T
    right = torch.full((6,), (1 - damping) / 6, dtype=torch.float64)
    assert torch.allclose(pagerank(weights, damping), torch.linalg.solve(left, right), atol=1e-9)


def test_without_damping_all_are_alike_and_the_earlier_wins():
    assert textrank(SENTENCES, 2, damping=0.0) == [0, 1]


def test_sentences_that_share_nothing_lose():
    assert textrank(SENTENCES, 3) == [0, 2, 3]
    assert textrank(SENTENCES, 9) == [0, 1, 2, 3, 4]


def test_the_best_of_equals_is_the_earlier():
    assert best(torch.tensor([0.1, 0.4, 0.4, 0.1]), 1) == [1]


def test_what_cannot_be_ranked_is_refused():
    with pytest.raises(ValueError, match="below 1, got 1"):
        pagerank(drawn(3), 1.0)
    with pytest.raises(ValueError, match="got 0"):
        pagerank(torch.zeros(0, 0))
    with pytest.raises(ValueError, match=r"got the shape \(3, 3\)"):
        transitions(-drawn(3))
