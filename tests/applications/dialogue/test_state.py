"""The belief is carried, corrected and forgotten."""

from dataclasses import replace

import pytest

from course_lib.applications.dialogue.state import (
    Belief,
    forget,
    joint_goal_accuracy,
    needed,
    update,
)
from course_lib.applications.dialogue.understanding import Heard
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.desk_records import draw_records
from course_lib.corpora.town.people import Town

BOOKS = draw_records(Town(0), Chance("state", 1))


def told(*turns):
    belief = Belief()
    for turn in turns:
        belief = update(belief, turn, BOOKS)
    return belief


def test_turns_add_up():
    belief = told(Heard("availability", {"thing": "coat"}), Heard("inform", {"colour": "red"}))
    assert belief.intent == "availability"
    assert belief.slots == {"thing": "coat", "colour": "red"}
    assert belief.missing() == []


def test_a_correction_replaces_one_slot_and_the_confirmation():
    wish = Heard("gift_card", {"amount": "20 crowns", "name": "Rosa Ito"})
    belief = told(wish, Heard("affirm"), Heard("correct", {"amount": "30 crowns"}))
    assert belief.slots == {"amount": "30 crowns", "name": "Rosa Ito"}
    assert not belief.confirmed


def test_a_question_in_between_puts_the_request_aside():
    belief = told(Heard("gift_card"), Heard("opening_hours", {"day": "Friday"}, "aside"))
    assert (belief.intent, belief.waiting) == ("opening_hours", ("gift_card",))


def test_a_request_that_is_answered_is_not_put_aside_for_the_next():
    done = replace(told(Heard("gift_card", {"amount": "20 crowns"})), answered=True)
    belief = update(done, Heard("opening_hours", {"day": "Friday"}, "aside"), BOOKS)
    assert (belief.intent, belief.waiting, belief.answered) == ("opening_hours", (), False)
    assert not update(done, Heard("correct", {"amount": "30 crowns"}), BOOKS).answered


def test_another_wish_instead_drops_the_first_and_keeps_the_order_number():
    belief = told(Heard("track_order", {"order_number": "4012"}), Heard("cancel_order", how="instead"))
    assert (belief.intent, belief.waiting, dict(belief.slots)) == ("cancel_order", (), {"order_number": "4012"})


def test_the_same_address_is_that_of_the_order():
    order = BOOKS.orders[2]
    wish = Heard("exchange_item", {"order_number": order.number})
    assert told(wish, Heard("inform", same=("address",))).slots["address"] == order.address.en


def test_words_about_other_matters_fill_no_slots():
    assert told(Heard("availability"), Heard("out_of_scope", {"colour": "blue"}, "aside")).slots == {}


def test_turns_that_tell_nothing_are_counted_until_one_tells_something():
    assert told(Heard("price"), Heard("inform"), Heard("inform")).useless == 2
    assert told(Heard("price"), Heard("inform"), Heard("inform", {"thing": "coat"})).useless == 0


def test_two_beliefs_share_nothing():
    first = told(Heard("price", {"thing": "coat"}))
    assert Belief().slots == {}
    assert first.slots == {"thing": "coat"}


def test_what_is_forgotten_is_asked_again():
    assert forget(told(Heard("price", {"thing": "coat"})), "thing").missing() == ["thing"]


def test_one_wrong_slot_makes_the_whole_state_wrong():
    truth = [needed("availability", {"thing": "coat", "colour": "red"})] * 2
    seen = [truth[0], needed("availability", {"thing": "coat"})]
    assert joint_goal_accuracy(seen, truth) == 0.5


def test_states_that_do_not_pair_are_refused():
    with pytest.raises(ValueError, match="got 1 and 2"):
        joint_goal_accuracy([{}], [{}, {}])
