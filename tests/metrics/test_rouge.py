"""ROUGE against rouge-score without stemming; Chinese with its own tokenizer, given to both."""

import random
from itertools import combinations

import pytest
from rouge_score.rouge_scorer import RougeScorer

from course_lib.metrics.rouge import (
    chinese_words,
    common_row,
    lcs_table,
    rouge,
    rouge_l,
    rouge_l_sum,
    rouge_n,
    words,
)

KINDS = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
PIECES = {
    words: ["the", "The", "cat", "cat's", "sat.", "3.5", "café", "--"],
    chinese_words: [*"我爱北京猫。，", "GPT-2"],
}


class Given:
    """Any function, as rouge-score wants its tokenizers."""

    def __init__(self, function):
        self.tokenize = function


def text(rng, tokenize):
    lines = [rng.choices(PIECES[tokenize], k=rng.randrange(7)) for _ in range(rng.randrange(5))]
    return "\n".join(" ".join(line) for line in lines)


@pytest.mark.parametrize("tokenize", [words, chinese_words])
def test_random_texts_agree_with_rouge_score(tokenize):
    rng = random.Random(1)
    given = None if tokenize is words else Given(tokenize)
    scorer = RougeScorer([*KINDS, "rouge3"], use_stemmer=False, tokenizer=given)
    for _ in range(400):
        prediction, reference = text(rng, tokenize), text(rng, tokenize)
        expected = scorer.score(reference, prediction)
        ours = {f"rouge{kind}": scores for kind, scores in rouge(prediction, [reference], tokenize).items()}
        ours["rouge3"] = rouge_n(prediction, reference, 3, tokenize)
        assert list(ours) == [*KINDS, "rouge3"]
        for kind, scores in ours.items():
            assert scores == pytest.approx(tuple(expected[kind]), abs=1e-12)


def test_several_references_agree_with_rouge_score():
    rng, scorer = random.Random(2), RougeScorer(KINDS, use_stemmer=False)
    for _ in range(150):
        prediction, *references = (text(rng, words) for _ in range(rng.randint(2, 5)))
        expected = scorer.score_multi(references, prediction)
        for kind, scores in rouge(prediction, references).items():
            assert scores.f1 == pytest.approx(expected[f"rouge{kind}"].fmeasure, abs=1e-12)


def test_the_length_of_the_longest_common_row_agrees_with_trying_all():
    rng = random.Random(3)
    for _ in range(60):
        first, second = (rng.choices("abc", k=rng.randrange(7)) for _ in range(2))
        rows = {row for size in range(len(first) + 1) for row in combinations(first, size)}
        rows &= {row for size in range(len(second) + 1) for row in combinations(second, size)}
        assert lcs_table(first, second)[-1][-1] == max(map(len, rows))
        places = common_row(first, second)
        assert tuple(first[i] for i in places) in rows
        assert len(places) == max(map(len, rows))


def test_by_hand():
    assert rouge_n("a b b", "b b b c", 1) == pytest.approx((2 / 3, 2 / 4, 4 / 7))
    assert rouge_n("a b b", "b b b c", 2) == pytest.approx((1 / 2, 1 / 3, 2 / 5))
    assert rouge_l("a x b y c", "c a b c") == pytest.approx((3 / 5, 3 / 4, 6 / 9))
    assert rouge_n("我爱北京", "北京爱我们", 1, chinese_words).f1 == pytest.approx(8 / 9)


def test_the_union_of_rows_of_the_papers_example():
    # Lin (2004), section 3.2: w1 w2 w3 w4 w5 against two sentences: w1 w3 w5 and w1 w2, together four words
    reference, prediction = "w1 w2 w3 w4 w5", "w1 w3 w8 w9 w5\nw1 w2 w6 w7 w8"
    assert rouge_l_sum(prediction, reference).recall == pytest.approx(4 / 5)
    assert rouge_l(prediction, reference).recall == pytest.approx(3 / 5)


def test_empty_texts_have_zeros():
    for prediction, reference in [("", "a cat"), ("a cat", ""), ("", ""), ("猫", "猫")]:
        assert set(rouge(prediction, [reference]).values()) == {(0, 0, 0)}


def test_no_reference_or_a_text_in_its_place_is_refused():
    with pytest.raises(ValueError, match=r"list of references, got \[\]"):
        rouge("a", [])
    with pytest.raises(ValueError, match="list of references, got 'a cat'"):
        rouge("a", "a cat")
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        rouge_n("a", "a", 0)
