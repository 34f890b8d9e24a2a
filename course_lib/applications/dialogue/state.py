"""The belief state: what the desk takes for true after each turn, carried from turn to turn.

    said                         intent        slots
    I want to swap my coat.      exchange      thing coat
    It is 4012.                  exchange      thing coat, order_number 4012
    No, sorry, 4021.             exchange      thing coat, order_number 4021

Source: the task is that of the dialogue state tracking challenges, Williams, Raux and
Henderson (2016), https://doi.org/10.5087/dad.2016.301; joint goal accuracy as in Henderson,
Thomson and Williams (2014), https://aclanthology.org/W14-4337.
Left out: several beliefs with probabilities; what a learned tracker would do.
Tested by tests/applications/dialogue/test_state.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from course_lib.applications.dialogue.understanding import Heard
from course_lib.corpora.town.genres.desk_records import INTENTS, NEEDS, Records

QUESTIONS = ("opening_hours", "out_of_scope", "price", "availability")  # asked in between


@dataclass(frozen=True)
class Belief:
    """What the desk takes for true; never changed in place, so no two talks can share one.

    Args:
        intent: the request in hand; "" before there is one.
        slots: what is known.
        waiting: requests put aside, the latest last.
        confirmed: whether the customer said yes to the request in hand as it stands.
        answered: whether the request in hand has its answer.
        offered: values that the desk has proposed and the customer can accept.
        useless: turns in a row that told nothing.
        leaving: whether the customer has said goodbye.
    """

    intent: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    confirmed: bool = False
    answered: bool = False
    offered: Mapping[str, str] = field(default_factory=dict)
    useless: int = 0
    leaving: bool = False

    def missing(self) -> list[str]:
        """Return the slots that the request in hand still needs, in the desk's order."""
        return [slot for slot in NEEDS.get(self.intent, ()) if slot not in self.slots]


def update(belief: Belief, heard: Heard, books: Records) -> Belief:
    """Return the belief after a turn.

    A turn adds to what is known and corrects it; what it does not speak of stays.
    """
    if heard.act == "goodbye":
        return replace(belief, leaving=True)
    if heard.act == "out_of_scope":  # speaks of another matter: "the Blue Door"
        return with_request(belief, heard)
    news = {slot: value for slot, value in heard.slots.items() if slot != "shop"}
    if heard.act == "affirm":
        news = {**belief.offered, **news}
    news |= same_as_before(belief, heard, books, news)
    changed = any(belief.slots.get(slot) != value for slot, value in news.items())
    told = changed or heard.act not in ("inform", "deny")
    belief = replace(
        belief,
        slots={**belief.slots, **news},
        confirmed=heard.act == "affirm" or (belief.confirmed and not changed),
        answered=belief.answered and (not changed or heard.act in INTENTS),
        offered={},
        useless=0 if told else belief.useless + 1,
    )
    return with_request(belief, heard) if heard.act in INTENTS else belief


def with_request(belief: Belief, heard: Heard) -> Belief:
    """Return the belief with a new request in hand; the old one waits, or is dropped."""
    if heard.act == belief.intent and not belief.answered:
        return belief
    is_open = bool(belief.intent) and not belief.answered
    between = heard.how == "aside" or (not heard.how and heard.act in QUESTIONS)
    waiting = (*belief.waiting, belief.intent) if is_open and between else belief.waiting
    return replace(belief, intent=heard.act, waiting=waiting, confirmed=False, answered=False, useless=0)


def same_as_before(
    belief: Belief,
    heard: Heard,
    books: Records,
    news: Mapping[str, str],
) -> dict[str, str]:
    """Return what "the same address" means: that of the order in the books."""
    order = books.order(news.get("order_number", belief.slots.get("order_number", "")))
    return {"address": order.address.en} if "address" in heard.same and order else {}


def forget(belief: Belief, *slots: str) -> Belief:
    """Return the belief without these slots, and without the confirmation that had them.

    >>> dict(forget(Belief("price", {"thing": "coat", "day": "Friday"}), "thing").slots)
    {'day': 'Friday'}
    """
    kept = {slot: value for slot, value in belief.slots.items() if slot not in slots}
    return replace(belief, slots=kept, confirmed=False)


def joint_goal_accuracy(
    predicted: Sequence[Mapping[str, str]],
    truth: Sequence[Mapping[str, str]],
) -> float:
    """Return the share of turns whose whole state is right: every slot, and no other.

    Raises:
        ValueError: if there are no turns, or not as many states on both sides.

    >>> joint_goal_accuracy([{"day": "Friday"}, {}], [{"day": "Friday"}, {"day": "Friday"}])
    0.5
    """
    if not predicted or len(predicted) != len(truth):
        came = f"{len(predicted)} and {len(truth)}"
        raise ValueError(f"there must be turns, and as many true states; got {came}.")
    right = sum(dict(a) == dict(b) for a, b in zip(predicted, truth, strict=True))
    return right / len(truth)


def needed(intent: str, slots: Mapping[str, str]) -> dict[str, str]:
    """Return the intent and those slots that the desk needs for it: what is compared.

    >>> needed("price", {"thing": "coat", "day": "Friday"})
    {'intent': 'price', 'thing': 'coat'}
    """
    return {"intent": intent} | {slot: slots[slot] for slot in NEEDS.get(intent, ()) if slot in slots}
