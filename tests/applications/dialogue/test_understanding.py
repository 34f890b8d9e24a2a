"""Turns are understood: their acts and their slots, by rules and by a bag of words."""

import pytest

from course_lib.applications.dialogue.simulation import talks
from course_lib.applications.dialogue.understanding import (
    Bag,
    Heard,
    Reader,
    Rules,
    best_wish,
    customer_turns,
    trained_words,
    what_counts,
)


@pytest.fixture(scope="module")
def old():
    return talks(60)


@pytest.fixture(scope="module")
def rules(old):
    return Rules(old[0].records)


@pytest.mark.parametrize(
    ("text", "asked", "heard"),
    [
        ("Please cancel order 4012.", "", Heard("cancel_order", {"order_number": "4012"})),
        ("Thursday, no, sorry, Friday.", "day", Heard("inform", {"day": "Friday"})),
        ("No, 4021, not 4012.", "", Heard("correct", {"order_number": "4021"})),
        ("Not red but green.", "colour", Heard("correct", {"colour": "green"})),
        ("You know the address, it has not changed.", "address", Heard("inform", same=("address",))),
        ("By the way: Are you open on Monday?", "name", Heard("opening_hours", {"day": "Monday"}, "aside")),
        ("Yes, that is right.", "", Heard("affirm")),
        ("I do not know, sorry.", "reason", Heard("inform")),
        ("To 12 Mill Street, please.", "address", Heard("inform", {"address": "12 Mill Street"})),
        ("The name is Rosa Baxter.", "name", Heard("inform", {"name": "Rosa Baxter"})),
        ("Well, I was charged twice.", "reason", Heard("inform", {"reason": "I was charged twice"})),
        ("Thanks, goodbye!", "", Heard("goodbye")),
        ("Will it rain tomorrow?", "", Heard("out_of_scope")),
    ],
)
def test_turns_by_hand(rules, text, asked, heard):
    assert rules.read(text, asked) == heard


def test_a_value_keeps_its_one_written_form(rules):
    assert rules.read("I WAS CHARGED TWICE.").slots == {"reason": "I was charged twice"}


def test_quotations_and_old_stories_do_not_count():
    assert what_counts("Last month I returned a lamp. I want my money back.") == "I want my money back."
    assert what_counts('I once asked you: "Can I return it?" How much is a coat?') == "How much is a coat?"


def test_what_has_no_pattern_has_no_wish():
    assert best_wish("Umm.") == ""


def test_a_paraphrase_that_no_pattern_foresaw_is_missed(rules):
    assert rules.read("Kindly reimburse me.").act != "refund"


def test_the_towns_rules_know_all_goods_and_where_they_stand():
    text = "Not red but green, for my harmonica."
    spans = Rules().spans(text)
    assert [(text[span.start : span.end], span.label) for span in spans] == [
        ("green", "colour"),
        ("harmonica", "thing"),
    ]


def test_an_hour_at_which_no_shop_is_open_is_no_value(rules):
    assert rules.read("At 11 pm.", "time").slots == {}


def test_something_that_is_no_text_is_refused(rules):
    with pytest.raises(ValueError, match="must be a text, got int"):
        rules.read(3)


def test_slots_of_simulated_turns_are_found(old):
    right, n = 0, 0
    for talk in old:
        reader = Rules(talk.records)
        for turn in customer_turns(talk):
            want = {span.label: turn.text[span.start : span.end].lower() for span in turn.spans}
            got = {slot: value.lower() for slot, value in reader.read(turn.text).slots.items()}
            right, n = right + (want == got), n + 1
    assert right / n > 0.95


def test_a_bag_of_words_learns_the_acts(old):
    words = trained_words(old)
    right, n = 0, 0
    for talk in talks(20, seed=1):
        reader = Bag(Rules(talk.records), words)
        assert isinstance(reader, Reader)
        for turn in customer_turns(talk):
            right, n = right + (reader.read(turn.text).act == turn.act), n + 1
    assert right / n > 0.6


def test_the_bag_takes_an_asked_value_for_an_answer(old, rules):
    assert Bag(rules, trained_words(old)).read("4012.", "order_number") == Heard("inform", {"order_number": "4012"})
