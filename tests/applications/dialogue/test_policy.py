"""The desk's next move, rule by rule."""

from course_lib.applications.dialogue.policy import Action, Policy, after
from course_lib.applications.dialogue.state import Belief
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.desk_records import draw_records
from course_lib.corpora.town.people import Town

BOOKS = draw_records(Town(0), Chance("policy", 1))
CARD = {"amount": "20 crowns", "name": "Rosa Ito"}


def test_it_asks_for_the_first_missing_slot():
    belief = Belief("exchange_item", {"order_number": BOOKS.orders[2].number})
    assert Policy().next(belief, BOOKS) == Action("ask_slot", "exchange_item", "colour")


def test_a_form_asks_for_what_was_said_too_but_each_once():
    belief = Belief("gift_card", CARD)
    assert Policy("all").next(belief, BOOKS).asks == "amount"
    assert Policy("all").next(belief, BOOKS, frozenset({"amount"})).asks == "name"


def test_it_reads_back_what_cannot_be_undone_and_then_does_it():
    assert Policy().next(Belief("gift_card", CARD), BOOKS) == Action("confirm", "gift_card", values=CARD)
    done = Policy().next(Belief("gift_card", CARD, confirmed=True), BOOKS)
    assert (done.act, done.values["outcome"]) == ("inform", "done")


def test_it_reads_back_nothing_if_told_so():
    assert Policy(confirm="never").next(Belief("gift_card", CARD), BOOKS).act == "inform"


def test_an_order_that_is_not_in_the_books_is_asked_for_again():
    action = Policy().next(Belief("track_order", {"order_number": "0000"}), BOOKS)
    assert (action.act, action.asks) == ("apologise", "order_number")


def test_it_hands_over_when_asked_to_and_when_it_gets_nowhere():
    assert Policy().next(Belief("speak_to_human"), BOOKS).act == "hand_over"
    assert Policy().next(Belief("price", useless=3), BOOKS).act == "hand_over"
    assert Policy(patience=4).next(Belief("price", useless=3), BOOKS).act == "ask_slot"


def test_after_a_question_in_between_it_goes_back_to_the_first():
    belief = Belief("opening_hours", {"day": "Monday"}, waiting=("gift_card",))
    action = Policy().next(belief, BOOKS)
    assert (action.about, action.asks) == ("opening_hours", "amount")
    assert after(belief, action).intent == "gift_card"


def test_it_says_goodbye_to_who_leaves():
    assert Policy().next(Belief("price", leaving=True), BOOKS).act == "bye"
