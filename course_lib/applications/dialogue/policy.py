"""What the desk does next: ask, read back, answer, offer, refuse, hand over.

Rules over the belief state, each of which can be switched, so that a simulation can say
what it is worth. Source: the questions that a form of slots asks are those of Bobrow et al.
(1977), GUS, https://doi.org/10.1016/0004-3702(77)90018-2.
Left out: policies that are learned from rewards.
Tested by tests/applications/dialogue/test_policy.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from course_lib.applications.dialogue.state import Belief
from course_lib.corpora.town.genres.desk import CONFIRMED
from course_lib.corpora.town.genres.desk_records import NEEDS, Records

SORRY = ("too late", "none", "refunded")  # outcomes to apologise for


@dataclass(frozen=True)
class Action:
    """What the desk does: see `DeskTurn` for the names.

    Args:
        act: greet, ask_slot, confirm, offer, inform, apologise, refuse, hand_over or bye.
        about: the intent that it speaks of.
        asks: the slot that it asks for; "" where it asks what the customer wants.
        values: what it states.
    """

    act: str
    about: str = ""
    asks: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_answer(self) -> bool:
        """Whether it ends a request."""
        asks_again = self.values.get("outcome") == "unknown"
        return self.act in ("inform", "apologise", "refuse") and not asks_again


@dataclass(frozen=True)
class Policy:
    """The desk's rules.

    Args:
        ask: "missing" asks what is not known yet; "all" goes through the whole form.
        confirm: "acts" reads back what cannot be undone; "never" reads nothing back.
        patience: hands over after so many turns in a row that told nothing.
    """

    ask: Literal["missing", "all"] = "missing"
    confirm: Literal["acts", "never"] = "acts"
    patience: int = 3

    def next(self, belief: Belief, books: Records, asked: frozenset[str] = frozenset()) -> Action:
        """Return what to do.

        Args:
            belief: after the customer's turn.
            books: of the shop.
            asked: the slots that were asked already, for this request.
        """
        intent = belief.intent
        if belief.leaving:
            return Action("bye", intent)
        if belief.useless >= self.patience or intent == "speak_to_human":
            return Action("hand_over", "speak_to_human", values={"outcome": "done"})
        if not intent or belief.answered:
            return Action("ask_slot")
        if intent == "out_of_scope":
            return back(belief, Action("refuse", intent, values={"outcome": "done"}))
        if slot := self.question(belief, asked):
            return Action("ask_slot", intent, slot)
        return self.serve(belief, books)

    def question(self, belief: Belief, asked: frozenset[str]) -> str:
        """Return the slot to ask for, or "".

        With `ask="all"` also what the customer has said without being asked.
        """
        if self.ask == "all":
            return next((slot for slot in NEEDS[belief.intent] if slot not in asked), "")
        return next(iter(belief.missing()), "")

    def serve(self, belief: Belief, books: Records) -> Action:
        """Return the answer, or what must be settled before it."""
        intent = belief.intent
        if missing := belief.missing():
            return Action("ask_slot", intent, missing[0])
        values = {slot: belief.slots[slot] for slot in NEEDS[intent]}
        if "order_number" in values and books.order(values["order_number"]) is None:
            unknown = {**values, "outcome": "unknown"}
            return Action("apologise", intent, "order_number", unknown)
        if intent == "book_repair":
            day, time = books.free(values["day"], values["time"], "en")
            free = {"day": day, "time": time}
            if free.items() - values.items():
                return Action("offer", intent, values=free)
        if self.confirm == "acts" and intent in CONFIRMED and not belief.confirmed:
            said = {slot: value for slot, value in values.items() if slot != "reason"}
            return Action("confirm", intent, values=said)
        facts = books.answer(intent, values, "en")
        act = "apologise" if facts["outcome"] in SORRY else "inform"
        return back(belief, Action(act, intent, values=values | facts))


def back(belief: Belief, answer: Action) -> Action:
    """Return an answer that goes on with the request that was put aside, if there is one."""
    if not belief.waiting:
        return answer
    open_again = replace(belief, intent=belief.waiting[-1])
    return replace(answer, asks=next(iter(open_again.missing()), ""))


def after(belief: Belief, action: Action) -> Belief:
    """Return the belief when the desk has spoken: what is answered, what is offered."""
    if action.is_answer:
        if belief.waiting:
            return replace(belief, intent=belief.waiting[-1], waiting=belief.waiting[:-1], confirmed=False)
        return replace(belief, answered=True)
    if action.act == "offer":
        return replace(belief, offered=action.values)
    return belief
