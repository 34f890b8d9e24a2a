"""Rules that read nothing, by hand."""

from course_lib.applications.question_answering.baselines import best_sentence, most_frequent_name
from course_lib.applications.question_answering.bm25 import BM25, chinese_terms

PASSAGES = ["Rosa Ito says hello. She lives in Mill Street. The day is long.", "The street. The day.", "The day."]


def test_the_sentence_with_the_rarest_words_of_the_question_is_best():
    search = BM25(PASSAGES)
    assert best_sentence("In which street is the day?", PASSAGES[0], search) == "She lives in Mill Street."
    assert best_sentence("Where is Rosa?", PASSAGES[0], search) == "Rosa Ito says hello."
    assert best_sentence("zebra", PASSAGES[0], search) == "Rosa Ito says hello."


def test_chinese_sentences_need_no_space():
    passage = "红风筝飞了。蓝色的球。"
    assert best_sentence("球是什么颜色？", passage, BM25([passage, "风"], chinese_terms)) == "蓝色的球。"


def test_the_most_frequent_name_is_not_that_of_the_question():
    assert most_frequent_name("Who is Rosa Ito?", ["Rosa Ito, Ben Ito, Rosa Ito.", "Anna Ito. Ben Ito"]) == "Ben Ito"
    assert most_frequent_name("Who?", ["nobody here"]) == ""
