"""Letters, notes and e-mails between the people, shops and offices of the town, and unwanted ones (spam).

How hard, and why: honest letters speak of prizes, loans, free tickets, bills, passwords and miracles too, and unwanted
ones take the tone, the small talk and the names of friends. What tells them apart is what they want of the reader:
money in advance, secrets, or that the letter be passed on. An honest letter may say that nothing is to be paid, warn
of just such demands, or ask a neighbour for ten crowns. One letter in eight is `close`: its opening and its words could
be of either class, and only their order decides ("Pay at our till; do not hand 50 crowns to the man at the door"). So a
bag of words comes far, but not all the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.letter_words import (
    AILMENTS,
    CLOSE,
    LIBRARY,
    OFFICES,
    PARKS,
    STRANGERS,
    Facts,
    Label,
    shop_of,
    tell,
)
from course_lib.corpora.town.lexicon import FOODS, HOBBIES, THINGS, WEEKDAYS, Language, Shop, Words
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import capitalised

# kind: label, the tones it is written in, what it is about, and what an unwanted letter may demand.
KINDS: dict[str, tuple[Label, tuple[str, ...], str, tuple[str, ...]]] = {
    "thanks": ("ham", ("friend",), "thing", ()),
    "invitation": ("ham", ("friend",), "food", ()),
    "news": ("ham", ("friend",), "thing", ()),
    "apology": ("ham", ("friend",), "thing", ()),
    "request": ("ham", ("friend",), "thing", ()),
    "complaint": ("ham", ("office",), "thing", ()),
    "hobby": ("ham", ("friend",), "hobby", ()),
    "raffle": ("ham", ("friend",), "thing", ()),
    "award": ("ham", ("office",), "thing", ()),
    "bill": ("ham", ("office",), "thing", ()),
    "offer": ("ham", ("friend",), "thing", ()),
    "notice": ("ham", ("office",), "office", ()),
    "prize": ("spam", ("friend", "office"), "thing", ("pay", "data")),
    "cure": ("spam", ("friend", "office"), "ailment", ("pay",)),
    "loan": ("spam", ("friend", "office"), "thing", ("pay", "data")),
    "phishing": ("spam", ("office",), "office", ("data",)),
    "chain": ("spam", ("friend",), "thing", ("forward",)),
    "invoice": ("spam", ("office",), "thing", ("pay",)),
    "plea": ("spam", ("friend",), "thing", ("pay",)),
}
PRICED = {"bill", "complaint", "apology", "request", "offer", "invoice"}  # their sum is about the price of the thing
# Nothing alive, and nothing that could not be lent, lost or left in the rain.
THINGS_WRITTEN_OF = tuple(
    one
    for one in THINGS
    if one.category not in {"pet", "plant"}
    and one.price < (90 if one.category == "home" else 200)
    and one.name.en != "key"
)
DISHES = tuple(one for one in FOODS if one.category == "dish")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: greeting, a body in one paragraph and the name below, a line each.

    `sender` is whoever signed, in spam often somebody else's name. `demand` is the sentence with which an unwanted
    letter wants money, secrets or copies; None in an honest one. In a `close` letter one sentence decides, and
    its words are the same in both classes. `topic` is the thing, hobby, ailment or office.
    """

    text: str
    language: Language
    label: Label
    kind: str
    tone: str  # friend, office
    sender: Words
    recipient: Words
    topic: Words
    group: str
    demand: Span | None
    close: bool

    @property
    def combination(self) -> str:
        """What a compositional split holds out: the kind and the group of what it is about, "prize|instrument"."""
        return f"{self.kind}|{self.group}"


def letter(town: Town, language: Language, chance: Chance) -> Letter:
    """Return a letter from the post of the town. The same chance tells the same facts in both languages.

    >>> one = letter(Town(0), "en", Chance(0, "letters", 0))
    >>> one.label, one.kind, one.topic.en
    ('spam', 'cure', 'knee pain')
    """
    facts = _facts(town, chance)
    told = tell(facts, language, chance)
    return Letter(
        text=told.text,
        language=language,
        label=facts.label,
        kind=facts.kind,
        tone=facts.tone,
        sender=facts.sender,
        recipient=facts.recipient,
        topic=facts.topic,
        group=facts.group,
        demand=told.spans[0] if told.spans else None,
        close=facts.close,
    )


@cache
def _adults(people: tuple[Person, ...]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.age >= 30)


def _facts(town: Town, chance: Chance) -> Facts:
    honest = chance.happens(0.55)
    kind = chance.pick([one for one, (label, *_) in KINDS.items() if (label == "ham") == honest])
    _, tones, about, demands = KINDS[kind]
    tone = chance.pick(tones)
    close = (kind in CLOSE and chance.happens(0.32)) and (kind != "prize" or tone == "office")
    writer, reader = chance.some(_adults(town.people), 2)
    noun = chance.pick(DISHES if about == "food" else THINGS_WRITTEN_OF)
    shop = shop_of(noun)
    hobby, ailment, office = chance.pick(HOBBIES).name, chance.pick(AILMENTS), chance.pick(OFFICES)
    topic = {"hobby": hobby, "ailment": ailment, "office": office}.get(about, noun.name)
    stranger = chance.pick(STRANGERS)
    amount = max(2, noun.price * chance.between(80, 130) // 100)
    return Facts(
        label=KINDS[kind][0],
        kind=kind,
        tone=tone,
        writer=writer,
        reader=reader,
        sender=_sender(kind, tone, close, writer, shop, office, stranger),
        recipient=shop.full if kind == "complaint" else reader.name if tone == "friend" else reader.full,
        topic=topic,
        group=noun.category if topic is noun.name else topic.en,
        noun=noun,
        shop=shop,
        day=chance.pick(WEEKDAYS),
        place=chance.pick(PARKS),
        amount=amount if kind in PRICED else chance.between(5, 60) * 10,
        fee=chance.between(2, 30) * 5,
        demand=chance.pick(demands) if demands else "",
        close=close,
    )


def _sender(kind: str, tone: str, close: bool, writer: Person, shop: Shop, office: Words, stranger: Words) -> Words:
    if tone == "friend":
        return writer.name
    named = {"complaint": writer.full, "bill": shop.full, "award": LIBRARY, "notice": office, "phishing": office}
    if close:
        named |= {"prize": LIBRARY, "invoice": shop.full}
    sender = named.get(kind, stranger)
    return Words(capitalised(sender.en), sender.zh)
