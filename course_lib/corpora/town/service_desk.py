"""Talks with the service desk of a shop: intents, slots, and a state that is carried from turn to turn.

How hard: the wishes share their words. Customers tell of other wishes ("last month I returned a lamp"), say what they
do not want ("I don't want my money back"), and seldom name their wish by its own word; single utterances are the
opening turns. Of the values of slots, some are taken back at once ("Thursday, no, Friday"), and some are only meant
("the same address", "it"): the state knows them, the text does not spell them out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.customer import Customer, Goal
from course_lib.corpora.town.desk import Desk
from course_lib.corpora.town.desk_records import (
    COLOURS,
    DAYS,
    INTENTS,
    NEEDS,
    TIMES,
    DeskTurn,
    Order,
    Records,
    crowns,
    draw_records,
    has_colour,
    reasons,
    repairs,
)
from course_lib.corpora.town.lexicon import Language, Noun, Words
from course_lib.corpora.town.people import Town

# The intents, with how often they begin a dialogue; which may follow on the same order, and in place of which.
WEIGHTS = dict(zip(INTENTS, (5, 4, 5, 5, 5, 5, 2, 2, 3, 4, 5, 3, 1, 0, 1), strict=True))
FOLLOWS = {
    "track_order": ("cancel_order", "change_address"),
    "return_item": ("exchange_item", "report_damage"),
    "exchange_item": ("return_item",),
    "cancel_order": ("change_address",),
    "change_address": ("cancel_order",),
    "availability": ("price",),
    "price": ("availability",),
}
STATUS = dict.fromkeys(("return_item", "exchange_item", "report_damage", "refund"), ("delivered",)) | {
    "cancel_order": ("packed", "packed", "sent"),
    "change_address": ("packed", "packed", "sent"),
}
REASONS = {"return_item": "return", "refund": "refund", "report_damage": "fault", "book_repair": "fault"}


@runtime_checkable
class Bot(Protocol):
    """What can take the desk's place."""

    def reply(self, customer: DeskTurn) -> DeskTurn:
        """Return the answer to what the customer said."""


@dataclass(frozen=True)
class ServiceDialogue:
    """A talk between a customer and the desk of the shop whose books are `records`.

    `success` says whether everything that the customer wanted in the end was answered rightly; see `succeeded`.
    """

    turns: tuple[DeskTurn, ...]
    language: Language
    goal: Goal
    success: bool
    records: Records
    combination: str  # shop and intent

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders in the shop's books."""
        return self.records.orders

    @property
    def text(self) -> str:
        """The turns, one a line, with their speakers."""
        names = {"en": {"customer": "Customer: ", "desk": "Desk: "}, "zh": {"customer": "顾客：", "desk": "客服："}}
        return "\n".join(names[self.language][turn.speaker] + turn.text for turn in self.turns)


@dataclass(frozen=True)
class Utterance:
    """What a customer says first: its intent, and where the values of slots stand."""

    text: str
    intent: str
    spans: tuple[Span, ...]
    language: Language
    combination: str  # shop and intent


def service_dialogue(town: Town, language: Language, chance: Chance) -> ServiceDialogue:
    """Return a dialogue of a customer with the rule-based desk."""
    records = draw_records(town, chance)
    goal = draw_goal(town, records, chance)
    greets = chance.happens(0.5)
    customer = Customer(goal, language, Chance("customer", chance.below(2**32)))
    desk = Desk(records, language, Chance("desk", chance.below(2**32)))
    turns = converse(customer, desk, desk.greet() if greets else None)
    combination = f"{records.shop.place.name.en}|{goal.intent}"
    return ServiceDialogue(turns, language, goal, succeeded(goal, records, turns, language), records, combination)


def utterance(town: Town, language: Language, chance: Chance) -> Utterance:
    """Return how a customer opens a talk; each intent is as likely as the others."""
    records = draw_records(town, chance)
    goal = draw_goal(town, records, chance, chance.pick(INTENTS))
    turn = Customer(goal, language, Chance("customer", chance.below(2**32))).reply()
    return Utterance(turn.text, turn.act, turn.spans, language, f"{records.shop.place.name.en}|{goal.intent}")


def converse(customer: Customer, desk: Bot, greeting: DeskTurn | None = None, limit: int = 30) -> tuple[DeskTurn, ...]:
    """Return the turns of a talk; it ends when the customer is done and the desk has replied, or at the limit."""
    turns = [greeting] if greeting else []
    while len(turns) < limit and not customer.done:
        turns.append(customer.reply(turns[-1] if turns else None))
        turns.append(desk.reply(turns[-1]))
    return tuple(turns)


def served(goal: Goal, records: Records, turn: DeskTurn, language: Language) -> bool:
    """Whether this turn of the desk serves the goal.

    It must be about the goal's intent, state every slot that the intent needs with the wanted value (for a repair
    when the shop is closed: the next free time), and state the outcome and the facts that the books give.
    """
    if (
        turn.speaker != "desk"
        or turn.about != goal.intent
        or turn.act not in ("inform", "apologise", "refuse", "hand_over")
    ):
        return False
    wanted = {slot: words[language] for slot, words in goal.slots if slot in NEEDS[goal.intent]}
    if goal.intent == "book_repair":
        wanted["day"], wanted["time"] = records.free(wanted["day"], wanted["time"], language)
    right = wanted | records.answer(goal.intent, wanted, language)
    return right.items() <= dict(turn.values).items()


def succeeded(goal: Goal, records: Records, turns: Iterable[DeskTurn], language: Language) -> bool:
    """Whether the dialogue served every part of the goal; what was given up for something else does not count."""
    turns = tuple(turns)
    return all(any(served(part, records, turn, language) for turn in turns) for part in goal.parts)


