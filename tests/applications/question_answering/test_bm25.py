"""BM25 against its formula written as loops, and by hand."""

import math
from itertools import pairwise

import pytest
import torch

from course_lib.applications.question_answering.bm25 import BM25, chinese_terms, english_terms, idf, saturated

TEXTS = ["the red kite flew", "the kite, the kite and the red red ball of Rosa's", "a ball"]


def written_out(texts, question, k1, b):
    """The definition, word by word and passage by passage."""
    words = [english_terms(text) for text in texts]
    mean = sum(map(len, words)) / len(words)
    scores = []
    for passage in words:
        score = 0.0
        for term in english_terms(question):
            n = sum(term in other for other in words)
            rare = math.log(1 + (len(words) - n + 0.5) / (n + 0.5))
            count = passage.count(term)
            score += rare * count * (k1 + 1) / (count + k1 * (1 - b + b * len(passage) / mean) or 1)
        scores.append(score)
    return scores


@pytest.mark.parametrize(("k1", "b"), [(1.2, 0.75), (0.0, 0.5), (2.0, 0.0), (0.7, 1.0)])
def test_agrees_with_the_formula_written_as_loops(k1, b):
    for question in ("red kite", "Who has the ball?", "kite kite Rosa", "nothing"):
        found = BM25(TEXTS, k1=k1, b=b).scores(question)
        torch.testing.assert_close(found, torch.tensor(written_out(TEXTS, question, k1, b)))


def test_the_parts_sum_to_the_score():
    search = BM25(TEXTS)
    parts = [sum(search.part(term, row) for term in ("red", "kite")) for row in range(3)]
    assert parts == pytest.approx(search.scores("red kite").tolist())
    assert search.part("red", 2) == search.part("unheard", 0) == 0


def test_by_hand_for_two_passages():
    """One of two passages holds the word: idf = ln(1 + 1.5 / 1.5) = ln 2; both have two words."""
    scores = BM25(["red kite", "blue ball"], k1=1.0).scores("kite")
    assert scores.tolist() == pytest.approx([math.log(2) * 1 * 2 / (1 + 1), 0.0])


def test_b_holds_long_passages_back_and_k1_makes_repeats_saturate():
    long_and_short = ["kite " + "word " * 50, "kite"]
    assert BM25(long_and_short, b=0.0).scores("kite").diff().abs() < 1e-6
    assert BM25(long_and_short, b=1.0).scores("kite").argmax() == 1
    worths = [saturated(n, 1, 1, 1.2, 0.75) for n in range(1, 6)]
    steps = [b - a for a, b in pairwise(worths)]
    assert steps == sorted(steps, reverse=True)
    assert max(worths) < 2.2


def test_idf_falls_with_frequency_and_stays_positive():
    values = [idf(10, n) for n in range(11)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0
    assert BM25(TEXTS).idf("unheard") == idf(3, 0)


def test_a_table_has_a_row_for_each_question():
    search = BM25(TEXTS)
    table = search.table(["red", "ball"])
    assert table.shape == (2, 3)
    assert torch.equal(table[1], search.scores("ball"))


def test_chinese_is_counted_by_characters_and_pairs():
    search = BM25(["红风筝飞了。", "蓝色的球。"], chinese_terms)
    assert search.scores("风筝").argmax() == 0
    assert "风筝" in chinese_terms("红风筝，飞")
    assert "筝飞" not in chinese_terms("红风筝，飞")


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match=r"got -1 and 0\.75"):
        BM25(TEXTS, k1=-1)
    with pytest.raises(ValueError, match=r"got 1\.2 and 1\.5"):
        BM25(TEXTS, b=1.5)
    with pytest.raises(ValueError, match=r"got \[\]"):
        BM25([])
    with pytest.raises(ValueError, match="got 2 without one"):
        BM25(["…", "!"])
    with pytest.raises(ValueError, match=r"passages \(3\), got 4"):
        idf(3, 4)
