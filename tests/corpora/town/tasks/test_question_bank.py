"""The bank of questions: what it promises of wordings and people."""

import pytest

from course_lib.corpora.town.people import Town
from course_lib.corpora.town.tasks.question_bank import question_bank

NAMES = {person.name.en for person in Town().people}


def people_in(text):
    return {word.strip("?.,").removesuffix("'s") for word in text.split()} & NAMES


def test_no_wording_occurs_twice_and_all_are_questions():
    bank = question_bank(300)
    wordings = [wording for asked in bank for wording in asked]
    assert len(set(wordings)) == len(wordings) == 900
    assert all(wording.endswith("?") for wording in wordings)


def test_both_wordings_name_the_same_people():
    bank = question_bank(300)
    for asked in bank:
        assert people_in(asked.first) == people_in(asked.second), asked
    swapped = [asked for asked in bank if people_in(asked.near) == people_in(asked.first)]
    assert len(swapped) > 150  # the others ask for one person, and name the other


def test_the_bank_depends_on_seed_and_town_alone():
    assert question_bank(20) == question_bank(20)
    assert question_bank(20) == question_bank(40)[:20]
    assert not {*question_bank(20)} & {*question_bank(20, seed=1)}
    assert not {*question_bank(20)} & {*question_bank(20, Town(1))}


def test_the_bank_speaks_chinese():
    for asked in question_bank(30, language="zh"):
        assert all(wording.endswith("？") for wording in asked)


def test_nothing_is_not_enough():
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        question_bank(0)
