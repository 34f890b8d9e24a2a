"""The rules on sentences of which the answer is known."""

import pytest

from course_lib.corpora.records import Question
from course_lib.finetuning.reading_rules import likely_words, nearest_sentence

TEXT = "Mill Street is old. In 1901, Rosa Ito of Ashford bought 12,500 bricks. She was proud of it."


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did Rosa Ito buy bricks?", "1901"),
        ("How many bricks were bought in 1901?", "1901"),  # the first number: the rule reads nothing
        ("Who bought bricks in 1901?", "Rosa Ito of Ashford"),
        ("What was she proud of?", "She was proud of it."),  # no name is there
        ("What is old?", "Mill Street"),
    ],
)
def test_the_kind_of_answer_follows_from_the_question(question, expected):
    assert likely_words(Question(TEXT, question, ())) == expected


def test_a_name_of_the_question_is_no_answer():
    one = Question("Rosa Ito met Ben Carter in town.", "Whom did Rosa Ito meet?", ())
    assert likely_words(one) == "Ben Carter"
    longer = Question("In 1901, Rosa Ito of Ashford met Ben.", "Whom did Rosa Ito of Ashford meet?", ())
    assert likely_words(longer) == "Ben"


def test_chinese_sentences_are_compared_by_their_characters():
    one = Question("罗莎烤面包。本修鞋子。", "谁修鞋子？", ())
    assert nearest_sentence(one, "zh") == "本修鞋子。"
