"""The desk's requests as tools, and calls of a model, right and wrong."""

import json

import pytest

from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.simulation import talks
from course_lib.applications.dialogue.state import Belief, update
from course_lib.applications.dialogue.tools import heard_from, tool
from course_lib.applications.dialogue.understanding import Heard, Rules
from course_lib.corpora.town.genres.desk_records import INTENTS, NEEDS


def call(name, **arguments):
    return {"name": name, "arguments": json.dumps(arguments)}


@pytest.mark.parametrize("intent", INTENTS)
def test_a_tool_has_the_slots_of_its_request(intent):
    described = tool(intent)["function"]
    assert described["name"] == intent
    assert tuple(described["parameters"]["properties"]) == NEEDS[intent]
    json.dumps(described)


def test_a_call_is_heard_as_the_same_request_in_words_is():
    rules = Rules()
    found = heard_from(call("gift_card", amount="30 crowns"), rules)
    assert found == Heard("gift_card", {"amount": "30 crowns"})
    assert found == rules.read("I would like a gift card for 30 crowns.")


def test_the_desk_goes_on_from_a_call_and_asks_for_what_is_missing():
    bot = DeskBot(talks(1)[0].records)
    heard = heard_from(call("gift_card", amount="30 crowns"), Rules(bot.books))
    belief = update(Belief(), heard, bot.books)
    assert bot.policy.next(belief, bot.books).asks == "name"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (call("give_discount", amount="900 crowns"), "a request of the desk, got 'give_discount'"),
        ({"arguments": "{}"}, "a request of the desk, got ''"),
        ({"name": "price", "arguments": "thing: coat"}, "must be JSON, got 'thing: coat'"),
        ({"name": "price", "arguments": None}, "must be JSON, got None"),
        ({"name": "price", "arguments": "[]"}, "a JSON object, got"),
        (call("price", colour="red"), "among .*'thing'.*, got 'colour'"),
        (call("track_order", order_number="all of them"), "order_number must hold .* got 'all of them'"),
        (call("gift_card", amount=30), "amount must hold .* got 30"),
    ],
)
def test_a_call_that_the_desk_does_not_know_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        heard_from(wrong, Rules())


def test_an_unknown_tool_is_refused():
    with pytest.raises(ValueError, match="got 'dance'"):
        tool("dance")
