"""Counts added up give the BLEU of the sentences together."""

import pytest

from course_lib.applications.translation.resampling import bleu_of, sentence_counts
from course_lib.metrics.bleu import corpus_bleu

SAID = ["猫在花园里。", "狗跑到河边去了。", "安娜很高兴。"]
WANTED = [["猫在花园里睡觉。"], ["狗跑到了河边。", "狗去了河边。"], ["安娜高兴极了。"]]


def test_counts_added_up_are_the_corpus():
    counts = sentence_counts(SAID, WANTED, "zh")
    assert bleu_of(counts) == pytest.approx(corpus_bleu(SAID, WANTED, "zh").score)
    assert bleu_of(counts[:2]) == pytest.approx(corpus_bleu(SAID[:2], WANTED[:2], "zh").score)


def test_references_that_are_missing_are_refused():
    with pytest.raises(ValueError, match="got 3 and 2"):
        sentence_counts(SAID, WANTED[:2], "zh")
