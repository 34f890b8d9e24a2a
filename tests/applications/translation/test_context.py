"""Talks: what needs the turns before, how it is scored, and that training moves the loss."""

import pytest

from course_lib.applications.translation.context import (
    pronoun_accuracy,
    pronoun_in,
    talk_translator,
    talks,
)
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.small_talk import small_talk
from course_lib.corpora.town.people import Town


def test_chinese_answers_have_no_subject_and_english_ones_do():
    for number in range(50):
        for turn in small_talk(Town(), Chance("test", number)):
            if turn.dropped:
                assert not set("他她我你") & set(turn.chinese)
                assert pronoun_in(turn.english) == turn.who


def test_questions_name_whom_they_are_about_once():
    turns = small_talk(Town(), Chance("test", 1))
    assert not turns[0].dropped
    assert sum(not turn.dropped for turn in turns) <= 2


def test_the_answer_does_not_tell_who_is_meant():
    ages: dict[str, set[str]] = {"he": set(), "she": set()}
    for one in talks(600):
        if one.turn.dropped and one.turn.who in ages:
            ages[one.turn.who].add(one.turn.chinese)
    assert len(ages["he"] & ages["she"]) > 0.6 * len(ages["she"])


def test_a_source_ends_with_its_turn_and_holds_so_many_before():
    one = next(one for one in talks(40) if len(one.before) == 3)
    assert one.source(0) == one.turn.chinese
    assert one.source(2).split("\n") == [one.before[1].chinese, one.before[2].chinese, one.turn.chinese]
    assert one.source(9) == one.source(3)


def test_pronouns_are_words():
    assert pronoun_in("There he sat.") == "he"
    assert pronoun_in("I am 54.") == "I"
    assert pronoun_in("Where is Martha?") is None


def test_the_share_of_right_pronouns_counts_dropped_ones_alone():
    asked = talks(20, "test")
    assert pronoun_accuracy([one.turn.english for one in asked], asked) == 1
    assert pronoun_accuracy(["They are here."] * len(asked), asked) == 0
    with pytest.raises(ValueError, match="got none in 1"):
        pronoun_accuracy(["Where is Anna?"], [one for one in asked if not one.turn.dropped][:1])


def test_a_translator_of_turns_depends_on_its_seed_alone():
    learned, asked = talks(30), talks(2, "test")
    first, second = (talk_translator(learned, 2, seed=5) for _ in "ab")
    sources = [one.source(1) for one in asked]
    assert first.greedy(sources) == second.greedy(sources)


def test_no_talks_are_refused():
    with pytest.raises(ValueError, match="positive, got 0"):
        talks(0)
