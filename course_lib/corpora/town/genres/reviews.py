"""Reviews: what customers say of a thing, food to take home, a meal, a night in the hotel, or a service.

How hard, and why: three in four are plain. In the others words of praise and blame stand for their opposite: they are
negated, conceded, said of another shop, said by somebody who was wrong, or meant in jest. Both classes take these turns
equally often, in the same frames and with the same words, so that single words decide the plain reviews and mislead on
most of the others. A reader is right on all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.review_words import Device, Facts, Sentiment, Teller, opposite, sign
from course_lib.corpora.town.lexicon import FOODS, SHOPS, THINGS, WEEKDAYS, Language, Noun, Place, Words
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import phrases

# How often each device carries a review.
DEVICES: dict[Device, float] = {
    "plain": 0.74,
    "negation": 0.12,
    "contrast": 0.04,
    "comparison": 0.04,
    "hearsay": 0.03,
    "irony": 0.03,
}
# What is judged; the first is the heart of the matter.
ASPECTS = {
    "thing": ("quality", "price", "looks", "size", "service"),
    "food": ("taste", "price", "service"),
    "meal": ("taste", "price", "portion", "place", "service"),
    "stay": ("room", "price", "breakfast", "sleep", "service"),
    "service": ("result", "price", "speed", "service"),
}
ERRANDS = {
    "bicycle shop": Words("bicycle repair", "修自行车"),
    "clothes shop": Words("mending", "缝补"),
    "music shop": Words("tuning", "调音"),
    "hardware shop": Words("locksmith's work", "开锁配钥匙"),
    "camera shop": Words("photographs", "照相"),
    "furniture shop": Words("carpentry", "木工活"),
    "flower shop": Words("flower delivery", "送花"),
    "pet shop": Words("pet care", "宠物照料"),
}
SHOP = {shop.place.name.en: shop for shop in SHOPS}
# No living things, and nothing that does not fit through every door or every sentence.
LEFT_OUT = {"piano", "sofa", "table", "desk", "cupboard", "bookshelf", "key", "painting", "box", "bottle"}
TREATS = {"cake", "apple pie", "melon", "loaf of bread", "bunch of grapes", "bag of cherries", "basket of plums"} | {
    "jar of honey",
    "jar of jam",
    "piece of cheese",
    "box of chocolates",
}
NOUNS = {
    "thing": tuple(one for one in THINGS if one.category not in {"pet", "plant"} and one.name.en not in LEFT_OUT),
    "food": tuple(one for one in FOODS if one.name.en in TREATS),
    "meal": tuple(one for one in FOODS if one.category == "dish"),
}


class Opinion(NamedTuple):
    """What the customer thinks of one aspect; the span holds all the words that one needs to know it."""

    aspect: str
    polarity: Sentiment
    span: Span


@dataclass(frozen=True, slots=True)
class Review:
    """A review. A reader can tell everything here but the author from the text alone.

    `aspects` stand in the order of the facts, the same in both languages: those against the label first, the one that
    counts last. `devices` are the turns that the text takes, ("plain",) where it takes none; "hearsay" is what
    somebody says who is wrong. Three stars are given in contrasts only, where the verdict decides the label.
    """

    text: str
    language: Language
    label: Sentiment
    stars: int
    kind: str
    item: Words
    shop: Words
    aspects: tuple[Opinion, ...]
    devices: tuple[Device, ...]
    author: Person

    @property
    def combination(self) -> str:
        """What a compositional split holds out: the device, what is judged, and the aspect that counts."""
        return f"{self.devices[0]}|{self.kind}|{self.aspects[-1].aspect}"


def review(town: Town, language: Language, chance: Chance) -> Review:
    """Return a review by somebody of the town. The same chance tells the same facts in both languages.

    >>> one = review(Town(0), "en", Chance(0, "reviews", 0))
    >>> one.label, one.devices, one.combination
    ('positive', ('plain',), 'plain|food|price')
    """
    facts = _facts(town, chance)
    told = Teller(facts, language, chance).text()
    spans = {span.label: span for span in told.spans}
    return Review(
        text=told.text,
        language=language,
        label=facts.label,
        stars=facts.stars,
        kind=facts.kind,
        item=facts.item,
        shop=facts.shop,
        aspects=tuple(Opinion(aspect, polarity, spans[aspect]) for aspect, polarity in facts.points),
        devices=_devices(facts),
        author=facts.author,
    )


def _devices(facts: Facts) -> tuple[Device, ...]:
    extra = facts.verdict == "negated" and facts.device != "negation"
    return (facts.device, "negation") if extra else (facts.device,)


@cache
def _authors(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return those who have a wife or husband: many reviews speak of one."""
    grown = tuple(person for person in people if person.age >= 30)
    return tuple(one for one in grown if any(one.address == other.address for other in grown if other is not one))


def _facts(town: Town, chance: Chance) -> Facts:
    author, witness = chance.some(_authors(town.people), 2)
    kind = chance.weighted(tuple(ASPECTS), (0.4, 0.12, 0.2, 0.1, 0.18))
    item, noun, place, price = _item(kind, chance)
    day = chance.pick(WEEKDAYS)
    label: Sentiment = chance.pick(("positive", "negative"))
    device = chance.weighted(tuple(DEVICES), tuple(DEVICES.values()))
    stars = chance.pick((4, 4, 3) if device == "contrast" else (5, 5, 4))
    points = _points(kind, noun, label, device, chance)
    verdicts = {"plain": ("", "plain"), "negation": ("", "", "", "negated"), "contrast": ("plain", "negated")}
    return Facts(
        author=author,
        witness=witness,
        kind=kind,
        item=item,
        noun=noun,
        place=place,
        shop=_shop(place),
        price=price,
        day=day,
        label=label,
        stars=stars if label == "positive" else 6 - stars,
        device=device,
        points=points,
        verdict=chance.pick(verdicts.get(device, ("", "", "", "", "negated"))),
    )


def _item(kind: str, chance: Chance) -> tuple[Words, Noun | None, Place, int]:
    """Return what is reviewed, as words and as a noun where it is one, where it was had, and its price."""
    if kind == "stay":
        return Words("room", "房间"), None, SHOP["hotel"].place, chance.between(35, 90)
    if kind == "service":
        place = chance.pick(tuple(ERRANDS))
        return ERRANDS[place], None, SHOP[place].place, chance.between(8, 60)
    noun = chance.pick(NOUNS[kind])
    return noun.name, noun, noun.shop, noun.price * chance.between(80, 130) // 100


def _shop(place: Place) -> Words:
    if place.name.en not in SHOP:
        return Words(f"the {place.name.en}", place.name.zh)
    return SHOP[place.name.en].full


def _points(
    kind: str, noun: Noun | None, label: Sentiment, device: Device, chance: Chance
) -> tuple[tuple[str, Sentiment], ...]:
    """Return what is judged and how, the point that counts last; in a contrast the first go against the label."""
    aspects = [one for one in ASPECTS[kind] if not (one == "looks" and noun and noun.category == "tool")]
    if device == "irony":
        jokes = [one for one in aspects if f"irony {kind} {one} {sign(label)}" in phrases("reviews", "en")]
        return ((chance.pick(jokes), label),)
    if device == "comparison" and chance.happens(0.4):
        return ((aspects[0], label),)
    most = 3 if device in ("plain", "contrast") else 2
    chosen = chance.some(aspects, min(most, chance.pick((1, 2, 2, 3))))
    against = chance.between(1, 2) if device == "contrast" else 0
    return tuple((one, opposite(label) if place < against else label) for place, one in enumerate(chosen))
