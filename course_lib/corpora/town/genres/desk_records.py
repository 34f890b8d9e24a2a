"""The books of one shop, what its service desk can do, and the right answer to every request.

The values of slots are strings of the dialogue's language in their one written form ("3 pm", "星期四"), so that they
can be compared; the books themselves hold both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import (
    ADJECTIVES,
    DAYS,
    LANGUAGES,
    SHOPS,
    THINGS,
    WEEKDAYS,
    Language,
    Noun,
    Shop,
    Words,
)
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import Filled, phrases, with_article

SLOTS = ("thing", "shop", "order_number", "day", "time", "colour", "address", "name", "amount", "reason")
# What the desk must know before it can serve each intent, in the order in which it asks.
NEEDS: dict[str, tuple[str, ...]] = {
    "track_order": ("order_number",),
    "cancel_order": ("order_number",),
    "return_item": ("order_number", "reason"),
    "exchange_item": ("order_number", "colour", "address"),
    "report_damage": ("order_number", "reason"),
    "refund": ("order_number", "reason"),
    "opening_hours": ("day",),
    "price": ("thing",),
    "availability": ("thing", "colour"),
    "change_address": ("order_number", "address"),
    "book_repair": ("thing", "day", "time", "name"),
    "gift_card": ("amount", "name"),
    "speak_to_human": (),
    "goodbye": (),
    "out_of_scope": (),
}
INTENTS = tuple(NEEDS)

_NO_COLOUR = "novel dictionary map cookbook calendar poster atlas puzzle saw board_game ring necklace mirror painting"
_ODD_GOODS = ("key", "rope", "pencil")  # too small to be sent
_FIX_NOT = ("bookshop", "toy shop")
_DELIVERING = ("bookshop", "toy shop", "clothes shop", "music shop", "hardware shop", "bicycle shop", "furniture shop")
DELIVERING = tuple(shop for shop in SHOPS if shop.place.name.en in (*_DELIVERING, "camera shop"))
GOODS = {
    shop.name.en: tuple(thing for thing in THINGS if thing.shop == shop.place and thing.name.en not in _ODD_GOODS)
    for shop in DELIVERING
}
NOUN = {language: {thing.name[language]: thing for thing in THINGS} for language in LANGUAGES}
COLOURS = tuple(Words(one.words.en, one.words.zh.rstrip("的")) for one in ADJECTIVES if one.kind == "colour")
_HOURS_ZH = ("八", "九", "十", "十一", "十二", "一", "两", "三", "四", "五", "六", "七")
TIMES = tuple(  # from 8 am to 7 pm
    Words(
        f"{hour if hour < 13 else hour - 12} {'am' if hour < 12 else 'noon' if hour == 12 else 'pm'}",
        f"{'上午' if hour < 12 else '中午' if hour == 12 else '下午' if hour < 18 else '晚上'}{_HOURS_ZH[hour - 8]}点",
    )
    for hour in range(8, 20)
)


def has_colour(thing: Noun) -> bool:
    """Whether a customer may care about the thing's colour."""
    return thing.name.en.replace(" ", "_") not in _NO_COLOUR.split()


def repairs(shop: Shop) -> bool:
    """Whether the shop mends what it sells."""
    return shop.place.name.en not in _FIX_NOT


def crowns(amount: int) -> Words:
    """Return an amount of the town's money."""
    return Words(f"{amount} crowns", f"{amount}克朗")


@dataclass(frozen=True, slots=True)
class Order:
    """An order: being `packed`, `sent` (arrives on `day`) or `delivered` (on `day`)."""

    number: str
    name: Words
    thing: Noun
    colour: Words | None
    status: str
    day: Words
    price: int
    address: Words


@dataclass(frozen=True, slots=True)
class Goods:
    """What the shop sells: its price, the colours in stock (none asked for where `colours` is empty), the next load."""

    thing: Noun
    price: int
    colours: tuple[Words, ...]
    day: Words


