"""What customers of the service desk want, drawn so that the shop's books allow it."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.desk_records import (
    COLOURS,
    INTENTS,
    NEEDS,
    TIMES,
    Order,
    Records,
    crowns,
    has_colour,
    reasons,
    repairs,
)
from course_lib.corpora.town.lexicon import DAYS, Noun, Words
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


@dataclass(frozen=True)
class Goal:
    """What a customer wants, and how the talk about it goes; `slots` holds the values, at least those it needs.

    `same` are slots that the customer names by "the same address" when asked; `wrong` is a value that it gives first
    and then takes back; `aside` is asked in between; `then` comes `instead` of this goal, or after it (`also`).
    """

    intent: str
    slots: tuple[tuple[str, Words], ...] = ()
    same: tuple[str, ...] = ()
    wrong: tuple[str, Words] | None = None
    aside: Goal | None = None
    then: Goal | None = None
    how: str = "also"

    @property
    def parts(self) -> tuple[Goal, ...]:
        """All that must be served: this goal unless another comes instead, the question in between, the next goal."""
        first = () if self.then and self.how == "instead" else (self,)
        return first + tuple(one for one in (self.aside, self.then) if one)


def draw_goal(town: Town, records: Records, chance: Chance, intent: str | None = None) -> Goal:
    """Return a goal that the shop's books allow, with how the talk about it will go.

    Args:
        intent: what to begin with, any if None; a shop that mends nothing gets another than `book_repair`.

    Raises:
        ValueError: if there is no such intent.
    """
    if intent is not None and intent not in INTENTS:
        raise ValueError(f"the intent must be one of {', '.join(INTENTS)}; got {intent!r}.")
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
