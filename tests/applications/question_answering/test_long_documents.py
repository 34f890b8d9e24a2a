"""Long gazettes in pieces."""

import pytest

from course_lib.applications.question_answering.asked import questions
from course_lib.applications.question_answering.gazette import knowledge_base
from course_lib.applications.question_answering.long_documents import found_in_pieces, gazettes

BASE = knowledge_base((1, 2))


def test_each_notice_stands_where_its_place_says():
    texts, places = gazettes(BASE)
    assert len(texts) == 2
    for one in BASE:
        document, start = places[one.number]
        assert texts[document][start : start + len(one.text)] == one.text


def test_pieces_of_a_few_words_answer_less_than_pieces_of_a_notice():
    asked = questions(BASE, 60)
    small, fitting = (found_in_pieces(BASE, asked, size, size // 2, 160) for size in (10, 40))
    assert small < 0.1 < 0.4 < fitting <= 1


def test_with_everything_read_all_is_found():
    asked = questions(BASE, 30)
    assert found_in_pieces(BASE, asked, 20_000, 0, 40_000) == 1


def test_a_budget_below_one_piece_is_refused():
    with pytest.raises(ValueError, match="100 words for pieces of 200"):
        found_in_pieces(BASE, questions(BASE, 20), 200, 0, 100)