def draw_goal(town: Town, records: Records, chance: Chance, intent: str | None = None) -> Goal:
    """Return a goal that the shop's books allow, with how the talk about it will go."""
    allowed = [one for one in INTENTS if one != "book_repair" or repairs(records.shop)]
    if intent not in allowed:
        intent = chance.weighted(allowed, [WEIGHTS[one] for one in allowed])
    how = chance.weighted(("plain", "also", "instead"), (5, 3, 2))
    how = "also" if intent == "price" and how == "instead" else how
    follow = chance.pick(FOLLOWS[intent]) if intent in FOLLOWS and how != "plain" else None
    both = [STATUS.get(one, ("packed", "sent", "delivered")) for one in (intent, follow or intent)]
    status = [one for one in both[0] if one in both[1]]
    asked = follow or intent
    order = _order(records, chance.pick(status), chance, "exchange_item" in (intent, asked))
    slots = _slots(town, records, order, intent, chance)
    then = Goal(follow, _follow_slots(town, records, order, follow, slots, chance)) if follow else None
    if how == "also" and then is None and intent not in ("goodbye", "speak_to_human", "gift_card"):
        then = Goal("gift_card", _follow_slots(town, records, order, "gift_card", slots, chance))
    if follow and how == "also" and intent not in ("track_order", "availability", "price"):
        then = None  # what is returned cannot be exchanged as well
    same = ("address",) if intent == "exchange_item" and chance.happens(0.5) else ()
    wrong = _wrong(slots, same, chance)
    aside = None if then and how == "instead" else _aside(intent, slots, chance)
    return Goal(intent, slots, same, wrong, aside, then, how)


def _order(records: Records, status: str, chance: Chance, coloured: bool) -> Order:
    able = [one for one in records.orders if one.status == status and (one.colour or not coloured)]
    return chance.pick(able)


def _slots(town: Town, records: Records, order: Order, intent: str, chance: Chance) -> tuple[tuple[str, Words], ...]:
    """Return the values of a goal's slots; most begin with the thing."""
    thing = _thing(records, order, intent, chance)
    person = chance.pick([one for one in town.people if one.job])
    open_days = [day for day, hours in zip(DAYS, records.hours, strict=True) if hours]
    kind = REASONS.get(intent)
    fitting = reasons(kind, thing.name.en) if kind else ()
    number = Words(order.number, order.number)
    colours = [one for one in COLOURS if one != order.colour]
    values = {
        "order_number": number,
        "day": chance.pick(DAYS) if intent == "opening_hours" or chance.happens(0.3) else chance.pick(open_days),
        "time": chance.pick(TIMES[:11] if intent == "book_repair" else TIMES[2:9]),
        "colour": chance.pick(colours),
        "address": order.address if intent == "exchange_item" else person.address,
        "name": person.full,
        "amount": crowns(chance.pick((20, 25, 30, 40, 50, 60, 75, 100))),
        "reason": chance.pick(fitting) if fitting else number,
    }
    slots = [("thing", thing.name)] if "order_number" in NEEDS[intent] else []
    slots += [(slot, thing.name if slot == "thing" else values[slot]) for slot in NEEDS[intent]]
    slots += [("reason", values["reason"])] if intent == "book_repair" else []
    slots += [("shop", records.shop.name)] if chance.happens(0.15) and intent != "goodbye" else []
    return tuple(slots)


def _thing(records: Records, order: Order, intent: str, chance: Chance) -> Noun:
    things = [one.thing for one in records.goods]
    if intent == "availability":
        return chance.pick([one for one in things if has_colour(one)])
    if intent == "book_repair":
        able = [one for one in things if reasons("fault", one.name.en)[1:]]
        return chance.pick(able or things)
    return chance.pick(things) if intent == "price" else order.thing


def _follow_slots(
    town: Town, records: Records, order: Order, intent: str, first: tuple[tuple[str, Words], ...], chance: Chance
) -> tuple[tuple[str, Words], ...]:
    """Return the slots of a goal that follows another: it is about the same thing and the same order."""
    kept = {slot: words for slot, words in first if slot in ("thing", "order_number")}
    slots = dict(_slots(town, records, order, intent, chance)) | kept
    needed = (*NEEDS[intent], "thing" if "order_number" in NEEDS[intent] else "")
    return tuple((slot, words) for slot, words in slots.items() if slot in needed)


def _wrong(slots: tuple[tuple[str, Words], ...], same: tuple[str, ...], chance: Chance) -> tuple[str, Words] | None:
    """Return a slip that the customer will take back: another day, time, colour, amount or digit."""
    others = {"day": DAYS, "time": TIMES[2:9], "colour": COLOURS, "amount": tuple(map(crowns, (20, 30, 50, 80)))}
    able = [(slot, words) for slot, words in slots if (slot in others or slot == "order_number") and slot not in same]
    if not able or not chance.happens(0.22):
        return None
    slot, words = chance.pick(able)
    if slot == "order_number":
        number = words.en[0] + words.en[2] + words.en[1] + words.en[3]
        return (slot, Words(number, number)) if number != words.en else None
    return slot, chance.pick([one for one in others[slot] if one != words])


def _aside(intent: str, slots: tuple[tuple[str, Words], ...], chance: Chance) -> Goal | None:
    """Return a question for in between, with slots that the goal has not."""
    if not chance.happens(0.2) or len(NEEDS[intent]) < 2:
        return None
    if "day" not in dict(slots) and chance.happens(0.7):
        return Goal("opening_hours", (("day", chance.pick(DAYS)),))
    return Goal("out_of_scope")
