"""SQuAD's scores, against its definition written out another way, and by hand; Chinese by characters."""

import random
import re
import string

import pytest

from course_lib.metrics.reading import answer_tokens, exact_match, f1, normalise, reading_scores

WORDS = ["the", "The", "a", "An", "theatre", "cat", "cat's", "U.S.", "3,000", "well-known", "—", "..", "Ann"]


def words_by_definition(text):
    """Lower case, no ASCII punctuation, then no articles: word by word."""
    bare = text.lower().translate(str.maketrans("", "", string.punctuation))
    pieces = re.split(r"\s+", bare)
    kept = []
    for piece in pieces:
        kept += [part for part in re.split(r"(\W)", piece) if part and part not in ("a", "an", "the")]
    return kept


def f1_by_definition(prediction, answer):
    left, shared = words_by_definition(answer), 0
    n_ours, n_theirs = len(words_by_definition(prediction)), len(left)
    if not n_ours or not n_theirs:
        return float(n_ours == n_theirs)
    for word in words_by_definition(prediction):
        if word in left:
            left.remove(word)
            shared += 1
    if not shared:
        return 0.0
    precision, recall = shared / n_ours, shared / n_theirs
    return 2 * precision * recall / (precision + recall)


def test_random_answers_agree_with_the_definition():
    rng = random.Random(1)
    for _ in range(800):
        prediction, *answers = (
            " ".join(rng.choices(WORDS, k=rng.randrange(6))) for _ in range(1 + rng.randrange(1, 4))
        )
        real = [one for one in answers if words_by_definition(one)] or [""]
        expected = max(f1_by_definition(prediction, one) for one in real)
        assert f1(prediction, answers) == pytest.approx(expected, abs=1e-12)
        same = any(words_by_definition(prediction) == words_by_definition(one) for one in real)
        assert exact_match(prediction, answers) == float(same)


def test_articles_go_only_where_they_are_words():
    assert normalise("The theatre, an anthem: A-list a.") == "theatre anthem alist"
    assert normalise("a-b") == "ab"  # the hyphen goes first


def test_by_hand():
    assert f1("the red red house", ["red house of wood"]) == pytest.approx(2 * 2 / (3 + 4))
    assert f1("x", ["y", "x z"]) == pytest.approx(2 / 3)
    assert exact_match("Paris", ["London", "paris!"]) == 1
    assert exact_match("Paris France", ["Paris, (France)"]) == 1
    assert exact_match("Paris", ["Parish"]) == f1("Paris", ["Parish"]) == 0


def test_a_question_without_an_answer_is_answered_by_saying_nothing():
    assert exact_match("", []) == f1("", []) == 1
    assert exact_match("Paris", []) == f1("Paris", []) == 0
    assert exact_match("", ["Paris"]) == f1("", ["Paris"]) == 0
    assert exact_match("the", []) == f1("!", []) == 1  # nothing is left of them


def test_an_answer_of_marks_alone_does_not_count_beside_a_real_one():
    assert exact_match("", ["...", "Paris"]) == f1("", ["the", "Paris"]) == 0
    assert exact_match("", ["..."]) == 1


def test_chinese_is_compared_by_characters_and_other_words_whole():
    assert answer_tokens("《红楼梦》的作者：Cao Xueqin，1715年。", "zh") == (
        ["红", "楼", "梦", "的", "作", "者", "cao", "xueqin", "1715", "年"]
    )
    assert f1("在北京大学", ["北京"], "zh") == pytest.approx(2 * 2 / (5 + 2))
    assert f1("在北京大学", ["北京"], "en") == 0
    assert exact_match("“北京 大学”。", ["北京大学"], "zh") == 1
    assert f1("1715年", ["1716年"], "zh") == pytest.approx(1 / 2)
    assert exact_match("the band", ["band"], "zh") == 0  # articles are an English matter


def test_spaces_between_latin_words_stay_in_chinese_text():
    assert normalise("Bob Dylan 的 歌", "zh") == "bob dylan的歌"
    assert exact_match("bobdylan的歌", ["Bob Dylan的歌"], "zh") == 0


def test_means_over_questions_by_hand():
    scores = reading_scores(["in Paris", "", "cat"], [["Paris"], [], ["dog", "the cat"]])
    assert scores == pytest.approx((2 / 3, (2 / 3 + 1 + 1) / 3))
    assert reading_scores(["北京"], [["北京市"]], "zh") == pytest.approx((0, 4 / 5))


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ValueError, match="got 2 predictions and 1 references"):
        reading_scores(["a", "b"], [["a"]])
    with pytest.raises(ValueError, match="at least one prediction, got 0"):
        reading_scores([], [])
    with pytest.raises(ValueError, match="answers must be a list of texts, got one text, 'Paris'"):
        f1("Paris", "Paris")
