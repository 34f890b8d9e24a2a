"""PPMI against loops and a case by hand, the SVD against NumPy's, and vectors that put like with like."""

import math

import numpy as np
import pytest
import torch

from course_lib.embeddings.glove import Cooccurrences
from course_lib.embeddings.ppmi import PPMIConfig, count_table, count_vectors, ppmi, truncated_svd


def test_a_table_by_hand():
    counts = torch.tensor([[0.0, 2.0], [1.0, 1.0]])  # p(w) 1/2 1/2, p(c) 1/4 3/4
    expected = torch.tensor([[0, math.log(4 / 3)], [math.log(2), 0]])
    torch.testing.assert_close(ppmi(counts), expected)


@pytest.mark.parametrize(("smoothing", "shift"), [(1.0, 1.0), (0.75, 1.0), (0.75, 5.0)])
def test_it_agrees_with_the_definition_written_as_loops(smoothing, shift):
    counts = torch.randint(0, 4, (5, 7), generator=torch.Generator().manual_seed(1)).double()
    contexts = [float(counts[:, c].sum()) ** smoothing for c in range(7)]
    expected = torch.zeros(5, 7, dtype=torch.float64)
    for w in range(5):
        for c in range(7):
            if counts[w, c] > 0:
                p_word, p_context = float(counts[w].sum() / counts.sum()), contexts[c] / sum(contexts)
                pmi = math.log(float(counts[w, c] / counts.sum()) / (p_word * p_context)) - math.log(shift)
                expected[w, c] = max(0.0, pmi)
    torch.testing.assert_close(ppmi(counts, smoothing, shift), expected)


def test_a_word_without_neighbours_gets_zeros_and_no_nan():
    table = ppmi(torch.tensor([[0.0, 3.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0]]))
    assert table.isfinite().all()
    assert (table[2] == 0).all()
    assert (table[:, 2] == 0).all()


def test_cells_are_written_into_the_table_and_the_rest_is_zero():
    cells = Cooccurrences(torch.tensor([0, 2]), torch.tensor([2, 0]), torch.tensor([1.5, 1.5]))
    assert count_table(cells, 3).tolist() == [[0, 0, 1.5], [0, 0, 0], [1.5, 0, 0]]


def test_the_svd_spans_what_numpys_does():
    table = torch.rand(30, 40, generator=torch.Generator().manual_seed(2), dtype=torch.float64).float()
    ours = truncated_svd(table, 4)
    u, s, _ = np.linalg.svd(table.numpy())
    theirs = torch.from_numpy(u[:, :4] * np.sqrt(s[:4]))
    torch.testing.assert_close(ours @ ours.T, theirs @ theirs.T, rtol=1e-3, atol=1e-3)  # whatever the signs


def test_the_svd_leaves_the_random_numbers_of_others_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    truncated_svd(torch.eye(9), 2)
    assert torch.equal(torch.rand(3), expected)


def test_words_that_can_stand_for_each_other_become_neighbours():
    sentences = [
        [left, animal, verb] for left in ("the", "a") for animal in ("cat", "dog") for verb in ("eats", "runs")
    ]
    sentences += [["go", place, "now"] for place in ("home", "back")] * 3
    vectors = count_vectors(sentences * 3, PPMIConfig(d_vector=4, window=1, min_count=1))
    assert vectors.nearest("cat", 1)[0][0] == "dog"
    assert vectors.nearest("home", 1)[0][0] == "back"
    again = count_vectors(sentences * 3, PPMIConfig(d_vector=4, window=1, min_count=1))
    assert torch.equal(vectors.matrix, again.matrix)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.mark.parametrize("name", ["d_vector", "window", "min_count", "smoothing", "shift"])
    def test_a_setting_that_is_not_positive(self, name):
        with pytest.raises(ValueError, match=f"{name} must be positive, got 0"):
            PPMIConfig(**{name: 0})

    def test_words_that_never_meet(self):
        with pytest.raises(ValueError, match="must have met, got 3 that never did"):
            ppmi(torch.zeros(3, 3))

    def test_more_numbers_than_words(self):
        with pytest.raises(ValueError, match="at most 3, got 4"):
            truncated_svd(torch.eye(3), 4)
