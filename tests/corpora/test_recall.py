"""The recall task: what is asked for stands where it should, and nothing else gives it away."""

import pytest
import torch

from course_lib.corpora.recall import N_FILLERS, N_SYMBOLS, QUESTION, VOCAB_SIZE, recall_batches


def drawn(n_back, batch_size, seed=0):
    return next(recall_batches(n_back, batch_size, torch.Generator().manual_seed(seed)))


@pytest.mark.parametrize("n_back", [1, 2, 7])
def test_the_answer_stands_n_back_tokens_before_the_question(n_back):
    sequences, answers = drawn(n_back, batch_size=5)
    assert sequences.shape == (5, n_back + 1)
    assert (sequences[:, -1] == QUESTION).all()
    assert torch.equal(sequences[:, -1 - n_back], answers)


def test_symbols_are_asked_for_and_fillers_are_not():
    sequences, answers = drawn(n_back=4, batch_size=2000)
    assert set(answers.tolist()) == set(range(1, 1 + N_SYMBOLS))
    assert set(sequences[:, 1:-1].flatten().tolist()) == set(range(1 + N_SYMBOLS, VOCAB_SIZE))
    assert VOCAB_SIZE == 1 + N_SYMBOLS + N_FILLERS


def test_each_symbol_is_the_answer_equally_often_whatever_the_fillers():
    sequences, answers = drawn(n_back=3, batch_size=40_000)
    for chosen in (slice(None), sequences[:, 1] == 9):
        shares = answers[chosen].bincount(minlength=1 + N_SYMBOLS)[1:] / len(answers[chosen])
        torch.testing.assert_close(shares, torch.full((N_SYMBOLS,), 1 / N_SYMBOLS), atol=0.02, rtol=0)


def test_the_same_seed_gives_the_same_batches_and_the_next_batch_differs():
    first, again = (recall_batches(5, 6, torch.Generator().manual_seed(1)) for _ in range(2))
    batches = [next(first)[0] for _ in range(2)]
    assert torch.equal(batches[0], next(again)[0])
    assert not torch.equal(*batches)


@pytest.mark.usefixtures("as_readers_call_it")
@pytest.mark.parametrize(("n_back", "batch_size"), [(0, 4), (3, 0)])
def test_sizes_of_nothing_are_refused(n_back, batch_size):
    with pytest.raises(ValueError, match=f"at least 1, got {n_back} and {batch_size}"):
        drawn(n_back, batch_size)
