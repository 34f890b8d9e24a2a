"""A bot against the town's simulated customers: is the task done, and in how many turns?

The bot gets the customer's text and nothing else; the customer reads what the bot means
(`DeskTurn`), so that only the understanding of one side is tested.
Source: agenda-based simulation, Schatzmann et al. (2007), https://aclanthology.org/N07-2038.
Left out: a customer that reads the bot's words.
Tested by tests/applications/dialogue/test_simulation.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from course_lib.applications.dialogue.understanding import Heard
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.customer import Customer
from course_lib.corpora.town.genres.desk import CONFIRMED
from course_lib.corpora.town.genres.desk_goals import Goal, draw_goal
from course_lib.corpora.town.genres.desk_records import COLOURS, NEEDS, DeskTurn, Records, draw_records
from course_lib.corpora.town.genres.service_desk import (
    ServiceDialogue,
    converse,
    service_dialogue,
    succeeded,
)
from course_lib.corpora.town.lexicon import DAYS, SURNAMES
from course_lib.corpora.town.people import Town
from course_lib.metrics.significance import wilson_interval

LIMIT = 40
FEATURES = ("changes its mind", "asks in between", "corrects itself", "has a second wish", "misspells")


class TextBot(Protocol):
    """Anything that answers a text with a turn."""

    def turn(self, text: str) -> DeskTurn:
        """Return the desk's turn."""


@dataclass(frozen=True)
class ByText:
    """A bot in the desk's place that is shown the text alone."""

    bot: TextBot

    def reply(self, customer: DeskTurn) -> DeskTurn:
        """Return the answer to what the customer said."""
        return self.bot.turn(customer.text)


@dataclass(frozen=True)
class Outcome:
    """How a talk went.

    Args:
        turns: both sides' turns.
        goal: what the customer wanted.
        success: everything that it wanted in the end was answered rightly.
        wrong_acts: things done that nobody wanted, such as the wrong order cancelled.
        features: what was hard about the customer.
    """

    turns: tuple[DeskTurn, ...]
    goal: Goal
    success: bool
    wrong_acts: int
    features: tuple[str, ...]

    @property
    def said(self) -> int:
        """How many turns the customer needed."""
        return sum(turn.speaker == "customer" for turn in self.turns)

    @property
    def gave_up(self) -> bool:
        return not self.success and self.turns[-1].act == "bye"


MakeBot = Callable[[Records], TextBot]


def talks(n: int, seed: int = 0) -> list[ServiceDialogue]:
    """Return talks with the town's own desk, which reads the customer's mind: for training.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be positive, got {n}.")
    return [service_dialogue(Town(0), "en", Chance("dialogue training", seed, i)) for i in range(n)]


def play(make_bot: MakeBot, n: int, seed: int = 0) -> list[Outcome]:
    """Let a bot serve n customers, each in another shop; other seeds, other customers.

    The same seed brings the same customers to every bot.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be positive, got {n}.")
    return [play_one(make_bot, Chance("dialogue test", seed, i)) for i in range(n)]


def play_one(make_bot: MakeBot, chance: Chance) -> Outcome:
    """Return how a talk with one customer goes."""
    town = Town(0)
    books = draw_records(town, chance)
    goal = draw_goal(town, books, chance)
    customer = Customer(goal, "en", Chance("customer", chance.below(2**32)))
    features = hard_about(goal, customer)
    turns = converse(customer, ByText(make_bot(books)), limit=LIMIT)
    success = succeeded(goal, books, turns, "en")
    return Outcome(turns, goal, success, wrong_acts(goal, books, turns), features)


def hard_about(goal: Goal, customer: Customer) -> tuple[str, ...]:
    """Return what is hard about a customer, of `FEATURES`."""
    marks = (
        bool(goal.then and goal.how == "instead"),
        goal.aside is not None,
        goal.wrong is not None,
        bool(goal.then and goal.how == "also"),
        customer.slips > 0,
    )
    return tuple(name for name, holds in zip(FEATURES, marks, strict=True) if holds)


def wrong_acts(goal: Goal, books: Records, turns: Sequence[DeskTurn]) -> int:
    """Count the turns that did what cannot be undone, and that no part of the goal wanted."""
    done = [turn for turn in turns if turn.speaker == "desk" and turn.about in CONFIRMED]
    done = [turn for turn in done if dict(turn.values).get("outcome") in ("done", "replaced")]
    return sum(not any(wanted(part, books, turn) for part in all_parts(goal)) for turn in done)


def all_parts(goal: Goal) -> tuple[Goal, ...]:
    """Return every request, that too which was given up for another."""
    return (goal, *(one for one in (goal.aside, goal.then) if one))


def wanted(part: Goal, books: Records, turn: DeskTurn) -> bool:
    """Whether a turn did what this part of the goal wants."""
    values = {slot: words.en for slot, words in part.slots if slot in NEEDS[part.intent]}
    if part.intent == "book_repair":
        values["day"], values["time"] = books.free(values["day"], values["time"], "en")
    return turn.about == part.intent and values.items() <= dict(turn.values).items()


@dataclass(frozen=True)
class Report:
    """The figures of many talks: shares with their 95 % intervals (Wilson, 1927)."""

    n: int
    success: float
    low: float
    high: float
    turns: float
    wrong: float

    def __str__(self) -> str:
        return f"{self.success:.2f} [{self.low:.2f}, {self.high:.2f}], {self.turns:.1f} turns"


def report(outcomes: Sequence[Outcome]) -> Report:
    """Return success with its interval, the customer's turns, and wrong acts a talk.

    Raises:
        ValueError: if there are no talks.
    """
    n = len(outcomes)
    if not n:
        raise ValueError("there must be a talk to count, got 0.")
    hits = sum(one.success for one in outcomes)
    low, high = wilson_interval(hits, n)
    mean_turns = sum(one.said for one in outcomes) / n
    return Report(n, hits / n, low, high, mean_turns, sum(one.wrong_acts > 0 for one in outcomes) / n)


def by_feature(outcomes: Sequence[Outcome]) -> dict[str, Report]:
    """Return a report for each hard thing, and for customers with none."""
    groups: Mapping[str, list[Outcome]] = {
        "nothing hard": [one for one in outcomes if not one.features],
        **{name: [one for one in outcomes if name in one.features] for name in FEATURES},
    }
    return {name: report(some) for name, some in groups.items() if some}


def misheard(rate: float, seed: int | str = 0) -> Callable[[Heard], Heard]:
    """Return a noise: each value is taken for a similar one with probability `rate`.

    Give each customer's bot another seed, or all are misheard at the same turns.

    Raises:
        ValueError: if the rate is no probability.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"rate must be between 0 and 1, got {rate}.")
    chance = Chance("misheard", seed)

    def noise(heard: Heard) -> Heard:
        slots = {slot: like(slot, v, chance) if chance.happens(rate) else v for slot, v in heard.slots.items()}
        return replace(heard, slots=slots)

    return noise


def like(slot: str, value: str, chance: Chance) -> str:
    """Return a value that is easily taken for this one; the same where there is none."""
    lists = {"day": DAYS, "colour": COLOURS}
    if slot in lists:
        return chance.pick([one.en for one in lists[slot] if one.en != value])
    if slot == "order_number":
        return value[0] + value[2] + value[1] + value[3]
    number, _, rest = value.partition(" ")
    if slot == "amount":
        return f"{int(number) * 2} crowns"
    if slot == "address":
        return f"{int(number) + 10} {rest}"
    if slot == "name":
        return f"{number} {chance.pick([words.en for words, _ in SURNAMES if words.en != rest])}"
    return value
