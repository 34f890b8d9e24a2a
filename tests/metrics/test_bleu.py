"""BLEU against sacreBLEU, on texts of all lengths, empty ones among them, and by hand."""

import math
import random

import pytest
import sacrebleu
from sacrebleu.metrics import BLEU

from course_lib.metrics.bleu import (
    Statistics,
    brevity_penalty,
    corpus_bleu,
    count,
    sentence_bleu,
    smoothed_precisions,
)

WORDS = ["the", "The", "cat", "sat", "on", "a", "mat,", ".", "3.5", "1,000", "U.S.", "e-mail", "5-4"]
WORDS += ["(so)", "&amp;", "don't", "我", "爱", "北京大学", "。", "，“猫”", "🐈", "é"]
SMOOTHINGS = [("none", None), ("exp", None), ("floor", None), ("floor", 0.3), ("add-k", None), ("add-k", 2.5)]


def texts(rng, n, longest=9):
    """Return translations of 0 to `longest` words, and for each 1 to 3 references that resemble it."""
    predictions = [rng.choices(WORDS, k=rng.randrange(longest + 1)) for _ in range(n)]
    references = []
    for words in predictions:
        some = [[rng.choice([word, word, word, rng.choice(WORDS)]) for word in words] for _ in range(rng.randint(1, 3))]
        references.append([" ".join(one + rng.choices(WORDS, k=rng.randrange(4))) for one in some])
    return [" ".join(words) for words in predictions], references


def streams(references):
    """Turn the lists of references round, as sacreBLEU wants them; None where a sentence has fewer."""
    most = max(map(len, references))
    return [[some[i] if i < len(some) else None for some in references] for i in range(most)]


@pytest.mark.parametrize("tokenizer", ["13a", "zh", "none"])
@pytest.mark.parametrize(("smoothing", "value"), SMOOTHINGS)
def test_corpora_agree_with_sacrebleu(tokenizer, smoothing, value):
    rng = random.Random(2)
    for size in [1, 2, 3, 5, 17] * 4:
        predictions, references = texts(rng, size)
        for max_order in (4, 2):
            options = {"tokenize": tokenizer, "smooth_method": smoothing, "smooth_value": value}
            judge = BLEU(**options, max_ngram_order=max_order, force=True)
            expected = judge.corpus_score(predictions, streams(references))
            ours = corpus_bleu(predictions, references, tokenizer, smoothing, value, max_order)
            assert ours.score == pytest.approx(expected.score, rel=1e-9, abs=1e-12)
            assert ours.precisions == pytest.approx(expected.precisions)
            assert ours.brevity_penalty == pytest.approx(expected.bp)
            assert (ours.n_predicted, ours.n_reference) == (expected.sys_len, expected.ref_len)


@pytest.mark.parametrize("tokenizer", ["13a", "zh", "none"])
@pytest.mark.parametrize(("smoothing", "value"), SMOOTHINGS)
def test_sentences_agree_with_sacrebleu(tokenizer, smoothing, value):
    for prediction, references in zip(*texts(random.Random(3), 150), strict=True):
        options = {"tokenize": tokenizer, "smooth_method": smoothing, "smooth_value": value}
        expected = sacrebleu.sentence_bleu(prediction, references, **options)
        ours = sentence_bleu(prediction, references, tokenizer, smoothing, value)
        assert ours.score == pytest.approx(expected.score, rel=1e-9, abs=1e-12)


def test_a_sentence_by_hand():
    bleu = sentence_bleu("the cat the cat on the mat", ["the cat is on the mat"], smoothing="none", max_order=2)
    assert bleu.precisions == pytest.approx((100 * 5 / 7, 100 * 3 / 6))  # the: 2 of 3, cat: 1 of 2, on, mat
    assert bleu.score == pytest.approx(100 * math.sqrt(5 / 7 * 3 / 6))


def test_a_word_counts_as_often_as_the_reference_that_has_it_most():
    assert count(["a"] * 4, [["a"], ["a", "a", "b"], ["b"]], 1).right == (2,)


def test_the_reference_nearest_in_length_counts_and_of_two_the_shorter():
    lengths = [["x"] * 3, ["x"] * 7, ["x"] * 20]
    assert count(["x"] * 6, lengths, 1).n_reference == 7
    assert count(["x"] * 5, lengths, 1).n_reference == 3


def test_brevity_by_hand():
    assert brevity_penalty(5, 10) == pytest.approx(math.exp(-1))
    assert brevity_penalty(10, 5) == brevity_penalty(5, 5) == 1
    assert brevity_penalty(0, 5) == 0


def test_smoothing_by_hand():
    counts = Statistics(5, 5, right=(3, 0, 0), total=(5, 4, 3))
    assert smoothed_precisions(counts, "none", 0) == pytest.approx([3 / 5, 0, 0])
    assert smoothed_precisions(counts, "exp", 0) == pytest.approx([3 / 5, 1 / 2 / 4, 1 / 4 / 3])
    assert smoothed_precisions(counts, "floor", 0.1) == pytest.approx([3 / 5, 0.1 / 4, 0.1 / 3])
    assert smoothed_precisions(counts, "add-k", 1) == pytest.approx([3 / 5, 1 / 5, 1 / 4])


def test_the_same_text_has_100_and_nothing_in_common_or_nothing_at_all_has_0():
    same = "今天天气很好，我们去公园。"
    assert sentence_bleu(same, [same], "zh").score == pytest.approx(100)
    assert sentence_bleu("x y z", ["a b c"]).score == 0
    assert sentence_bleu("", ["a b c"]).score == sentence_bleu("a b c", [""]).score == 0
    assert sentence_bleu("", [""]).score == 0


def test_the_score_reads_well():
    assert str(sentence_bleu("the cat", ["the cat sat"])) == (
        "BLEU 60.65 = 0.607 (brevity, 2 tokens for 3) · mean of 100.0 100.0 0.0 0.0"
    )


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ValueError, match="got 2 predictions and 1 references"):
        corpus_bleu(["a", "b"], [["a"]])
    with pytest.raises(ValueError, match=r"list of references, got \[\] for number 1"):
        corpus_bleu(["a", "b"], [["a"], []])
    with pytest.raises(ValueError, match="list of references, got 'a b' for number 0"):
        corpus_bleu(["a"], ["a b"])
    with pytest.raises(ValueError, match="value must not be negative or infinite, got -1"):
        corpus_bleu(["a"], [["a"]], smoothing="add-k", value=-1.0)
    with pytest.raises(ValueError, match="max_order must be at least 1, got 0"):
        corpus_bleu(["a"], [["a"]], max_order=0)


@pytest.mark.usefixtures("as_readers_call_it")
def test_options_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="tokenizer must be one of 13a, zh, none, got 'ja'"):
        sentence_bleu("a", ["a"], tokenizer="ja")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="smoothing must be one of none, exp, floor, add-k, got 'log'"):
        sentence_bleu("a", ["a"], smoothing="log")  # type: ignore[arg-type]
