"""Exact search against FAISS, the second look by hand, and what is refused."""

import pytest
import torch

from course_lib.finetuning.search import nearest, rerank


def test_it_agrees_with_faiss():
    faiss = pytest.importorskip("faiss")
    generator = torch.Generator().manual_seed(0)
    bank, queries = torch.randn(50, 7, generator=generator), torch.randn(9, 7, generator=generator)
    index = faiss.IndexFlatIP(7)
    index.add(bank.numpy())
    products, rows = index.search(queries.numpy(), 5)
    found = nearest(queries, bank, 5)
    assert found.rows.tolist() == rows.tolist()
    torch.testing.assert_close(found.products, torch.from_numpy(products))


def test_of_equal_ones_the_earlier_row_comes_first():
    bank = torch.tensor([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    assert nearest(torch.tensor([[1.0, 0.0]]), bank, 3).rows.tolist() == [[1, 2, 0]]


def test_the_judge_orders_the_first_k_and_nothing_else():
    similarities = torch.tensor([[0.9, 0.8, 0.7, 0.1], [0.0, 0.2, 0.3, 0.4]])
    seen = []

    def judge(query, rows):
        seen.append((query, rows))
        return torch.tensor([float(row) for row in rows])  # the higher row is the better

    again = rerank(similarities, judge, k=2)
    assert seen == [(0, [0, 1]), (1, [3, 2])]
    assert again.argsort(dim=1, descending=True).tolist() == [[1, 0, 2, 3], [3, 2, 1, 0]]


@pytest.mark.parametrize("k", [0, 4])
def test_a_k_that_the_bank_does_not_have_is_refused(k):
    with pytest.raises(ValueError, match=rf"number of rows \(3\), got {k}"):
        nearest(torch.ones(1, 2), torch.ones(3, 2), k)
    with pytest.raises(ValueError, match=rf"number of rows \(3\), got {k}"):
        rerank(torch.ones(1, 3), lambda query, rows: torch.ones(len(rows)), k)


def test_vectors_of_two_sizes_are_refused(as_readers_call_it):
    with pytest.raises(ValueError, match="same size, got 3 and 2"):
        nearest(torch.ones(1, 3), torch.ones(4, 2), 1)
