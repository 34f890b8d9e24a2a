"""The knowledge base: what it says stands where it says, and nobody has two notices."""

from itertools import pairwise

import pytest

from course_lib.applications.question_answering.asked import KINDS, placed, questions, somebody_else
from course_lib.applications.question_answering.gazette import TOLD, knowledge_base
from course_lib.corpora.town.people import Town

BASE = knowledge_base()


def test_each_answer_stands_where_the_fact_says_within_its_sentence():
    for notice in BASE:
        for fact in notice.facts:
            start, text = fact.answer.start, fact.answer.text
            assert notice.text[start : start + len(text)] == text
            assert fact.sentence[0] <= start < fact.sentence[1]
            sentence = notice.text[slice(*fact.sentence)]
            assert sentence.endswith(".")
            assert sentence[0].isupper()
            assert "{" not in sentence


def test_numbers_are_places_and_nobody_has_two_notices():
    assert [one.number for one in BASE] == list(range(len(BASE)))
    names = [one.about.full.en for one in BASE if one.about]
    assert len(names) == len(set(names)) > 700
    assert sum(one.about is None for one in BASE) == 48


def test_a_notice_is_true_of_the_person():
    towns = [Town(seed) for seed in range(1, 9)]
    known = {one: town for town in towns for one in town.people}
    for notice in BASE:
        if notice.about:
            person = next(one for one in known if one.full.en == notice.about.full.en and one.age == notice.about.age)
            for fact in notice.facts:
                said = fact.answer.text
                truth = {"home": person.street.en, "age": str(person.age), "food": person.food.plural}
                assert truth.get(fact.relation, said) == said


def test_the_same_seeds_give_the_same_notices():
    assert [one.text for one in knowledge_base((3, 4))] == [one.text for one in knowledge_base((3, 4))]


def test_towns_that_come_twice_are_refused():
    with pytest.raises(ValueError, match=r"got \[1, 1\]"):
        knowledge_base((1, 1))


def test_all_kinds_are_asked_and_only_answerable_ones_have_an_answer():
    asked = questions(BASE, 400)
    assert {one.kind for one in asked} == set(KINDS)
    assert len({one.question for one in asked}) == 400
    for one in asked:
        assert one.answerable == bool(one.answers) == (one.kind in ("name", "description"))
    assert 0.2 < sum(not one.answerable for one in asked) / 400 < 0.4


def test_the_answer_stands_in_the_notice_that_is_named():
    for one in questions(BASE, 300):
        if one.notice is not None:
            notice = BASE[one.notice]
            question = placed(one, notice)
            ((text, start),) = [(answer.text, answer.start) for answer in question.answers]
            assert question.context[start : start + len(text)] == text == one.answers[0]
            assert placed(one, BASE[(one.notice + 1) % len(BASE)]).answers == ()


def test_what_is_untold_is_not_told_and_strangers_are_nowhere():
    everything = " ".join(one.text for one in BASE)
    for one in questions(BASE, 400, seed=2):
        if one.kind == "stranger":
            words = one.question.replace("'s", "").replace("?", "").split()
            pairs = [f"{a} {b}" for a, b in pairwise(words) if a[0].isupper() and b[0].isupper()]
            assert not any(f" {pair} " in everything for pair in pairs if pair.split()[0] not in ("What", "How"))
        if one.kind == "untold":
            assert one.relation in TOLD


def test_other_seeds_ask_other_questions():
    first, second = ({one.question for one in questions(BASE, 50, seed=seed)} for seed in (0, 1))
    assert len(first & second) < 10


def test_no_questions_are_refused():
    with pytest.raises(ValueError, match="and 0"):
        questions(BASE, 0)


def test_somebody_else_is_another_person_of_whom_the_same_is_told():
    for one in questions(BASE, 40):
        if one.answerable:
            other = somebody_else(BASE, one)
            assert other.number != one.notice
            assert one.relation == "person" or other.fact(one.relation)
        else:
            with pytest.raises(ValueError, match=f"got '{one.kind}'"):
                somebody_else(BASE, one)
