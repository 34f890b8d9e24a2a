"""A simulated customer: it wants something, answers the desk's questions, and knows when it has got it.

It talks to anything that returns a `DeskTurn`, so that a bot can take the desk's place. It reads the act, `about`,
`asks` and `values` of the desk's turn, never its text.
"""

from __future__ import annotations

from functools import cache

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.desk_goals import Goal
from course_lib.corpora.town.genres.desk_records import NEEDS, DeskTurn, wording
from course_lib.corpora.town.genres.keyboard import slip
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.phrases import Filled, capitalised, fill, join, phrases

BACKGROUND, DENIAL, SETTLED = 0.25, 0.3, 0.24  # how often a wish comes with a story, a no, an older question
ANSWERS = ("inform", "apologise", "refuse", "hand_over")  # the desk's acts that end a request
DENIED = {  # what a customer with this intent may say that it does not want
    "track_order": ("cancel_order",),
    "cancel_order": ("exchange_item", "return_item"),
    "return_item": ("exchange_item", "book_repair"),
    "exchange_item": ("refund", "book_repair"),
    "refund": ("exchange_item", "cancel_order"),
    "book_repair": ("refund", "exchange_item", "return_item"),
    "change_address": ("cancel_order",),
}
# The intents that can be said without a slot, so that a customer can quote itself.
_QUOTED = "track_order cancel_order return_item exchange_item refund opening_hours change_address book_repair gift_card"
ASKED_BEFORE = (*_QUOTED.split(), "out_of_scope")