@dataclass(frozen=True, slots=True)
class DeskTurn:
    """What one side says, with its truth.

    `act` is the customer's intent (one of `INTENTS`, or inform, affirm, deny, correct), or the desk's dialogue act:
    greet, ask_slot, confirm, offer, inform, apologise, refuse, hand_over, bye. `spans` marks the slot values that the
    turn gives; a value that is taken back ("not Thursday") is not marked. `state` holds the intent in hand and every
    slot known after the turn, also those said by "it" or "the same address".
    """

    speaker: str  # customer, desk
    text: str
    act: str
    spans: tuple[Span, ...] = ()
    state: tuple[tuple[str, str], ...] = ()
    about: str = ""  # desk: the intent it speaks of; customer: aside, instead or also, where a new request comes in
    asks: str = ""  # the slot that the desk asks for
    values: tuple[tuple[str, str], ...] = ()  # what the desk states: slots, and the `outcome` of a request

    @property
    def slots(self) -> dict[str, str]:
        """The state as a dictionary."""
        return dict(self.state)


@dataclass(frozen=True, slots=True)
class Records:
    """The books of a shop; `hours` holds for each day the indices in `TIMES` of opening and closing, or None."""

    shop: Shop
    orders: tuple[Order, ...]
    goods: tuple[Goods, ...]
    hours: tuple[tuple[int, int] | None, ...]

    def order(self, number: str) -> Order | None:
        """Return the order with this number."""
        return next((order for order in self.orders if order.number == number), None)

    def open_at(self, day: str, time: str, language: Language) -> bool:
        """Whether the shop is open."""
        hours = self.hours[[one[language] for one in DAYS].index(day)]
        return hours is not None and hours[0] <= [one[language] for one in TIMES].index(time) < hours[1]

    def free(self, day: str, time: str, language: Language) -> tuple[str, str]:
        """Return the day and time themselves if the shop is open then, or else the nearest later day at 10 am."""
        if self.open_at(day, time, language):
            return day, time
        start = [one[language] for one in DAYS].index(day)
        later = next(step for step in range(1, 8) if self.hours[(start + step) % 7])
        return DAYS[(start + later) % 7][language], TIMES[2][language]

    def answer(self, intent: str, values: Mapping[str, str], language: Language) -> dict[str, str]:
        """Return what a right answer to the request states: its `outcome`, and the facts that go with it."""
        if "order_number" in NEEDS[intent]:
            order = self.order(values["order_number"])
            return self._about(order, intent, values, language) if order else {"outcome": "unknown"}
        if intent == "opening_hours":
            hours = self.hours[[one[language] for one in DAYS].index(values["day"])]
            if hours is None:
                return {"outcome": "closed"}
            return {"outcome": "open", "opens": TIMES[hours[0]][language], "closes": TIMES[hours[1]][language]}
        if intent in ("price", "availability"):
            goods = next((one for one in self.goods if one.thing.name[language] == values["thing"]), None)
            if goods is None:
                return {"outcome": "unknown"}
            if intent == "price":
                return {"outcome": "known", "amount": crowns(goods.price)[language]}
            if values["colour"] in [colour[language] for colour in goods.colours]:
                return {"outcome": "in stock"}
            return {"outcome": "none", "day": goods.day[language]}
        return {"outcome": "done"}

    def _about(self, order: Order, intent: str, values: Mapping[str, str], language: Language) -> dict[str, str]:
        facts = {"thing": order.thing.name[language]}
        money = {"amount": crowns(order.price)[language]}
        if intent == "track_order":
            return facts | {"outcome": order.status, "day": order.day[language]}
        if intent == "cancel_order":
            return facts | ({"outcome": "done"} | money if order.status == "packed" else {"outcome": "too late"})
        if intent == "change_address":
            return facts | {"outcome": "done" if order.status == "packed" else "too late"}
        if intent == "exchange_item":
            stock = self.answer("availability", facts | {"colour": values["colour"]}, language)
            return facts | {"outcome": "done" if stock["outcome"] == "in stock" else "none"}
        if intent == "report_damage":
            goods = next(one for one in self.goods if one.thing == order.thing)
            in_stock = order.colour in goods.colours or order.colour is None
            return facts | ({"outcome": "replaced"} if in_stock else {"outcome": "refunded"} | money)
        return facts | {"outcome": "done"} | money


