"""The service desk: what is said agrees with what is true, and a bot can take the desk's place."""

import hashlib
import re
from string import Formatter

import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.customer import Customer
from course_lib.corpora.town.genres.desk_goals import Goal, draw_goal
from course_lib.corpora.town.genres.desk_records import (
    GOODS,
    INTENTS,
    NEEDS,
    SLOTS,
    TIMES,
    DeskTurn,
    draw_records,
    reasons,
)
from course_lib.corpora.town.genres.service_desk import (
    converse,
    served,
    service_dialogue,
    succeeded,
    utterance,
)
from course_lib.corpora.town.lexicon import DAYS, LANGUAGES, Words
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

TOWN = Town()
PINNED = "5cb882b6ea48951a"
DIALOGUES = {
    language: [service_dialogue(TOWN, language, Chance(0, "desk", n)) for n in range(300)] for language in LANGUAGES
}
UTTERANCES = {language: [utterance(TOWN, language, Chance(0, "said", n)) for n in range(900)] for language in LANGUAGES}
PAIRS = list(zip(*DIALOGUES.values(), strict=True))


def texts(language):
    return [turn.text for one in DIALOGUES[language] for turn in one.turns] + [u.text for u in UTTERANCES[language]]


def test_the_same_seed_tells_the_same_text():
    words = "".join(one.text for language in LANGUAGES for one in DIALOGUES[language][:5])
    assert hashlib.sha256(words.encode()).hexdigest()[:16] == PINNED


def test_both_languages_tell_the_same_facts():
    for english, chinese in PAIRS:
        for fact in ("goal", "records", "success", "combination"):
            assert getattr(english, fact) == getattr(chinese, fact)
        assert [(turn.speaker, turn.act, turn.about, turn.asks) for turn in english.turns] == [
            (turn.speaker, turn.act, turn.about, turn.asks) for turn in chinese.turns
        ]
        for one, other in zip(english.turns, chinese.turns, strict=True):
            assert [slot for slot, _ in one.state] == [slot for slot, _ in other.state]
    for one, other in zip(*UTTERANCES.values(), strict=True):
        assert (one.intent, sorted(s.label for s in one.spans)) == (other.intent, sorted(s.label for s in other.spans))


def test_a_customers_spans_cover_the_values_that_the_state_takes_over():
    for language in LANGUAGES:
        for one in DIALOGUES[language]:
            for turn in one.turns:
                for span in turn.spans:
                    assert span.label in SLOTS or turn.speaker == "desk"
                    said = turn.text[span.start : span.end]
                    if turn.speaker == "customer":
                        assert said.lower() == turn.slots[span.label].lower()


def test_a_new_value_in_the_state_is_marked_or_meant_by_a_reference():
    for one in DIALOGUES["en"]:
        known: dict[str, str] = {}
        for turn in one.turns:
            if turn.speaker == "customer":
                changed = {slot for slot, value in turn.state if known.get(slot) != value} - {"intent"}
                unsaid = changed - {span.label for span in turn.spans}
                assert unsaid <= {"address"} or turn.act == "affirm", (turn.text, unsaid)
                known = turn.slots


def test_the_desk_says_what_stands_in_the_books():
    """Read the statements out of the English text, and look them up independently of `Records.answer`."""
    found = 0
    for one in DIALOGUES["en"]:
        for turn in one.turns:
            if turn.speaker != "desk":
                continue
            if hours := re.search(r"n (\w+) (?:we are open from|between) (\d+ \w+) (?:to|and) (\d+ \w+)", turn.text):
                times = [words.en for words in TIMES]
                day = [words.en for words in DAYS].index(hours[1])
                assert one.records.hours[day] == (times.index(hours[2]), times.index(hours[3]))
                found += 1
            if sent := re.search(r"[Tt]he ([a-z ]+?) (?:is on its way and .+|will arrive) on (\w+)", turn.text):
                order = next(order for order in one.orders if order.number == turn.slots["order_number"])
                assert (order.status, order.thing.name.en, order.day.en) == ("sent", sent[1], sent[2])
                found += 1
            if price := re.search(r"(?:The|We sell an?) ([a-z ]+) (?:costs|at) (\d+) crowns\.", turn.text):
                assert (price[1], int(price[2])) in [(goods.thing.name.en, goods.price) for goods in one.records.goods]
                found += 1
    assert found > 40


def test_most_dialogues_succeed_and_those_that_fail_were_left_by_the_customer():
    dialogues = [service_dialogue(TOWN, "en", Chance(1, "desk", n)) for n in range(300)]
    rate = sum(one.success for one in dialogues) / len(dialogues)
    assert 0.93 < rate < 0.995
    left = set(phrases("service_desk", "en")["give up"])
    for one in dialogues:
        assert one.success or one.turns[-2].text in left or (len(one.text) > 0 and one.turns[-2].act == "goodbye")
        assert one.turns[-1].act in ("bye", "hand_over")


class Asker:
    """A bot that knows nothing: it always asks for the same."""

    def reply(self, customer):
        return DeskTurn("desk", "What is your order number?", "ask_slot", asks="order_number")