class Customer:
    """A customer; its behaviour is drawn before its words, so that it is the same in both languages.

    After each reply `turns` counts what it said, and `done` says whether it has finished.
    """

    def __init__(self, goal: Goal, language: Language, chance: Chance):
        self.words = Chance("words", chance.below(2**32))
        self.chance, self.language, self.bank = chance, language, phrases("service_desk", language)
        self.manner = chance.weighted(("plain", "polite", "hurried", "rude"), (6, 3, 2, 1.5))
        self.openness = chance.pick((0.0, 0.35, 0.6, 1.0))
        self.slips = 0.35 if chance.happens(0.12) else 0.0
        self.patience = chance.between(3, 6) if self.manner == "rude" else 14
        self.turns, self.done, self.said = 0, False, dict[str, str]()
        self.left = [goal.then] if goal.then else []
        self.how, self.aside, self.wrong = goal.how, goal.aside, goal.wrong
        self.main = goal
        self._want(goal)

    def reply(self, desk: DeskTurn | None = None) -> DeskTurn:
        """Return what the customer says to the desk; with nothing or a greeting to answer, it states its wish."""
        self.turns += 1
        if desk is None or (desk.act == "greet" and self.turns == 1):
            return self.open("")
        if desk.act in ANSWERS and self.goal is not self.main and desk.about == self.goal.intent:
            self._want(self.main)  # the question in between is answered
            return self._answer(desk.asks) if desk.asks else self.open("")
        slot = self._misunderstood(desk)
        if desk.act in ANSWERS and desk.about == self.goal.intent and not slot:
            return self._next()
        if self.turns > self.patience:
            return self._leave("give up")
        if slot:
            return self._correct(slot, desk)
        if desk.act == "offer":
            self.wanted |= {slot: value for slot, value in desk.values if slot in self.wanted}
            self.said |= {slot: self.wanted[slot] for slot, _ in desk.values if slot in self.wanted}
            return self._turn("affirm", [self._say("accept")])
        if desk.act == "confirm":
            return self._turn("affirm", [self._say("affirm")])
        return self._asked(desk.asks) if desk.asks else self.open("")

    def open(self, how: str) -> DeskTurn:
        """Return the turn in which the customer brings up what it wants now."""
        goal, chance = self.goal, self.chance
        known = [slot for slot, value in self.wanted.items() if self.said.get(slot) == value]
        must = [slot for slot in self.wanted if slot in self.said and slot not in known]
        given = [
            slot
            for slot in self.wanted
            if slot not in known
            and slot not in goal.same
            and (slot != "shop" or self.turns == 1)
            and (slot in must or how == "aside" or chance.happens(self.openness))
        ]
        if NEEDS[goal.intent] and (self.aside or (self.left and self.how == "instead")):
            given = [slot for slot in given if slot != NEEDS[goal.intent][-1]]  # so that the desk must ask
        core = self._core(known, given)
        parts = [self._say(how)] if how else self._first_words(goal, "shop" in given)
        for slot in given:
            self.said[slot] = self._first_said(slot)
        parts.append(self._say(core))
        if not how and goal.intent in DENIED and chance.happens(DENIAL):
            parts.append(self._say(f"denied {chance.pick(DENIED[goal.intent])}"))
        if not how and self.turns == 1 and goal.intent != "goodbye" and chance.happens(SETTLED):
            other = chance.pick([one for one in ASKED_BEFORE if one != goal.intent])
            question = Filled(fill(self.words.pick(self.bank[other])).text)
            first = chance.happens(0.6)
            said = self._say("settled" if first else "settled after", question=question)
            parts.insert(len(parts) - 1 if first and len(parts) > 1 else 0 if first else len(parts), said)
        mentioned = _slots(core)
        parts += [self._say(f"give {slot}") for slot in given if slot not in (*mentioned, "shop")]
        self.said |= {slot: self.wanted[slot] for slot in mentioned if slot in self.wanted and slot not in given}
        return self._turn(goal.intent, parts, how)

    def _first_words(self, goal: Goal, names_shop: bool) -> list[Filled]:
        if goal.intent == "goodbye" or self.turns > 1:
            return []
        parts = [self._say("hello shop")] if names_shop else []
        if self.chance.happens(0.6) and not names_shop:
            parts.append(self._say("hello"))
        if self.manner != "plain" and self.chance.happens(0.4):
            parts.append(self._say(self.manner))
        if self.chance.happens(BACKGROUND):
            parts.append(self._say("background"))
        return parts

    def _core(self, known: list[str], given: list[str]) -> str:
        """Return the section that states the wish: one whose slots are all given, or "it" where they are known."""
        intent = self.goal.intent
        sections = cores(intent)
        if ("thing" in known or "order_number" in known) and f"{intent}: it" in sections:
            return f"{intent}: it"
        able = [name for name in sections if set(_slots(name)) <= set(given)]
        longest = [name for name in able if name != intent]
        if longest and (intent not in able or self.goal is not self.main or self.chance.happens(0.8)):
            return self.chance.pick(longest)
        if able:
            return intent
        return self.chance.pick([name for name in sections if _slots(name) == ["thing"]])

    def _asked(self, slot: str) -> DeskTurn:
        """Change the goal, ask something in between, or answer."""
        if self.left and self.how == "instead":
            self.main = self.left.pop()
            self.aside = self.wrong = None
            self._want(self.main)
            return self.open("instead")
        if self.aside:
            aside, self.aside = self.aside, None
            self._want(aside)
            return self.open("aside")
        return self._answer(slot)

    def _answer(self, slot: str) -> DeskTurn:
        if slot not in self.wanted:
            return self._turn("inform", [self._say("unknown")])
        parts = [self._say("impatient")] if self.manner in ("hurried", "rude") and self.chance.happens(0.2) else []
        if self.said.get(slot) == self.wanted[slot] and slot not in self.goal.same:
            return self._turn("inform", [*parts, self._say(f"answer {slot}")])
        parts.append(self._value(slot))
        for other in NEEDS[self.goal.intent]:
            if other not in self.said and other not in self.goal.same and self.chance.happens(self.openness * 0.7):
                self.said[other] = self._first_said(other)
                parts.append(self._say(f"give {other}"))
                break
        return self._turn("inform", parts)

    def _value(self, slot: str) -> Filled:
        if slot in self.goal.same:
            self.said[slot] = self.wanted[slot]
            return self._say(f"same {slot}")
        first = self.said[slot] = self._first_said(slot)
        if first != self.wanted[slot] and self.chance.happens(0.4):
            self.said[slot] = self.wanted[slot]
            return self._say("answer corrected", old=Filled(first), new=self._marked(slot))
        return self._say(f"answer {slot}")

    def _first_said(self, slot: str) -> str:
        if self.wrong and self.wrong[0] == slot:
            wrong, self.wrong = self.wrong[1][self.language], None
            return wrong
        return self.wanted[slot]

    def _misunderstood(self, desk: DeskTurn) -> str | None:
        """Return a slot that the desk has wrong, or that the customer said wrongly."""
        if desk.act == "offer":
            return None
        heard = self.said | dict(desk.values)
        return next((slot for slot, value in self.wanted.items() if heard.get(slot, value) != value), None)

    def _correct(self, slot: str, desk: DeskTurn) -> DeskTurn:
        old = dict(desk.values).get(slot, self.said.get(slot, ""))
        mine = self.said.get(slot) == old
        self.said[slot] = self.wanted[slot]
        parts = [self._say("correct mine" if mine else "correct", old=Filled(old), new=self._marked(slot))]
        if desk.asks and desk.asks != slot and desk.asks in self.wanted:
            parts.append(self._value(desk.asks))
        return self._turn("correct", parts)

    def _next(self) -> DeskTurn:
        coming = self.left.pop() if self.left and self.how == "also" else self.aside
        if coming is None:
            return self._leave("thanks")
        if coming is self.aside:  # the desk has asked nothing, so it comes last
            self.aside = None
        self.main = coming
        self._want(coming)
        return self.open("also")

    def _leave(self, section: str) -> DeskTurn:
        self.done = True
        return self._turn("goodbye", [self._say(section)])

    def _want(self, goal: Goal) -> None:
        self.goal = goal
        self.wanted = {slot: words[self.language] for slot, words in goal.slots}

    def _marked(self, slot: str) -> Filled:
        return Filled(self.wanted[slot], (Span(0, len(self.wanted[slot]), slot),))

    def _say(self, section: str, **slots: Filled) -> Filled:
        filled = fill(self.words.pick(self.bank[section]), **wording(self.wanted | self.said, self.language), **slots)
        return Filled(capitalised(filled.text), filled.spans)

    def _turn(self, act: str, parts: list[Filled], how: str = "") -> DeskTurn:
        filled = join(parts, " " if self.language == "en" else "")
        text = filled.text
        if self.slips and self.words.happens(self.slips):
            text = slip(text, filled.spans, self.language, self.words)
        self.done = self.done or self.goal.intent in ("goodbye", "speak_to_human")
        return DeskTurn("customer", text, act, filled.spans, (("intent", self.goal.intent), *self.said.items()), how)


@cache
def cores(intent: str) -> tuple[str, ...]:
    """Return the sections of the phrase bank that state a wish, in their order."""
    return tuple(name for name in phrases("service_desk", "en") if name.partition(": ")[0] == intent)


def _slots(section: str) -> list[str]:
    return section.partition(": ")[2].split()
