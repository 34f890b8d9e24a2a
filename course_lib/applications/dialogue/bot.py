"""The service desk as one object: `reply(text)` reads, updates the state, decides and speaks.

    customer's text → understanding → state → policy → wording → the desk's text

Tested by tests/applications/dialogue/test_bot.py.
Left out: Chinese; several customers in one talk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from course_lib.applications.dialogue.policy import Action, Policy, after
from course_lib.applications.dialogue.safety import Guard
from course_lib.applications.dialogue.state import Belief, update
from course_lib.applications.dialogue.understanding import Heard, Reader, Rules
from course_lib.applications.dialogue.wording import Templates
from course_lib.corpora.town.genres.desk_records import DeskTurn, Records

Noise = Callable[[Heard], Heard]


class DeskBot:
    """A bot for the desk of one shop; each talk needs its own, or `start()`.

    Args:
        books: of the shop.
        reader: understands a turn; by default rules.
        policy: what to do next.
        guard: stops what must not reach the desk; None for none.
        noise: damages what was understood, for experiments.
        carries: False forgets the state after each turn: a bot of single turns.
    """

    def __init__(
        self,
        books: Records,
        reader: Reader | None = None,
        policy: Policy | None = None,
        guard: Guard | None = None,
        noise: Noise | None = None,
        carries: bool = True,
    ) -> None:
        self.books, self.policy, self.guard = books, policy or Policy(), guard
        self.reader = reader or Rules(books)
        self.noise, self.carries = noise, carries
        self.wording = Templates(books)
        self.start()

    def start(self) -> None:
        """Forget the customer: a new one comes."""
        self.belief, self.last = Belief(), Action("greet")
        self.asked = frozenset[str]()
        self.log: list[tuple[str, str]] = []
        self.heard = Heard("inform")

    def reply(self, text: str) -> str:
        """Return what the desk says to a customer's text."""
        return self.turn(text).text

    def turn(self, text: str) -> DeskTurn:
        """Return the desk's turn with what it means."""
        said = self.answer(text)
        self.log += [("customer", text), ("desk", said.text)]
        return said

    def answer(self, text: str) -> DeskTurn:
        """Read, remember, decide, speak."""
        if self.guard and (stopped := self.guard.stops(text)):
            return self.wording.turn(stopped, self.belief)
        self.heard = self.reader.read(text, self.last.asks)
        if self.noise:
            self.heard = self.noise(self.heard)
        before = self.belief if self.carries else Belief()
        self.belief = update(before, self.heard, self.books)
        if self.belief.intent != before.intent:
            self.asked = frozenset()
        action = self.policy.next(self.belief, self.books, self.asked)
        said = self.wording.turn(action, self.belief)
        self.belief = after(self.belief, action)
        self.asked |= {action.asks}
        self.last = action
        return said

    def take_back(self, **slots: str) -> None:
        """Set slots from outside, as a person does who looks over the desk's shoulder."""
        self.belief = replace(self.belief, slots={**self.belief.slots, **slots}, confirmed=False)
