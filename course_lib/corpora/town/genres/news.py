"""The town's newspaper: articles with headline, topic, facts, summary and keywords, all known exactly.

The topic is what the news itself is about, whatever else the article mentions. How hard, and why: two in five articles
report on two stories, told in the same templates whichever is the news; a sentence between them says which it is ("But
the great topic of the week is another one"), and the headline, which `text` leaves out, belongs to it. Single words
cannot tell the two apart and reach about 85 % in all; a reader is right on all. The lists that fill the stories wander
as well: a stolen trophy, a council that pays for stage lights, a painter who wins at chess. Of what the summary says
the sentence with the news holds three fifths, and the rest stands further down, among details that nobody needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.news_facts import STORIES, Sheet, Side, draw
from course_lib.corpora.town.lexicon import Language, Words
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import Filled, capitalised, fill, phrases, with_article

# What stands before a noun in the lists: "an ultrasound scanner", "一台超声检查仪".
_DETERMINER = re.compile("^(the|an?) |^[一两六][台辆间座副把块个箱袋部面]")


class Fact(NamedTuple):
    """One thing that the article is told from; a person's value is the full name."""

    slot: str
    value: Words


@dataclass(frozen=True, slots=True)
class Article:
    """An article. `text` is the sentences, without the headline.

    `facts` hold all that was drawn, the same in both languages; a detail may stay untold, but what the summary says is
    told in the text. `salience` gives for each sentence the share of the summary's facts that it tells, from 0 to 1;
    `news` is the number of the sentence with the news itself. Keywords occur in the text as they stand.
    """

    headline: str
    text: str
    language: Language
    topic: str
    story: str
    sentences: tuple[str, ...]
    salience: tuple[float, ...]
    news: int
    facts: tuple[Fact, ...]
    summary: str
    keywords: tuple[str, ...]
    other_topic: str

    @property
    def combination(self) -> str:
        """What a compositional split holds out: the topic with the topic that is mentioned beside it."""
        return f"{self.topic}|{self.other_topic}"


def article(town: Town, language: Language, chance: Chance) -> Article:
    """Return an article of the newspaper. The same chance tells the same facts in both languages.

    Raises:
        ValueError: if the town has nobody whom a story could be about.

    >>> one = article(Town(0), "en", Chance(0, "news", 0))
    >>> one.text == " ".join(one.sentences), max(one.salience) > 0
    (True, True)
    """
    sheet = draw(town, chance)
    teller = _Teller(sheet, language, chance)
    told, news = teller.body()
    sentences = tuple(one.text for one in told)
    text = (" " if language == "en" else "").join(sentences)
    summary = teller.line(f"{sheet.story} summary")
    needed = _slots_of(summary)
    return Article(
        headline=teller.headline(),
        text=text,
        language=language,
        topic=sheet.topic,
        story=sheet.story,
        sentences=sentences,
        salience=tuple(round(len(_slots_of(one) & needed) / len(needed), 3) for one in told),
        news=news,
        facts=_facts(sheet),
        summary=summary.text,
        keywords=_keywords(sheet, "\n".join(one.text for one in told if one.spans), language),
        other_topic=sheet.other_topic,
    )


