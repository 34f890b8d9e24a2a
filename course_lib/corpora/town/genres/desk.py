"""A service desk that follows rules: it asks for what it needs, reads back, looks into the books, answers.

It reads the customer's truth (`act`, `about`, `state`), not the text: it shows what a desk can reach that understands
every word. Now and then it mishears a value when it reads back.
"""

from __future__ import annotations

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.desk_records import COLOURS, NEEDS, DeskTurn, Records, crowns, wording
from course_lib.corpora.town.lexicon import DAYS, Language, Words
from course_lib.corpora.town.phrases import Filled, capitalised, fill, join, phrases

CONFIRMED = ("cancel_order", "return_item", "exchange_item", "change_address", "book_repair", "gift_card")
_LABELS = {"opens": "time", "closes": "time"}


class Desk:
    """The desk of the shop whose books these are; a bot that takes its place needs `reply`, and may have `greet`."""

    def __init__(self, records: Records, language: Language, chance: Chance):
        self.words = Chance("words", chance.below(2**32))
        self.records, self.language, self.chance = records, language, chance
        self.bank = phrases("service_desk", language)
        self.careful = chance.happens(0.7)  # reads back before it acts
        self.talkative = chance.happens(0.5)
        self.asked, self.state = "", dict[str, str]()

    def greet(self) -> DeskTurn:
        """Return the first words."""
        return self._turn("greet", [self._say("greet", {"shop": self.records.shop.name[self.language]})])

    def reply(self, customer: DeskTurn) -> DeskTurn:
        """Return the answer to what the customer said."""
        if customer.act == "goodbye":
            return self._turn("bye", [self._say("bye", {})], customer)
        state = customer.slots
        topic = state.pop("intent")
        if customer.about == "aside":
            return self._serve(topic, state, customer, back=True)
        missing = [slot for slot in NEEDS[topic] if slot not in state]
        if missing:
            return self._ask(topic, missing[0], state, customer)
        order = self.records.order(state["order_number"]) if "order_number" in NEEDS[topic] else None
        if "order_number" in NEEDS[topic] and order is None:
            return self._serve(topic, state, customer)
        if order:
            state["thing"] = order.thing.name[self.language]
        if topic == "book_repair" and not self.records.open_at(state["day"], state["time"], self.language):
            return self._offer(state, customer)
        if topic in CONFIRMED and self.careful and customer.act not in ("affirm", "correct"):
            return self._confirm(topic, state, customer)
        return self._serve(topic, state, customer)

    def _ask(self, topic: str, slot: str, state: dict[str, str], customer: DeskTurn) -> DeskTurn:
        parts = []
        if customer.act == "report_damage":
            parts.append(self._say("sorry", {}))
        elif self.talkative and customer.act == topic:
            parts.append(self._say("willing", {}))
        parts.append(self._say(f"ask {slot}", state))
        return self._turn("ask_slot", parts, customer, topic, slot)

    def _offer(self, state: dict[str, str], customer: DeskTurn) -> DeskTurn:
        day, time = self.records.free(state["day"], state["time"], self.language)
        parts = [self._say("offer", state | {"day": day, "time": time})]
        return self._turn("offer", parts, customer, "book_repair", values={"day": day, "time": time})

    def _confirm(self, topic: str, state: dict[str, str], customer: DeskTurn) -> DeskTurn:
        values = {slot: state[slot] for slot in NEEDS[topic] if slot != "reason"}
        misheard = self.chance.happens(0.12)
        slot = self.chance.pick(list(values))
        if misheard and (wrong := self._like(slot, values[slot])):
            values[slot] = wrong
        return self._turn("confirm", [self._say(f"confirm {topic}", state | values)], customer, topic, values=values)

    def _like(self, slot: str, value: str) -> str:
        """Return a value that is easily misheard for this one; "" where there is none."""
        likes: dict[str, list[Words]] = {
            "colour": list(COLOURS),
            "day": list(DAYS),
            "amount": [crowns(n) for n in (20, 25, 30, 40, 50, 60, 75, 100)],
            "order_number": [Words(f"{n}{value[1:]}", f"{n}{value[1:]}") for n in range(1, 10)],
        }
        others = [words[self.language] for words in likes.get(slot, []) if words[self.language] != value]
        return self.chance.pick(others) if others else ""

    def _serve(self, topic: str, state: dict[str, str], customer: DeskTurn, back: bool = False) -> DeskTurn:
        if topic in ("speak_to_human", "out_of_scope"):
            act = "hand_over" if topic == "speak_to_human" else "refuse"
            parts = [self._say(act, {}), *self._back(back)]
            return self._turn(act, parts, customer, topic, self.asked if back else "", {"outcome": "done"})
        facts = self.records.answer(topic, state, self.language)
        outcome = facts["outcome"]
        values = {slot: state[slot] for slot in NEEDS[topic]} | facts
        if outcome == "unknown":
            return self._turn("apologise", [self._say("unknown order", state)], customer, topic, "order_number", values)
        act = "apologise" if outcome in ("too late", "none", "refunded") else "inform"
        parts = [self._say(f"answer {topic} {outcome}", state | facts), *self._back(back)]
        if not back and self.talkative and self.chance.happens(0.4):
            parts.append(self._say("anything else", {}))
        return self._turn(act, parts, customer, topic, self.asked if back else "", values)

    def _back(self, back: bool) -> list[Filled]:
        """Return the question that was open before the customer asked something in between."""
        return [self._say("back", {}), self._say(f"ask {self.asked}", self.state)] if back else []

    def _say(self, section: str, values: dict[str, str]) -> Filled:
        filled = fill(self.words.pick(self.bank[section]), **wording(values, self.language))
        spans = tuple(Span(span.start, span.end, _LABELS.get(span.label, span.label)) for span in filled.spans)
        return Filled(capitalised(filled.text), spans)

    def _turn(
        self,
        act: str,
        parts: list[Filled],
        customer: DeskTurn | None = None,
        about: str = "",
        asks: str = "",
        values: dict[str, str] | None = None,
    ) -> DeskTurn:
        filled = join(parts, " " if self.language == "en" else "")
        self.asked = asks
        self.state = customer.slots if customer else {}
        pairs = tuple((values or {}).items())
        return DeskTurn("desk", filled.text, act, filled.spans, customer.state if customer else (), about, asks, pairs)
