"""chrF and chrF++ against sacreBLEU."""

import random

import pytest
from sacrebleu.metrics import CHRF

from course_lib.metrics.chrf import corpus_chrf, f_score, sentence_chrf, words_and_marks
from course_lib.metrics.precision_recall import Counts

PIECES = ["cat", "cats", "the ", " ", "  ", "(now)", "!", '"', "我喜欢", "猫。", "🐈", "-", "\n", "x"]


def texts(rng, n):
    predictions = ["".join(rng.choices(PIECES, k=rng.randrange(8))) for _ in range(n)]
    references = [
        [one[rng.randrange(3) :] + "".join(rng.choices(PIECES, k=rng.randrange(4))) for _ in range(rng.randint(1, 3))]
        for one in predictions
    ]
    return predictions, references


def streams(references):
    most = max(map(len, references))
    return [[some[i] if i < len(some) else None for some in references] for i in range(most)]


@pytest.mark.parametrize("beta", [1, 2, 3])
@pytest.mark.parametrize("word_order", [0, 1, 2])
def test_corpora_agree_with_sacrebleu(word_order, beta):
    rng = random.Random(1)
    for size in [1, 2, 3, 5, 17] * 5:
        predictions, references = texts(rng, size)
        expected = CHRF(word_order=word_order, beta=beta).corpus_score(predictions, streams(references)).score
        assert corpus_chrf(predictions, references, word_order, beta) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("word_order", [0, 2])
def test_sentences_agree_with_sacrebleu(word_order):
    for prediction, references in zip(*texts(random.Random(2), 300), strict=True):
        expected = CHRF(word_order=word_order).sentence_score(prediction, references).score
        assert sentence_chrf(prediction, references, word_order) == pytest.approx(expected, rel=1e-9)


def test_two_letters_by_hand():
    # ab against abc: a, b of a, b, c; ab of ab, bc; no longer ones. P = 1, R = (2/3 + 1/2) / 2
    recall = (2 / 3 + 1 / 2) / 2
    assert sentence_chrf("a b", ["abc"]) == pytest.approx(100 * 5 * recall / (4 + recall))


def test_recall_weighs_more_than_precision():
    precise, thorough = [Counts(2, 2, 4)], [Counts(2, 4, 2)]
    assert f_score(precise, beta=1) == pytest.approx(f_score(thorough, beta=1))
    assert f_score(precise, beta=2) < f_score(thorough, beta=2)


def test_marks_are_set_apart_once():
    assert words_and_marks("(hi) 'so' - ...") == ["(hi", ")", "'so", "'", "-", "..", "."]


def test_the_same_text_has_100_and_an_empty_one_0():
    assert sentence_chrf("我喜欢猫。", ["我喜欢猫。"], 2) == pytest.approx(100)
    assert sentence_chrf("", ["a"]) == sentence_chrf("a", [""]) == sentence_chrf("", [""]) == 0


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ValueError, match="got 2 predictions and 1 references"):
        corpus_chrf(["a", "b"], [["a"]])
    with pytest.raises(ValueError, match=r"list of references, got \[\] for number 0"):
        sentence_chrf("a", [])
    with pytest.raises(ValueError, match="list of references, got 'a b' for number 0"):
        corpus_chrf(["a"], ["a b"])
    with pytest.raises(ValueError, match="beta positive, got 2 and 0"):
        sentence_chrf("a", ["a"], word_order=2, beta=0.0)
    with pytest.raises(ValueError, match="got -1 and 2"):
        sentence_chrf("a", ["a"], word_order=-1)
