"""How a review is put into words: openings, claims, and the frames that turn a claim into its opposite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import Language, Noun, Place, Words
from course_lib.corpora.town.people import KINSHIP, Person
from course_lib.corpora.town.phrases import Filled, capitalised, fill, join, phrases, with_article

Sentiment = Literal["positive", "negative"]
Device = Literal["plain", "negation", "contrast", "comparison", "hearsay", "irony"]
PLURAL = {"noodles", "dumplings", "grapes", "cherries", "plums", "chocolates"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a review tells; `points` are the aspects and what the author thinks of them."""

    author: Person
    witness: Person
    kind: str
    item: Words
    noun: Noun | None
    place: Place
    shop: Words
    price: int
    day: Words
    label: Sentiment
    stars: int
    device: Device
    points: tuple[tuple[str, Sentiment], ...]
    verdict: str  # "" for none, "plain", "negated"


def opposite(sentiment: Sentiment) -> Sentiment:
    """Return the other sentiment."""
    return "negative" if sentiment == "positive" else "positive"


def sign(sentiment: Sentiment) -> str:
    """Return + or -, as in the names of the sections."""
    return "+" if sentiment == "positive" else "-"


class Teller:
    """Puts the facts into the words of one language."""

    def __init__(self, facts: Facts, language: Language, chance: Chance):
        self.facts, self.language, self.chance = facts, language, chance
        self.bank = phrases("reviews", language)
        self.between = " and " if language == "en" else "，"
        self.slots = _slots(facts, language)

    def text(self) -> Filled:
        """Return the opening, the opinions with something neutral among them, and the verdict; spans are aspects."""
        facts = self.facts
        errand = f"errand {facts.place.name.en}"
        told = [self._line(errand if facts.kind == "service" else f"{facts.kind} opening"), *self._opinions()]
        if self.chance.happens(0.55):
            told.insert(1, self._line(f"{facts.kind} extra"))
        if facts.verdict and not self._verdict_decides():
            told.append(self._line("verdict sentence", verdict=self._verdict()))
        return join([_large(one) for one in told], " " if self.language == "en" else "")

    def _opinions(self) -> list[Filled]:
        """Return the sentences that say what the facts' points say, by the device of the review."""
        device, points = self.facts.device, self.facts.points
        if device == "irony":
            ((aspect, polarity),) = points
            return [_marked(self._line(f"irony {self.facts.kind} {aspect} {sign(polarity)}").text, aspect)]
        if device == "contrast":
            return [self._contrast()]
        if device in ("hearsay", "comparison"):
            return [self._turned_round()]
        claims = [self._denied(*point) if device == "negation" else self._claimed(*point) for point in points]
        if len(claims) == 1 or self.chance.happens(0.4):
            return [self._ended(claim) for claim in claims]
        first, second, *rest = claims
        return [self._line("pair", first=first, second=second), *(self._ended(claim) for claim in rest)]

    def _claimed(self, aspect: str, polarity: Sentiment) -> Filled:
        """Return a clause that says it as it is."""
        told = " said" if self.chance.happens(0.25) else ""
        return self._said(aspect, sign(polarity) + told, "yes")

    def _denied(self, aspect: str, polarity: Sentiment) -> Filled:
        """Return a clause that says it by denying the opposite."""
        return self._said(aspect, sign(opposite(polarity)), "no")

    def _said(self, aspect: str, end: str, verb: str) -> Filled:
        how = self.chance.pick(("name", "pronoun"))
        return _marked(self._clause(aspect, end, self.chance.pick(self.bank[verb]), how), aspect)

    def _contrast(self) -> Filled:
        """Return what speaks against the verdict, and what outweighs it: a claim, or else the verdict itself."""
        label, claims = self.facts.label, [(point[1], self._claimed(*point)) for point in self.facts.points]
        weak, *weaker = (claim for polarity, claim in claims if polarity != label)
        strong = join([claim for polarity, claim in claims if polarity == label], self.between)
        strong = Filled(self._verdict()) if self._verdict_decides() else strong
        if not weaker:
            return self._line("contrast", weak=weak, strong=strong)
        return self._line("contrast two", weak=weak, weaker=weaker[0], strong=strong)

    def _verdict_decides(self) -> bool:
        """Whether every claim goes against the label, so that the verdict has to come in the same breath."""
        return self.facts.points[-1][1] != self.facts.label

    def _turned_round(self) -> Filled:
        """Return what is so elsewhere, or said by somebody who is wrong, and that the truth is the opposite."""
        facts, bank = self.facts, self.bank
        aspects = [aspect for aspect, _ in facts.points]
        away = facts.device == "comparison"
        direct = f"compare {facts.kind} {aspects[0]} {sign(facts.label)}"
        if away and len(aspects) == 1 and direct in bank:
            subject = _subject(facts.noun, "", self.language, "name")
            return self._ended(_marked(self._line(direct, **subject).text, aspects[0]))
        claims: list[str] = []
        for aspect in aspects:
            named = claims and self.slots["food"] in claims[0]
            claims.append(
                self._clause(aspect, sign(opposite(facts.label)), bank["yes"][0], "again" if named else "name")
            )
        return _marked(self._line(facts.device, claim=self.between.join(claims)).text, *aspects)

    def _clause(self, aspect: str, end: str, verb: str, how: str) -> str:
        """Return a claim; `how` the thing is called in it: by its name, by a pronoun, or as named just before."""
        facts = self.facts
        category = facts.noun.category if facts.noun else ""
        line = self.chance.pick(_claims(self.language, facts.kind, category, aspect, end))
        subject = _subject(facts.noun, verb, self.language, how)
        staff = self.chance.pick(self.bank[f"staff {facts.kind}"])
        return fill(line, **self.slots, **subject, staff=staff).text

    def _verdict(self) -> str:
        """Return a clause that gives the label away, in a contrast one that allows for concessions."""
        sections = [f"verdict {sign(self.facts.label)} {self.facts.verdict}"]
        if self.facts.verdict == "negated" and self.facts.device != "contrast":
            sections.append(sections[0].replace("negated", "absolute"))
        return self._line(self.chance.pick(sections)).text

    def _line(self, section: str, **slots: str | Filled) -> Filled:
        """Return a line of the section with its slots filled; only spans that came with a slot stay."""
        filled = fill(self.chance.pick(self.bank[section]), **self.slots, **slots)
        brought = tuple(span for span in filled.spans if span.label not in self.slots and span.label not in slots)
        return Filled(filled.text, brought)

    def _ended(self, claim: Filled) -> Filled:
        return Filled(claim.text + ("." if self.language == "en" else "。"), claim.spans)


