"""A chat with the desk in the page: rules understand, the state fills, the desk answers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets
from matplotlib.axes import Axes

from course_lib.applications.dialogue import rules
from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.state import QUESTIONS
from course_lib.applications.dialogue.wording import Templates
from course_lib.corpora.town.genres.desk import CONFIRMED
from course_lib.corpora.town.genres.desk_records import COLOURS, INTENTS, NEEDS, TIMES, Records
from course_lib.corpora.town.lexicon import DAYS
from course_lib.corpora.town.phrases import phrases, with_article
from course_lib.live.figure import LiveFigure
from course_lib.plots.bars import draw_bars

_DESK = ("ask ", "confirm ", "answer ", "unknown order", "offer", "refuse", "hand_over", "bye", "back")


class DeskChat(LiveFigure):
    """The rule-based desk of one shop, as a chat with its belief state beside it.

    Args:
        books: of the shop.
        suggestions: turns that a reader can send with one press.
        greeting: what the desk says first.

    Raises:
        ValueError: if there is no suggestion.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    desk = traitlets.Dict().tag(sync=True)
    suggestions = traitlets.List(traitlets.Unicode()).tag(sync=True)
    greeting = traitlets.Unicode().tag(sync=True)
    said = traitlets.List(traitlets.Unicode()).tag(sync=True)

    alt = (
        "Bars: how many slots the desk must know for each request. In the live figure you chat with the desk, and a "
        "table beside the chat shows its belief state after every turn."
    )

    def __init__(
        self,
        books: Records,
        suggestions: Sequence[str],
        greeting: str = "How can I help you?",
    ) -> None:
        if not suggestions:
            raise ValueError("there must be a turn to suggest, got 0.")
        self.books = books
        super().__init__(desk=desk_of(books), suggestions=list(suggestions), greeting=greeting, said=[])

    def turns(self) -> list[dict[str, Any]]:
        """Return what the bot makes of each thing said so far."""
        bot = DeskBot(self.books)
        bot.wording = Templates(self.books, varied=False)
        return [told(bot, text) for text in self.said]

    def still(self) -> Axes:
        wishes = [intent for intent in INTENTS if NEEDS[intent]]
        return draw_bars(
            {"slots": [float(len(NEEDS[intent])) for intent in wishes]},
            [intent.replace("_", "\n") for intent in wishes],
            title="What the desk must know for each request",
            xlabel="request",
            ylabel="number of slots",
        )


def told(bot: DeskBot, text: str) -> dict[str, Any]:
    """Return what a bot understood, believes and does after a text: what the page shows."""
    said = bot.turn(text)
    belief = bot.belief
    return {
        "heard": {"act": bot.heard.act, "slots": dict(bot.heard.slots), "how": bot.heard.how},
        "intent": belief.intent,
        "slots": dict(belief.slots),
        "waiting": list(belief.waiting),
        "action": {"act": said.act, "about": said.about, "asks": said.asks, "values": dict(said.values)},
        "text": said.text,
    }


def desk_of(books: Records) -> dict[str, Any]:
    """Return all that the page's desk needs, as JSON; lists where the order counts."""
    bank = phrases("service_desk", "en")
    things = sorted({goods.thing.name.en for goods in books.goods})
    return {
        "patterns": [[slot, values] for slot, values in rules.slot_patterns(books).items()],
        "name": rules.NAME,
        "stories": list(rules.ASIDE_FROM),
        "cues": [list(pair) for pair in rules.CUES.items()],
        "wishes": [[intent, list(wishes)] for intent, wishes in rules.WISHES.items()],
        "goodbye": rules.GOODBYE,
        "give_up": rules.GIVE_UP,
        "affirm": rules.AFFIRM,
        "deny": rules.DENY,
        "correct": rules.CORRECT,
        "unknown": rules.UNKNOWN,
        "same": rules.SAME,
        "needs": [[intent, list(slots)] for intent, slots in NEEDS.items()],
        "confirmed": list(CONFIRMED),
        "questions": list(QUESTIONS),
        "sentences": {name: lines[0] for name, lines in bank.items() if name.startswith(_DESK)},
        "articles": {word: with_article(word) for word in (*things, *(colour.en for colour in COLOURS))},
        "books": as_json(books),
    }


def as_json(books: Records) -> dict[str, Any]:
    """Return the books in English."""
    return {
        "shop": books.shop.name.en,
        "days": [day.en for day in DAYS],
        "times": [time.en for time in TIMES],
        "hours": [list(hours) if hours else None for hours in books.hours],
        "orders": [
            {
                "number": order.number,
                "thing": order.thing.name.en,
                "colour": order.colour.en if order.colour else "",
                "status": order.status,
                "day": order.day.en,
                "price": order.price,
                "address": order.address.en,
            }
            for order in books.orders
        ],
        "goods": [
            {
                "thing": goods.thing.name.en,
                "price": goods.price,
                "colours": [colour.en for colour in goods.colours],
                "day": goods.day.en,
            }
            for goods in books.goods
        ],
    }
