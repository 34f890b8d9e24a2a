"""What the desk says: sentences with places for the facts, and a check that they are there.

Source: templates as in Reiter and Dale (1997), https://doi.org/10.1017/S1351324997001502.
The templates themselves are the town's (corpora/town/phrases/service_desk.en.txt).
Left out: Chinese; the wording by a language model is in spoken.py.
Tested by tests/applications/dialogue/test_wording.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course_lib.applications.dialogue.policy import Action
from course_lib.applications.dialogue.state import Belief
from course_lib.corpora.town.genres.desk_records import DeskTurn, Records, wording
from course_lib.corpora.town.phrases import Filled, capitalised, fill, phrases

ASK_WISH = "What can I do for you?"


class Templates:
    """Puts an action into words; which of several sentences, goes round by turns.

    Args:
        books: of the shop: the name of an order's thing.
        varied: False takes always the first sentence.
    """

    def __init__(self, books: Records, varied: bool = True) -> None:
        self.books, self.varied = books, varied
        self.bank, self.count = phrases("service_desk", "en"), 0

    def text(self, action: Action, belief: Belief) -> str:
        """Return the words of an action.

        Raises:
            ValueError: if there is no sentence for it.
        """
        known = {**belief.slots, **action.values, "shop": self.books.shop.name.en}
        order = self.books.order(known.get("order_number", ""))
        if order and "order_number" in action.values:
            known["thing"] = order.thing.name.en
        parts = [self.say(section, known) for section in sections(action)]
        if action.is_answer and belief.waiting:
            parts += [self.say("back", known), *([self.say(f"ask {action.asks}", known)] if action.asks else [])]
        return " ".join(parts) if parts else ASK_WISH

    def say(self, section: str, known: Mapping[str, str]) -> str:
        if section not in self.bank:
            raise ValueError(f"there must be a sentence for each action, got none for {section!r}.")
        lines = self.bank[section]
        line = lines[self.count % len(lines)] if self.varied else lines[0]
        self.count += self.varied
        slots: dict[str, str | Filled] = wording(dict(known), "en")
        return capitalised(fill(line, **slots).text)

    def turn(self, action: Action, belief: Belief) -> DeskTurn:
        """Return the action with its words, as the simulated customer reads it."""
        state = (("intent", belief.intent), *belief.slots.items())
        text, values = self.text(action, belief), tuple(action.values.items())
        return DeskTurn("desk", text, action.act, (), state, action.about, action.asks, values)


def sections(action: Action) -> list[str]:
    """Return the names of the sentences that an action needs."""
    act, outcome = action.act, action.values.get("outcome", "")
    if act == "ask_slot":
        return [f"ask {action.asks}"] if action.asks else []
    if act == "confirm":
        return [f"confirm {action.about}"]
    if outcome == "unknown" and not action.is_answer:
        return ["unknown order"]
    if act in ("inform", "apologise"):
        return [f"answer {action.about} {outcome}"]
    return [act]


def facts_missing(text: str, values: Mapping[str, str], slots: tuple[str, ...] = ()) -> list[str]:
    """Return the slots whose value the text does not hold: what a wording has left out.

    Args:
        text: what the desk would say.
        values: what it has to state; the outcome is not looked for.
        slots: only these, if any.

    >>> facts_missing("We open at 9 am.", {"opens": "9 am", "closes": "5 pm"})
    ['closes']
    """
    asked = slots or tuple(slot for slot in values if slot != "outcome")
    return [slot for slot in asked if values[slot].lower() not in text.lower()]


def variety(texts: Sequence[str], values: Sequence[Mapping[str, str]]) -> int:
    """Return how many different sentences there are when the facts in them are hidden.

    Raises:
        ValueError: if there are not as many texts as values.
    """
    if len(texts) != len(values):
        raise ValueError(f"each text must have its values, got {len(texts)} and {len(values)}.")
    return len({hidden(text, facts) for text, facts in zip(texts, values, strict=True)})


def hidden(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its facts replaced by their names.

    >>> hidden("Come on Friday.", {"day": "Friday"})
    'Come on {day}.'
    """
    for slot, value in sorted(values.items(), key=lambda pair: -len(pair[1])):
        text = text.replace(value, "{" + slot + "}")
    return text
