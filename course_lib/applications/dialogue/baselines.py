"""What the desk's bot must beat: the nearest old reply, one turn at a time, and a desk that knows the truth.

Tested by tests/applications/dialogue/test_baselines.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from math import sqrt

from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.policy import Policy
from course_lib.applications.dialogue.simulation import LIMIT, Outcome, hard_about, wrong_acts
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.customer import Customer
from course_lib.corpora.town.genres.desk import Desk
from course_lib.corpora.town.genres.desk_goals import draw_goal
from course_lib.corpora.town.genres.desk_records import DeskTurn, Records, draw_records
from course_lib.corpora.town.genres.service_desk import ServiceDialogue, converse, succeeded
from course_lib.corpora.town.people import Town
from course_lib.models.bag_of_words import ENGLISH_WORDS


class Replies:
    """Answers with what the desk once replied to the most similar turn.

    Similar: the cosine of the words that both have.

    Args:
        talks: old ones.

    Raises:
        ValueError: if there are no talks.
    """

    def __init__(self, talks: Sequence[ServiceDialogue]) -> None:
        if not talks:
            raise ValueError("there must be a talk to learn from, got 0.")
        self.pairs = [
            (first.text, second)
            for talk in talks
            for first, second in zip(talk.turns, talk.turns[1:], strict=False)
            if first.speaker == "customer"
        ]

    @cached_property
    def bags(self) -> list[Counter[str]]:
        return [ENGLISH_WORDS.of(text) for text, _ in self.pairs]

    def nearest(self, text: str) -> tuple[str, DeskTurn]:
        """Return the old turn that is most like the text, and what the desk replied.

        Of equals, the first.
        """
        asked = ENGLISH_WORDS.of(text)
        best = max(range(len(self.bags)), key=lambda place: cosine(asked, self.bags[place]))
        return self.pairs[best]

    def turn(self, text: str) -> DeskTurn:
        """Return the old reply."""
        return self.nearest(text)[1]


def cosine(some: Counter[str], others: Counter[str]) -> float:
    """Return the cosine of two bags, 0 if one is empty.

    >>> round(cosine(Counter("ab"), Counter("bc")), 2)
    0.5
    """
    both = sum(n * others[word] for word, n in some.items() if word in others)
    sizes = sum(n * n for n in some.values()) * sum(n * n for n in others.values())
    return both / sqrt(sizes) if sizes else 0.0


def single_turns(books: Records) -> DeskBot:
    """Return a bot that reads every turn as if it were the first."""
    return DeskBot(books, carries=False)


def form(books: Records) -> DeskBot:
    """Return a bot that goes through its form, whatever was said already."""
    return DeskBot(books, policy=Policy(ask="all"))


def truthful(n: int, seed: int = 0) -> list[Outcome]:
    """Return how the town's own desk does, which reads the customer's mind: the ceiling.

    The customers are those that `simulation.play` brings to a bot.
    """
    outcomes = []
    for i in range(n):
        chance = Chance("dialogue test", seed, i)
        town = Town(0)
        books = draw_records(town, chance)
        goal = draw_goal(town, books, chance)
        customer = Customer(goal, "en", Chance("customer", chance.below(2**32)))
        features = hard_about(goal, customer)
        desk = Desk(books, "en", Chance("desk", seed, i))
        turns = converse(customer, desk, limit=LIMIT)
        success = succeeded(goal, books, turns, "en")
        outcomes.append(Outcome(turns, goal, success, wrong_acts(goal, books, turns), features))
    return outcomes


def without_wording(turn: DeskTurn) -> DeskTurn:
    """Return a turn's meaning alone: two turns that mean the same are then equal."""
    return replace(turn, text="", spans=(), state=())
