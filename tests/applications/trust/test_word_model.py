"""A small model of words: probabilities that add up, padding that counts for nothing."""

import pytest
import torch

from course_lib.applications.trust.word_model import WordModel, losses, train_words

TEXT = [("a", "b"), ("a", "c", "b"), ("c",)]


def test_the_log_probability_is_the_sum_over_the_next_words():
    words = WordModel.of(TEXT, seed=1)
    by_hand = 0.0
    for i, word in enumerate(("a", "c", "b", "<s>")):
        by_hand += float(words.after(("a", "c", "b")[:i])[words.words.index(word)].log())
    assert float(words.log_probs([("a", "c", "b")])) == pytest.approx(by_hand, abs=1e-4)


def test_a_longer_neighbour_changes_nothing():
    words = WordModel.of(TEXT, seed=2)
    alone, beside = words.log_probs(TEXT[:1]), words.log_probs(TEXT)[:1]
    torch.testing.assert_close(alone, beside)


def test_the_loss_is_the_mean_over_words_and_ends():
    words = WordModel.of(TEXT)
    assert words.loss(TEXT) == pytest.approx(-float(words.log_probs(TEXT).sum()) / 9)
    assert losses(words.model, words.rows(TEXT)).shape == (3, 4)


def test_it_learns_two_sentences_by_heart():
    words = train_words(TEXT[:2], n_steps=60, batch_size=2)
    after_a = words.after(("a",))
    assert float(after_a[words.words.index("b")]) == pytest.approx(0.5, abs=0.05)
    assert float(words.after(("a", "c"))[words.words.index("b")]) > 0.9


def test_a_training_depends_on_its_seed_alone():
    first, second = (train_words(TEXT, n_steps=5, seed=4).log_probs(TEXT) for _ in range(2))
    torch.testing.assert_close(first, second)


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_it_cannot_read_is_refused():
    words = WordModel.of(TEXT)
    with pytest.raises(ValueError, match="words must be of the training, got 'd'"):
        words.rows([("a", "d")])
    with pytest.raises(ValueError, match="1 to 15 words, got 16"):
        words.rows([("a",) * 16])
    with pytest.raises(ValueError, match="1 to 15 words, got 0"):
        words.rows([])
