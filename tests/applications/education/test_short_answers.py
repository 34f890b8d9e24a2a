"""The baselines for short answers, on a few by hand."""

import pytest

from course_lib.applications.education.short_answers import all_guesses, by_nearest, by_question, overlap, similarity
from course_lib.corpora.records import GradedAnswer

TRAIN = [
    GradedAnswer("栈?", ("后进先出",), "后进先出", 10),
    GradedAnswer("栈?", ("后进先出",), "先进先出", 0),
    GradedAnswer("栈?", ("后进先出",), "后进的先出", 9),
    GradedAnswer("队?", ("先进先出",), "先进先出", 10),
]


def test_overlap_is_the_f1_of_characters_and_pairs():
    assert overlap("后进先出", ["先进先出", "后进先出"]) == 1
    # 先进先出: 先 进 出, 先进 进先 先出; 先出: 先 出, 先出
    assert overlap("先出", ["先进先出"]) == pytest.approx(2 * 3 / (3 + 6))
    assert overlap("", ["先进先出"]) == 0


def test_a_question_never_seen_gets_the_mean_of_all():
    guess = by_question(TRAIN)
    new = GradedAnswer("树?", (), "x", 0)
    assert guess([TRAIN[0], TRAIN[3], new]) == [pytest.approx(19 / 3), 10, 7.25]


def test_the_nearest_answer_is_of_the_same_question():
    assert by_nearest(TRAIN, 1)([GradedAnswer("队?", (), "后进先出", 0)]) == [10]
    assert by_nearest(TRAIN, 1)([GradedAnswer("栈?", (), "先进先出", 0)]) == [0]
    assert similarity({"先", "进", "先进"}, {"进", "先", "先进"}) == 1


def test_every_baseline_gives_a_number_for_each_answer():
    for guess in all_guesses(TRAIN * 8).values():
        assert len(guess(TRAIN)) == 4
