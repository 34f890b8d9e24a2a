"""Talks with the service desk of a shop: intents, slots, and a state that is carried from turn to turn.

How hard: the wishes share their words. Customers tell of other wishes ("last month I returned a lamp"), quote an
older question that is settled, say what they do not want ("I do not want my money back"), and seldom name their wish
by its own word. Single utterances are the opening turns: a linear classifier of bags of words, trained on 3,900 of
them, reaches 0.90 in English (0.89 in Chinese, of single signs) where it has not seen shop and intent together.
Of the values of slots, some are taken back at once ("Thursday, no, Friday"), and some are only meant ("the same
address", "it"): the state knows them, the text does not spell them out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.customer import ANSWERS, Customer
from course_lib.corpora.town.genres.desk import Desk
from course_lib.corpora.town.genres.desk_goals import Goal, draw_goal
from course_lib.corpora.town.genres.desk_records import INTENTS, NEEDS, DeskTurn, Order, Records, draw_records
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Town


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
    if turn.speaker != "desk" or turn.about != goal.intent or turn.act not in ANSWERS:
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