class Guesser:
    """A bot that answers at once, with a wrong outcome."""

    def reply(self, customer):
        about = customer.slots["intent"]
        return DeskTurn("desk", "Done.", "inform", about=about, values=(("outcome", "whatever"),))


@pytest.mark.parametrize("bot", [Asker(), Guesser()])
def test_a_bad_bot_comes_to_an_end_without_success(bot):
    for n in range(60):
        chance = Chance(2, n)
        records = draw_records(TOWN, chance)
        goal = draw_goal(TOWN, records, chance, "return_item")
        customer = Customer(goal, "en", chance)
        turns = converse(customer, bot)
        assert customer.done
        assert len(turns) <= 30
        assert not succeeded(goal, records, turns, "en")


def test_success_needs_each_slot_and_the_facts():
    records = draw_records(TOWN, Chance(3))
    order = next(one for one in records.orders if one.status == "sent")
    goal = Goal("track_order", (("order_number", Words(order.number, order.number)),))
    right = {"order_number": order.number, "outcome": "sent", "day": order.day.en, "thing": order.thing.name.en}

    def turn(act="inform", about="track_order", **changes):
        return DeskTurn("desk", "…", act, about=about, values=tuple((right | changes).items()))

    assert served(goal, records, turn(), "en")
    assert not served(goal, records, turn(order_number="0"), "en")
    assert not served(goal, records, turn(outcome="packed"), "en")
    assert not served(goal, records, turn(act="confirm"), "en")
    assert not served(goal, records, turn(about="refund"), "en")


def test_an_unknown_intent_is_refused():
    with pytest.raises(ValueError, match=r"track_order, .*got 'retrun'"):
        draw_goal(TOWN, draw_records(TOWN, Chance(3)), Chance(3), "retrun")


def test_a_closed_shop_offers_the_next_open_day():
    for n in range(20):
        records = draw_records(TOWN, Chance(4, n))
        closed = next(at for at in range(7) if records.hours[at] is None)
        day, time = records.free(DAYS[closed].en, "3 pm", "en")
        assert day == DAYS[(closed + 1) % 7].en
        assert records.open_at(day, time, "en")
        assert not records.open_at(DAYS[closed].en, "3 pm", "en")


def test_the_dialogues_show_what_they_should():
    turns = [turn for one in DIALOGUES["en"] for turn in one.turns]
    assert {turn.about for turn in turns if turn.speaker == "customer"} == {"", "aside", "instead", "also"}
    assert {"correct", "affirm", "inform", *NEEDS} >= {turn.act for turn in turns if turn.speaker == "customer"}
    acts = {turn.act for turn in turns if turn.speaker == "desk"}
    assert acts == {"greet", "ask_slot", "confirm", "offer", "inform", "apologise", "refuse", "hand_over", "bye"}
    assert any("same address" in turn.text for turn in turns)
    assert any(len(turn.spans) >= 3 for turn in turns)
    assert {one.goal.intent for one in DIALOGUES["en"]} >= set(INTENTS) - {"goodbye", "speak_to_human"}


def test_every_utterance_has_its_intent_and_its_combination_is_small():
    counts = {intent: sum(u.intent == intent for u in UTTERANCES["en"]) for intent in INTENTS}
    assert min(counts.values()) > 30
    combinations = [u.combination for u in UTTERANCES["en"]]
    assert max(map(combinations.count, combinations)) < len(combinations) / 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_are_clean(language):
    for text in texts(language):
        assert not re.search(r"[{}]|  |\ba [aeio]|—|’", text)
        assert text[-1] in '.!?"。！？”：'
        if language == "zh":
            assert not re.search(r"[\sA-Za-z,;:?!]", text), text
        else:
            assert not re.search(r"[一-鿿]|\b(\w+) \1\b", text), text


def test_the_vocabulary_is_wide():
    words = {word for text in texts("en") for word in re.findall(r"[a-z']+", text.lower())}
    signs = set("".join(texts("zh")))
    assert len(words) > 780
    assert len(signs) > 600


def test_every_template_asks_only_for_what_its_section_gives():
    forms = {"thing": {"thing", "a_thing", "m", "item", "an_item"}, "colour": {"colour", "item", "an_item"}}
    for language in LANGUAGES:
        for section, lines in phrases("service_desk", language).items():
            intent, _, slots = section.partition(": ")
            if intent not in NEEDS:
                continue
            able = {form for slot in slots.split() for form in forms.get(slot, {slot})}
            for line in lines:
                used = {slot for _, slot, _, _ in Formatter().parse(line) if slot}
                assert used <= able, (section, line)
                assert all(used & forms.get(slot, {slot}) for slot in slots.split() if slot != "it"), (section, line)


def test_both_banks_have_the_same_sections_and_reasons():
    english, chinese = (phrases("service_desk", language) for language in LANGUAGES)
    assert list(english) == list(chinese)
    for kind in ("return", "refund", "fault"):
        assert [line.split(": ")[0] for line in english[f"reason {kind}"]] == [
            line.split(": ")[0] for line in chinese[f"reason {kind}"]
        ]


def test_everything_that_is_sold_can_be_broken():
    assert [thing.name.en for things in GOODS.values() for thing in things if not reasons("fault", thing.name.en)] == []
