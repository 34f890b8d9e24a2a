"""Sentences for facts, and their check."""

import pytest

from course_lib.applications.dialogue.simulation import talks
from course_lib.applications.dialogue.spoken import (
    facts_line,
    invented,
    is_faithful,
    say,
    speaker,
    to_say,
)
from course_lib.applications.dialogue.understanding import Rules
from course_lib.corpora.town.genres.desk_records import DeskTurn


@pytest.fixture(scope="module")
def examples():
    return to_say(talks(20))


TURN = DeskTurn(
    "desk",
    "The coat costs 60 crowns.",
    "inform",
    about="price",
    values=(("thing", "coat"), ("outcome", "known"), ("amount", "60 crowns")),
)


def test_facts_stand_in_one_line():
    assert facts_line(TURN) == "inform price | thing coat | outcome known | amount 60 crowns"


@pytest.mark.parametrize(
    ("text", "strange", "faithful"),
    [
        ("A coat is 60 crowns.", [], True),
        ("A coat is 70 crowns.", ["70 crowns"], False),
        ("It is 60 crowns.", [], False),
        ("The coat costs 60 crowns on Friday.", ["Friday"], False),
    ],
)
def test_sentences_are_held_against_their_facts(text, strange, faithful):
    rules = Rules()
    assert invented(text, TURN, rules) == strange
    assert is_faithful(text, TURN, rules) is faithful


def test_the_towns_own_sentences_are_faithful(examples):
    right = [is_faithful(one.turn.text, one.turn, Rules(one.talk.records)) for one in examples]
    assert sum(right) / len(right) > 0.9


def test_a_speaker_says_something(examples):
    model, tokenizer = speaker(examples, n_steps=2, batch_size=4)
    said = say(model, tokenizer, [one.facts for one in examples[:2]], max_new_tokens=5)
    assert len(said) == 2
    assert all(isinstance(one, str) for one in said)
