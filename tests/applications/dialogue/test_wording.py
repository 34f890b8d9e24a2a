"""Every action has words, and the words have the facts."""

import pytest

from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.policy import Action
from course_lib.applications.dialogue.simulation import play
from course_lib.applications.dialogue.state import Belief
from course_lib.applications.dialogue.wording import Templates, facts_missing, hidden, variety
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.desk_records import draw_records
from course_lib.corpora.town.people import Town

BOOKS = draw_records(Town(0), Chance("wording", 1))


def test_a_question_in_words():
    action = Action("ask_slot", "price", "thing")
    assert Templates(BOOKS, varied=False).text(action, Belief("price")) == "Which thing is it about?"


def test_sentences_go_round():
    templates, action = Templates(BOOKS), Action("ask_slot", "price", "thing")
    assert len({templates.text(action, Belief("price")) for _ in range(4)}) == 2


def test_no_place_stays_empty_and_gift_cards_are_read_back_whole():
    turns = [turn for outcome in play(DeskBot, 40) for turn in outcome.turns if turn.speaker == "desk"]
    assert not [turn.text for turn in turns if "{" in turn.text or not turn.text]
    cards = [turn for turn in turns if turn.act == "confirm" and turn.about == "gift_card"]
    assert cards
    assert not [turn.text for turn in cards if facts_missing(turn.text, dict(turn.values))]


def test_what_is_left_out_is_named():
    assert facts_missing("Order 4012 is cancelled.", {"order_number": "4012", "amount": "20 crowns"}) == ["amount"]


def test_two_sentences_with_other_facts_are_one_template():
    texts = ["It costs 20 crowns.", "It costs 30 crowns."]
    assert variety(texts, [{"amount": "20 crowns"}, {"amount": "30 crowns"}]) == 1
    assert hidden(texts[0], {"amount": "20 crowns"}) == "It costs {amount}."


def test_texts_without_values_are_refused():
    with pytest.raises(ValueError, match="got 1 and 0"):
        variety(["Hello."], [])


def test_an_action_without_words_is_refused():
    with pytest.raises(ValueError, match="'ask shoe size'"):
        Templates(BOOKS).text(Action("ask_slot", "price", "shoe size"), Belief("price"))
