"""Exposure by hand; canaries where they belong; repeats and digits gone."""

import math

import pytest
import torch

from course_lib.applications.trust.memorisation import (
    CODES,
    Canary,
    canaries,
    every_code,
    exposure,
    exposure_of,
    extracted,
    rank,
    redacted,
    training_text,
    without_repeats,
)
from course_lib.applications.trust.word_model import WordModel, train_words


def test_exposure_by_hand():
    log_probs = torch.tensor([-3.0, -1.0, -2.0, -4.0, -5.0, -6.0, -7.0, -8.0])
    assert rank(log_probs, 1) == 1
    assert exposure(log_probs, 1) == 3.0
    assert exposure(log_probs, 2) == 2.0
    assert exposure(log_probs, 7) == 0.0
    assert rank(torch.zeros(5), 3) == 1  # of equals, the best place


def test_without_having_seen_it_the_mean_exposure_is_that_of_a_random_rank():
    log_probs = torch.randn(1000, generator=torch.Generator().manual_seed(0))
    mean = sum(exposure(log_probs, i) for i in range(1000)) / 1000
    by_hand = sum(math.log2(1000 / place) for place in range(1, 1001)) / 1000
    assert mean == pytest.approx(by_hand)
    assert by_hand == pytest.approx(math.log2(math.e), abs=0.01)


def test_each_canary_is_planted_as_often_as_it_says():
    planted = canaries((0, 1, 3), each=2, seed=1)
    assert len({one.owner for one in planted}) == 6
    text = training_text(planted, n_other=40)
    assert len(text) == 40 + 2 * 4
    assert [text.count(one.words) for one in planted] == [0, 0, 1, 1, 3, 3]


def test_a_model_that_knows_the_code_ranks_it_first_and_writes_it():
    one = Canary("mei", ("4", "7", "1"), 1)
    knows = train_words([one.words], n_steps=30, batch_size=1, known=every_code("mei"))
    assert exposure_of(knows, one) == pytest.approx(math.log2(1000))
    assert extracted(knows, "mei") == one.code
    new = WordModel.of([*every_code("mei")])
    assert exposure_of(new, one) < 9
    assert len(CODES) == 1000


def test_repeats_go_and_first_ones_stay():
    text = [tuple(one.split()) for one in ("a b c d", "x", "a b c d", "x y", "z a b c d")]
    assert without_repeats(text) == [text[0], text[1], text[3], text[4]]
    assert without_repeats(text, run=4) == [text[0], text[1], text[3]]
    assert without_repeats(text, run=1) == [text[0], text[1]]


def test_digits_are_taken_out_and_nothing_else():
    assert redacted(("code", "4", "7", ".")) == ("code", "#", "#", ".")


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="1 to 40 canaries, got 41"):
        canaries((1,), each=41)
    with pytest.raises(ValueError, match="from 0 to 2, got 3"):
        exposure(torch.zeros(3), 3)
    with pytest.raises(ValueError, match="run must be at least 1, got 0"):
        without_repeats([("a",)], run=0)
