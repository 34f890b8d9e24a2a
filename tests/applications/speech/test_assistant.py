"""Calls with a perfect ear succeed, with a deaf one fail; a line hears what was said; the desk's answer sounds."""

import pytest
import torch

from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.speech.assistant import (
    PATIENCE,
    Caller,
    VoiceLine,
    by_text,
    by_voice,
    calls,
    desk_sound,
    heard_wrong,
)
from course_lib.applications.speech.commands import HEARD, spoken
from course_lib.applications.speech.formants import LOW_VOICE
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.desk_goals import Goal
from course_lib.corpora.town.genres.desk_records import DeskTurn, draw_records
from course_lib.corpora.town.lexicon import Words
from course_lib.corpora.town.people import Town

BOOKS = draw_records(Town(0), Chance("assistant", 1))


def desk(act, about="cancel_order", asks="", **values):
    return DeskTurn("desk", "", act, about=about, asks=asks, values=tuple(values.items()))


@pytest.fixture
def caller():
    caller = Caller(Goal("cancel_order", (("order_number", Words("4712", "4712")),)))
    assert caller.reply().text == "please cancel order 4712"
    return caller


def test_callers_who_write_succeed():
    some = calls(by_text, 30)
    assert all(one.outcome.success for one in some)
    assert {one.outcome.goal.intent for one in some} == {
        "track_order",
        "cancel_order",
        "opening_hours",
        "exchange_item",
    }
    words = {word for one in some for turn in one.outcome.turns[::2] for word in spoken(turn.text)}
    assert words <= set(HEARD)


@pytest.mark.parametrize(
    ("turn", "answer"),
    [
        (desk("confirm", order_number="4712"), "yes that is right"),
        (desk("confirm", order_number="4711"), "no I meant order 4712"),
        (desk("ask_slot", asks="order_number"), "order 4712"),
        (desk("ask_slot", about=""), "please cancel order 4712"),
        (desk("confirm", about="track_order"), "please cancel order 4712"),
        (desk("apologise", asks="order_number", order_number="4712", outcome="unknown"), "order 4712"),
        (desk("inform", order_number="4712", outcome="done"), "thank you goodbye"),
        (desk("bye"), "thank you goodbye"),
    ],
)
def test_a_caller_answers_the_desk(caller, turn, answer):
    assert caller.reply(turn).text == answer
    assert caller.done == (answer == "thank you goodbye")


def test_a_caller_gives_up(caller):
    for _ in range(PATIENCE):
        assert not caller.done
        caller.reply(desk("ask_slot", about=""))
    assert caller.done


def test_other_slots_are_given_in_words():
    goal = Goal("exchange_item", (("colour", Words("red", "红色")), ("address", Words("1 Mill Street", "磨坊街1号"))))
    caller = Caller(goal)
    assert caller.reply().text == "exchange order for red please"
    assert caller.reply(desk("ask_slot", "exchange_item", "address")).text == "the same address"
    assert caller.reply(desk("ask_slot", "exchange_item", "colour")).text == "red"


def test_a_deaf_desk_does_nothing():
    some = calls(by_voice(lambda wave: [], decibels=10.0), 3)
    assert not any(one.outcome.success for one in some)
    assert heard_wrong(some) == 1.0


def test_a_line_hears_noise_and_writes_what_was_heard():
    bot = DeskBot(BOOKS)
    quiet = VoiceLine(bot, lambda wave: ["yes"], LOW_VOICE)
    loud = VoiceLine(DeskBot(BOOKS), lambda wave: ["yes"], LOW_VOICE, decibels=0.0)
    for line in (quiet, loud):
        line.turn("where is my order 4712")
    assert quiet.log[0].said == ("where", "is", "my", "order", "four", "seven", "one", "two")
    assert quiet.log[0].heard == ("yes",)
    assert loud.log[0].wave.square().mean() > 1.5 * quiet.log[0].wave.square().mean()
    assert bot.log[0] == ("customer", "yes")


def test_callers_have_voices_of_their_own():
    first, second = calls(by_voice(lambda wave: ["goodbye"]), 2, seed=3)
    assert first.log[0].wave.shape != second.log[0].wave.shape


def test_nothing_said_by_voice_has_no_error_rate():
    with pytest.raises(ValueError, match="got 0"):
        heard_wrong(calls(by_text, 1))


def test_the_desk_can_be_heard():
    wave = desk_sound(DeskTurn("desk", "Order 4712 is on its way.", "inform"))
    assert wave.isfinite().all()
    assert torch.is_tensor(wave)
    assert len(wave) > 8000


def test_no_calls_are_refused():
    with pytest.raises(ValueError, match="got 0"):
        calls(by_text, 0)
