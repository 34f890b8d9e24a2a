"""Diversity against loops and sacreBLEU."""

import random
from statistics import fmean

import pytest
import sacrebleu

from course_lib.metrics.diversity import distinct_n, repetition_rate, self_bleu

WORDS = ["the", "cat", "sat", "on", "a", "mat", ".", "我们", "今天", "去", "公园", "🐈"]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_distinct_n_agrees_with_a_list_of_all_n_grams(n):
    rng = random.Random(n)
    for _ in range(50):
        texts = [rng.choices(WORDS, k=rng.randrange(9)) for _ in range(rng.randint(1, 5))] + [WORDS]
        grams = [tuple(text[i : i + n]) for text in texts for i in range(len(text) - n + 1)]
        assert distinct_n(texts, n) == pytest.approx(len(set(grams)) / len(grams))


def test_chinese_is_counted_by_characters_where_a_string_is_given():
    assert distinct_n(["今天今天", "明天"], 2) == pytest.approx(3 / 4)


def test_repetition_by_hand():
    assert repetition_rate(list("abcabc"), 2) == pytest.approx(1 - 3 / 5)
    assert repetition_rate(list("abcdef"), 2) == 0
    assert repetition_rate([5] * 13) == pytest.approx(1 - 1 / 10)  # token ids will do, and n is 4


@pytest.mark.parametrize("tokenizer", ["13a", "zh", "none"])
def test_self_bleu_agrees_with_sacrebleu(tokenizer):
    rng = random.Random(1)
    for size in (2, 3, 7):
        texts = [" ".join(rng.choices(WORDS[: 4 + size], k=rng.randint(1, 9))) for _ in range(size)]
        expected = fmean(
            sacrebleu.sentence_bleu(text, texts[:i] + texts[i + 1 :], tokenize=tokenizer).score
            for i, text in enumerate(texts)
        )
        assert self_bleu(texts, tokenizer) == pytest.approx(expected, rel=1e-9)


def test_texts_that_are_the_same_have_a_self_bleu_of_100_and_strangers_0():
    assert self_bleu(["the cat sat"] * 3) == pytest.approx(100)
    assert self_bleu(["a b", "c d", "e f"]) == 0


def test_what_is_not_defined_is_refused():
    with pytest.raises(ValueError, match=r"at least n = 4 tokens, got \[2, 3\]"):
        distinct_n([["a", "b"], ["a", "b", "c"]], 4)
    with pytest.raises(ValueError, match=r"at least n = 2 tokens, got \[1\]"):
        repetition_rate(["a"], 2)
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        distinct_n([["a", "b"]], 0)
    with pytest.raises(ValueError, match="at least 2 texts, got 1"):
        self_bleu(["a b c"])
