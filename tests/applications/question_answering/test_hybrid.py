"""Reciprocal rank fusion against the sum written out."""

import pytest
import torch

from course_lib.applications.question_answering.hybrid import fused, ranking, reciprocal_rank_fusion


def test_agrees_with_the_sum_written_out():
    generator = torch.Generator().manual_seed(0)
    rankings = [torch.randperm(11, generator=generator).tolist()[:n] for n in (11, 7, 5)]
    expected = {}
    for item in range(11):
        expected[item] = sum(1 / (60 + one.index(item) + 1) for one in rankings if item in one)
    found = reciprocal_rank_fusion(rankings)
    scores = [expected[item] for item in found]
    assert scores == sorted(scores, reverse=True)
    assert sorted(found) == list(range(11))


def test_second_in_both_beats_first_in_one():
    assert reciprocal_rank_fusion([["a", "b"], ["c", "b"]])[0] == "b"
    assert reciprocal_rank_fusion([["a", "b"], ["c", "b"]], damping=0)[0] == "a"


def test_a_ranking_puts_equal_rows_in_their_order():
    assert ranking(torch.tensor([[1.0, 3.0, 1.0, 3.0]]), 4) == [[1, 3, 0, 2]]


def test_fused_reads_each_table_and_returns_k():
    first = torch.tensor([[3.0, 2.0, 1.0, 0.0]])
    second = torch.tensor([[0.0, 2.0, 1.0, 3.0]])
    assert fused([first, second], k=2) == [[1, 0]]


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="got 3, of which 2 differ"):
        reciprocal_rank_fusion([["a", "b", "a"]])
    with pytest.raises(ValueError, match="got -1"):
        reciprocal_rank_fusion([["a"]], damping=-1)
    with pytest.raises(ValueError, match=r"texts \(2\), got 3"):
        ranking(torch.zeros(1, 2), 3)
