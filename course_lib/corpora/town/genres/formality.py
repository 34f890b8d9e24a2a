"""Pairs for style transfer: the same message as one writes it to an office and to a friend.

How hard, and why: the two differ in words, in grammar and in length, not in a word or two that could be exchanged; what
must be kept is listed, so that a rewriting can be scored for its tone and for its content apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.letter_words import shop_of
from course_lib.corpora.town.lexicon import FOODS, HOBBIES, PLACE, THINGS, WEEKDAYS, Language, Words
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import fill, phrases

# What each message speaks of.
INTENTS: dict[str, tuple[str, ...]] = {
    "request": ("thing", "day"),
    "refusal": ("thing", "day"),
    "apology": ("thing", "day"),
    "complaint": ("thing", "shop", "price"),
    "invitation": ("food", "day"),
    "thanks": ("thing", "day"),
    "reminder": ("thing", "price", "day"),
    "cancellation": ("place", "day"),
    "order": ("thing", "price", "day"),
    "question": ("thing", "shop", "price"),
    "congratulation": ("hobby", "day"),
    "offer": ("thing", "price"),
    "warning": ("place", "day"),
    "permission": ("place", "day"),
    "recommendation": ("thing", "shop"),
    "delay": ("thing", "day"),
}
# What one lends, sells and recommends: nothing alive, nothing too large; and nothing that would need "an".
GOODS = tuple(
    one
    for one in THINGS
    if one.category not in {"pet", "plant"}
    and one.name.en[0] not in "aeiou"
    and one.name.en not in {"key", "candle", "box"}
    and one.price < (90 if one.category == "home" else 200)
)
MEALS = tuple(one for one in FOODS if one.category == "dish")
OUTSIDE = tuple(PLACE[name] for name in ("park", "harbour", "beach", "forest", "garden", "farm", "market"))


@dataclass(frozen=True, slots=True)
class FormalityPair:
    """One message in two tones; `kept` are the words that stand in both and must survive a rewriting."""

    formal: str
    informal: str
    intent: str
    kept: tuple[str, ...]
    topic: str

    @property
    def combination(self) -> str:
        """What a compositional split holds out: the intent and what it is about, "refusal|instrument"."""
        return f"{self.intent}|{self.topic}"


def formality_pair(town: Town, language: Language, chance: Chance) -> FormalityPair:
    """Return a message in both tones. The same chance tells the same facts in both languages.

    >>> pair = formality_pair(Town(0), "en", Chance(0, "formality", 0))
    >>> pair.combination, pair.kept
    ('invitation|dish', ('fish stews', 'Thursday'))
    """
    intent = chance.pick(tuple(INTENTS))
    reader = chance.pick(town.people)
    facts, topic = _facts(INTENTS[intent], chance)
    facts |= {"full": reader.full, "to": reader.name}
    slots = {name: words[language] for name, words in facts.items()}
    extras = chance.happens(0.5), chance.happens(0.5)
    formal, informal = (_told(intent, tone, extras, language, slots, chance) for tone in ("formal", "informal"))
    return FormalityPair(formal, informal, intent, tuple(slots[name] for name in INTENTS[intent]), topic)


def _facts(names: tuple[str, ...], chance: Chance) -> tuple[dict[str, Words], str]:
    """Return the words for the slots, and the group of what the message is about."""
    thing, meal, hobby, place = chance.pick(GOODS), chance.pick(MEALS), chance.pick(HOBBIES), chance.pick(OUTSIDE)
    price = str(max(2, thing.price * chance.between(70, 120) // 100))
    food = meal.name.en.split(" of ")[-1] if " of " in meal.name.en else meal.plural
    facts = {
        "thing": thing.name,
        "day": chance.pick(WEEKDAYS),
        "shop": shop_of(thing).full,
        "price": Words(price, price),
        "food": Words(food, meal.name.zh),
        "hobby": hobby.name,
        "place": place.name,
        "at_place": place.at,
    }
    topics = {"thing": thing.category, "food": "dish", "hobby": "hobby", "place": place.name.en}
    return facts, topics[names[0]]


def _told(
    intent: str, tone: str, extras: tuple[bool, bool], language: Language, slots: dict[str, str], chance: Chance
) -> str:
    """Return the message, with a line of greeting or a closing formula where `extras` say so."""
    bank = phrases("formality", language)
    greeting, closing = extras
    said = [f"{intent} {tone}", f"closing {tone}"] if closing else [f"{intent} {tone}"]
    body = (" " if language == "en" else "").join(fill(chance.pick(bank[part]), **slots).text for part in said)
    return fill(chance.pick(bank[f"greeting {tone}"]), **slots).text + "\n" + body if greeting else body