def draw_records(town: Town, chance: Chance) -> Records:
    """Return the books of one of the town's shops: six goods, six orders, two of each status."""
    shop = chance.pick(DELIVERING)
    adults = tuple(person for person in town.people if person.job)
    start, end = chance.between(0, 2), chance.between(9, 11)
    closed = chance.pick((6, 6, 0, 2))
    hours = tuple(
        None if day == closed else (start, 6 if day == 5 and end == 9 else end - (day == 5)) for day in range(7)
    )
    coloured = [thing for thing in GOODS[shop.name.en] if has_colour(thing)]
    plain = [thing for thing in GOODS[shop.name.en] if not has_colour(thing)]
    things = chance.some(coloured, min(4, len(coloured)))
    things += chance.some(plain, min(2, len(plain)))
    goods, orders = [], []
    for thing in things:
        colours = tuple(chance.some(COLOURS, 4)) if has_colour(thing) else ()
        price = thing.price + chance.between(0, 1 + thing.price // 4)
        goods.append(Goods(thing, price, colours, chance.pick([day for at, day in enumerate(DAYS) if at != closed])))
    first = chance.between(1000, 9000)
    for place in range(6):
        one = goods[0] if place < 3 else chance.pick(goods)  # the first of each status can be exchanged for a colour
        colour = chance.pick(COLOURS) if one.colours else None
        person, status = chance.pick(adults), ("packed", "sent", "delivered")[place % 3]
        number = str(first + 17 * place + chance.below(17))
        day = chance.pick(WEEKDAYS)
        orders.append(Order(number, person.full, one.thing, colour, status, day, one.price, person.address))
    return Records(shop, tuple(orders), tuple(goods), hours)


@cache
def reasons(kind: str, thing: str) -> tuple[Words, ...]:
    """Return the reasons of a kind (return, refund, fault) that fit a thing, given by its English name.

    A line of the phrase banks names the things it fits, or * for all, and then the reason.
    """
    banks = (phrases("service_desk", language)[f"reason {kind}"] for language in LANGUAGES)
    pairs = zip(*(tuple(line.split(": ", 1) for line in bank) for bank in banks), strict=True)
    return tuple(Words(en, zh) for (fits, en), (_, zh) in pairs if fits == "*" or thing in fits.split(", "))


def wording(values: Mapping[str, str], language: Language) -> dict[str, str | Filled]:
    """Return slots for templates: the values, and of the thing `a_thing`, `m` (measure word), `item` and `an_item`."""
    slots: dict[str, str | Filled] = dict(values)
    thing = values.get("thing")
    if thing is None:
        return slots
    measure = NOUN[language][thing].measure
    one = with_article(thing) if language == "en" else f"一{measure}{thing}"
    slots["a_thing"] = Filled(one, (Span(len(one) - len(thing), len(one), "thing"),))
    slots["m"] = Filled(measure)
    if colour := values.get("colour"):
        item = f"{colour} {thing}" if language == "en" else f"{colour}的{thing}"
        spans = Span(0, len(colour), "colour"), Span(len(item) - len(thing), len(item), "thing")
        slots["item"] = Filled(item, spans)
        lead = with_article(colour)[: -len(colour)] if language == "en" else f"一{measure}"
        moved = tuple(Span(span.start + len(lead), span.end + len(lead), span.label) for span in spans)
        slots["an_item"] = Filled(lead + item, moved)
    return slots