def _slots(facts: Facts, language: Language) -> dict[str, str]:
    """Return the slots that are the same in all the lines of a review."""
    shop, day = facts.shop[language], facts.day[language]
    spouse = KINSHIP["wife" if facts.author.sex == "m" else "husband"][language]
    name, noun = facts.item[language], facts.noun
    fixed = {"shop": shop, "sum": str(facts.price), "spouse": spouse, "witness": facts.witness.name[language]}
    if language == "zh":
        a_thing = f"一{noun.measure}{name}" if noun else name
        return fixed | {"day": day, "thing": name, "food": name, "a_thing": a_thing}
    food = name.split(" of ")[-1]
    foods = food if food != name else noun.plural if noun else name
    a_thing = with_article(name)
    days = {"day": f"on {day}", "Day": f"On {day}", "at": f"at {shop}"}
    things = {"thing": name, "food": food, "foods": foods, "a_thing": a_thing, "A_thing": capitalised(a_thing)}
    return fixed | days | things


def _subject(noun: Noun | None, verb: str, language: Language, how: str) -> dict[str, str]:
    """Return the slots for what is judged and the verb after it; in Chinese, the word before the adjective."""
    if language == "zh":
        name = noun.name.zh if noun else ""
        names = {
            "name": name,
            "pronoun": f"这{noun.measure}{name}" if noun else "",
            "again": "东西",
        }
        return {"it": names[how], "hen": verb}
    name = noun.name.en.split(" of ")[-1] if noun else ""
    plural = name in PLURAL
    were = verb.replace("was", "were", 1)
    pronoun = "they" if plural else "it"
    names = {"name": f"the {name}", "pronoun": pronoun, "again": pronoun}
    it = names[how]
    return {"it": it, "it_was": f"{it} {were if plural else verb}", "was": verb, "were": were}


@cache
def _claims(language: Language, kind: str, category: str, aspect: str, end: str) -> Sequence[str]:
    """Return the claims that fit: those for anything, for the kind, for goods, and for the category."""
    bank = phrases("reviews", language)
    groups = ("any", kind, "goods", category) if kind == "thing" else ("any", kind, category)
    return tuple(line for group in groups for line in bank.get(f"{aspect} {group} {end}", ()))


def _marked(text: str, *labels: str) -> Filled:
    return Filled(text, tuple(Span(0, len(text), label) for label in labels))


def _large(sentence: Filled) -> Filled:
    return Filled(capitalised(sentence.text), sentence.spans)