class _Teller:
    """Puts the facts into the words of one language; a person is introduced once and called by surname after that."""

    def __init__(self, sheet: Sheet, language: Language, chance: Chance):
        self.sheet, self.language, self.chance = sheet, language, chance
        self.bank = phrases("news", language)
        self.story = sheet.story
        self.slots = {slot: words[language] for slot, words in sheet.values.items()}
        for role, person in sheet.cast.items():
            self.slots |= _person(role, person, language)

    def body(self) -> tuple[list[Filled], int]:
        """Return the sentences, and which of them is the news."""
        sheet, chance = self.sheet, self.chance
        news = self.news(short=sheet.second is not None)
        if sheet.second:
            second = _Teller(sheet.second, self.language, chance).brief()
            if chance.happens(0.4):
                return [*second, self.line("turn"), *news], len(second) + 1
            return [*news, self.line("link"), *second], 0
        before = [self._opener()] if chance.happens(0.25) else []
        after = [self._side(sheet.side)] if sheet.side else []
        return [*before, *news, *after], len(before)

    def news(self, short: bool) -> list[Filled]:
        """Return the lead, and in any order what else the summary needs, details and a quotation."""
        chance = self.chance
        lead = self.line(f"{self.story} lead")
        number = chance.between(0, 1) if short else chance.between(1, 3)
        rest = [self.line("", line) for line in chance.some(self.bank[f"{self.story} detail"], number)]
        rest.insert(chance.below(min(len(rest), 2) + 1), self.line(f"{self.story} key"))
        if chance.happens(0.3 if short else 0.75):
            rest.insert(chance.between(0, len(rest)), self._quote(lead))
        return [lead, *rest]

    def brief(self) -> list[Filled]:
        """Return the lead, and one or two sentences more, none of them marked as facts of this article."""
        told = self.news(short=True)[: self.chance.between(2, 3)]
        return [Filled(one.text) for one in told]

    def headline(self) -> str:
        """Return the headline: in the present, without a full stop."""
        return self.line(f"{self.story} headline").text

    def line(self, section: str, template: str = "", **slots: str | Filled) -> Filled:
        """Return a line of the section, or the one given, with a capital letter and its slots filled."""
        filled = fill(template or self.chance.pick(self.bank[section]), **{**self.slots, **slots})
        return Filled(capitalised(filled.text), filled.spans)

    def _quote(self, lead: Filled) -> Filled:
        """Return what the speaker of the story says; who stands in the lead is known by now."""
        role = STORIES[self.story].speaker
        speaker = self.slots[f"{role}.again"] if role in _slots_of(lead) else self.slots[role]
        words = fill(self.chance.pick(self.bank[f"{self.story} quote"]), **self.slots)
        return self.line("say", quote=words, speaker=Filled(speaker, (Span(0, len(speaker), role),)))

    def _opener(self) -> Filled:
        lines = [line for line in self.bank["opener"] if "{street}" not in line or "street" in self.slots]
        return Filled(self.line("", self.chance.pick(lines)).text)

    def _side(self, side: Side) -> Filled:
        template = self.bank[f"side {side.topic}"][side.line]
        values = {slot: words[self.language] for slot, words in side.values.items()}
        filled = fill(template, **values, **_person("other", side.other, self.language))
        return Filled(capitalised(filled.text), ())


def _person(role: str, person: Person, language: Language) -> dict[str, str]:
    """Return the ways to speak of somebody."""
    full, job = person.full[language], person.job.name[language] if person.job else ""
    forms = {"full": full, "job": job, "given": person.name[language], "age": str(person.age)}
    forms["street"] = person.street[language]
    if language == "zh":
        forms |= {"name": full, "again": f"这位{job}", "they": "她" if person.sex == "f" else "他"}
        return {role: job + full} | {f"{role}.{form}": text for form, text in forms.items()}
    they, their, title = ("she", "her", "Ms") if person.sex == "f" else ("he", "his", "Mr")
    surname = f"{title} {person.surname.en}"
    forms |= {"name": surname, "again": surname, "they": they, "their": their}
    forms["a"] = with_article(job) if job else ""
    return {role: f"{job} {full}".strip()} | {f"{role}.{form}": text for form, text in forms.items()}


def _slots_of(filled: Filled) -> set[str]:
    """Return the facts that were told in a sentence."""
    return {span.label.split(".")[0] for span in filled.spans}


def _facts(sheet: Sheet, end: str = "") -> tuple[Fact, ...]:
    facts = [Fact(role + end, person.full) for role, person in sheet.cast.items()]
    facts += [Fact(slot + end, value) for slot, value in sheet.values.items()]
    if sheet.side:
        facts += [Fact("other", sheet.side.other.full), *(Fact(*item) for item in sheet.side.values.items())]
    return (*facts, *(_facts(sheet.second, " 2") if sheet.second else ()))


def _keywords(sheet: Sheet, told: str, language: Language) -> tuple[str, ...]:
    """Return up to six fillers that carry the story: its own words, then its people; days where these are too few."""
    words = [sheet.values[slot][language] for slot in STORIES[sheet.story].words if slot != "colour"]
    people = [person.full[language] for person in sheet.cast.values()]
    bare = [_DETERMINER.sub("", word) for word in words]
    found = [word for word in dict.fromkeys([*bare, *people]) if word in told]
    spare = [fact.value[language] for fact in _facts(sheet) if fact.value[language] in told]
    return tuple(dict.fromkeys([*found[:6], *(spare if len(found) < 3 else ())]))[: max(3, len(found[:6]))]
