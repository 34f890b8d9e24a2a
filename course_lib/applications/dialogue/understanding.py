"""What a customer's turn means: what it does (its act), and which slots it fills.

    "No, on Friday, not Thursday."     act: correct     slots: {day: Friday}

Three readers with one form, `read(text, asked)`: `Rules` (patterns, rules.py), `Bag` (the
act from a bag of words, the slots from the rules), and joint.py's fine-tuned network.
Sources: the acts follow Young et al. (2013), https://doi.org/10.1109/JPROC.2012.2225812;
slots as in Hemphill et al. (1990), https://aclanthology.org/H90-1021.
Left out: Chinese; several acts in one turn; how sure the rules are.
Tested by tests/applications/dialogue/test_understanding.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, runtime_checkable

from course_lib.applications.dialogue import rules
from course_lib.corpora.annotations import Span
from course_lib.corpora.town.genres.desk_records import DeskTurn, Records
from course_lib.corpora.town.genres.service_desk import ServiceDialogue
from course_lib.models import bag_of_words
from course_lib.models.bag_of_words import BagOfWords

NO_ACT = "inform"


@dataclass(frozen=True)
class Heard:
    """One turn, understood.

    Args:
        act: an intent of the desk, or inform, affirm, deny, correct.
        slots: the values that the turn gives; what is taken back is not among them.
        how: "aside", "instead" or "also", where a new request comes in and says so.
        same: slots meant by "the same as before".
    """

    act: str
    slots: Mapping[str, str] = field(default_factory=dict)
    how: str = ""
    same: tuple[str, ...] = ()


@runtime_checkable
class Reader(Protocol):
    """Anything that understands a turn."""

    def read(self, text: str, asked: str = "") -> Heard:
        """Return what the text means, where the desk asked for the slot `asked`."""


class Rules:
    """Understands by patterns alone.

    Args:
        books: of the shop, which knows the names of its own goods; None for the town's.
    """

    def __init__(self, books: Records | None = None) -> None:
        self.patterns = {
            slot: re.compile(rf"\b(?:{'|'.join(values)})\b", re.IGNORECASE)
            for slot, values in rules.slot_patterns(books).items()
        }
        self.patterns["name"] = re.compile(rules.NAME)
        self.written = {value.lower(): value for values in rules.slot_patterns(books).values() for value in values}

    def read(self, text: str, asked: str = "") -> Heard:
        """Return what the text means.

        Raises:
            ValueError: if the text is no string.
        """
        if not isinstance(text, str):
            raise ValueError(f"a turn must be a text, got {type(text).__name__}.")
        told = what_counts(text)
        slots, negated, rest = self.slots(told)
        how = next((cue for cue, pattern in rules.CUES.items() if has(pattern, rest)), "")
        same = ("address",) if has(rules.SAME, rest) and "address" not in slots else ()
        act = self.act(rest, asked, slots, how, negated or has(rules.CORRECT, rest))
        return Heard(act, slots, how, same)

    def slots(self, text: str) -> tuple[dict[str, str], bool, str]:
        """Return the values, whether one was said with "not", and the text without them.

        Of several values of a slot the last counts: "Thursday, no, Friday".
        """
        slots, negated = {}, False
        for slot, pattern in self.patterns.items():
            for found in pattern.finditer(text):
                if re.search(r"\bnot $", text[: found.start()], re.IGNORECASE):
                    negated = True
                else:
                    slots[slot] = self.written.get(found[0].lower(), found[0])
            text = pattern.sub(lambda found: "~" * len(found[0]), text)
        return slots, negated, text

    def spans(self, text: str) -> list[Span]:
        """Return where the values stand in the text, those after "not" left out."""
        found = []
        for slot, pattern in self.patterns.items():
            for one in pattern.finditer(text):
                if not re.search(r"\bnot $", text[: one.start()], re.IGNORECASE):
                    found.append(Span(one.start(), one.end(), slot))
            text = pattern.sub(lambda one: "~" * len(one[0]), text)
        return sorted(found)

    def act(
        self,
        rest: str,
        asked: str,
        slots: Mapping[str, str],
        how: str,
        corrects: bool,
    ) -> str:
        """Return the act of a turn from what is left when its values are hidden."""
        wish = best_wish(rest)
        if has(rules.GIVE_UP, rest):
            return "goodbye"
        if asked and not how and (asked in slots or has(rules.SAME, rest)):
            return "correct" if corrects else NO_ACT
        if wish and (how or not has(rules.AFFIRM, rest)):
            return wish
        if corrects and slots:
            return "correct"
        if has(rules.AFFIRM, rest):
            return "affirm"
        if has(rules.GOODBYE, rest) and not how:
            return "goodbye"
        if has(rules.DENY, rest):
            return "deny"
        return NO_ACT if slots or has(rules.UNKNOWN, rest) or not has(r"\?", rest) else "out_of_scope"


@dataclass(frozen=True)
class Bag:
    """The act from a bag of words that was trained on talks; slots and cues from the rules.

    Args:
        rules: for the slots.
        words: gives an act for a text.
        floor: below this probability the answer to "which slot?" is just an answer.
    """

    rules: Rules
    words: BagOfWords
    floor: float = 0.5

    @cached_property
    def intents(self) -> tuple[str, ...]:
        return self.words.labels

    def read(self, text: str, asked: str = "") -> Heard:
        """Return what the text means."""
        heard = self.rules.read(text, asked)
        if asked in heard.slots and not heard.how:
            return heard
        hidden = self.rules.slots(what_counts(text))[2]
        probabilities = self.words.probabilities([hidden or "nothing"])[0]
        place = int(probabilities.argmax())
        unsure = float(probabilities[place]) < self.floor and heard.act != NO_ACT
        return heard if unsure else Heard(self.intents[place], heard.slots, heard.how, heard.same)


def trained_words(talks: Sequence[ServiceDialogue], penalty: float = 1.0) -> BagOfWords:
    """Return a bag of words that tells the acts of customers' turns apart.

    Values are hidden from it by each shop's rules, so that it cannot learn them by heart.

    Raises:
        ValueError: if there are no talks.
    """
    texts, acts = [], []
    for talk in talks:
        reader = Rules(talk.records)
        for turn in customer_turns(talk):
            texts.append(reader.slots(what_counts(turn.text))[2] or "nothing")
            acts.append(turn.act)
    return bag_of_words.train(texts, acts, bag_of_words.Bag(n=2), penalty)


def customer_turns(talk: ServiceDialogue) -> list[DeskTurn]:
    """Return what the customer said."""
    return [turn for turn in talk.turns if turn.speaker == "customer"]


def what_counts(text: str) -> str:
    """Return a turn without quotations and without sentences that tell of something else.

    >>> what_counts('Last month I returned a lamp. "Where is it?" I want to swap it.')
    'I want to swap it.'
    """
    bare = re.sub(r'"[^"]*"', "~.", text)
    sentences = [one.strip() for one in re.findall(r"[^.?!]+[.?!]*", bare)]
    kept = [one for one in sentences if re.search(r"[A-Za-z0-9]", one)]
    return " ".join(one for one in kept if not any(has(bad, one) for bad in rules.ASIDE_FROM))


def best_wish(text: str) -> str:
    """Return the intent with most patterns in the text, the first of equals, or "".

    >>> best_wish("Could you mend my coat? It needs some work.")
    'book_repair'
    """
    counts = {intent: sum(has(one, text) for one in wishes) for intent, wishes in rules.WISHES.items()}
    best = max(counts, key=lambda intent: counts[intent])
    return best if counts[best] else ""


def has(pattern: str, text: str) -> bool:
    """Whether the pattern occurs, in capitals or not."""
    return re.search(pattern, text, re.IGNORECASE) is not None
