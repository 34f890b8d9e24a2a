"""Reads sentences of the tellers back: what each clause says, of whom and of what.

What no template of the phrase banks says is not read; neither is what somebody says in quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from course_lib.corpora.town.english import gerund, kinship_words, place_words, plain
from course_lib.corpora.town.lexicon import (
    ADJECTIVES,
    CHORES,
    CONTAINERS,
    FOODS,
    HOBBIES,
    ILLNESSES,
    JOBS,
    PLACES,
    STREETS,
    TOWNS,
    Language,
    Street,
)
from course_lib.corpora.town.patterns import KIN_WORDS, Pattern, because, by_anchor, is_person, is_thing, opening
from course_lib.corpora.town.people import KINSHIP, Person
from course_lib.corpora.town.phrases import with_article
from course_lib.corpora.town.teller import Part
from course_lib.corpora.town.verbs import third_person
from course_lib.corpora.town.world import Entity, Thing, World

NO_SUCH = object()  # a thing with another look than the one in the world; somebody with themselves
_NOTHING = "(?!)"  # a pattern that fits no text
_UNFIT = object()  # words that cannot fill the slot


@dataclass(frozen=True)
class Claim:
    """What a clause says: its section of the phrase bank, who and what fills the roles, and whether it is denied."""

    section: str
    roles: dict[str, Entity] = field(hash=False)
    negated: bool = False
    present: bool = False  # told of now; else of some time in the story


class Reader:
    """Reads the sentences of one text, one after the other; it remembers whom the pronouns can mean."""

    def __init__(self, world: World, language: Language):
        self.world = world
        self.language = language
        self.before: list[Entity] = []  # spoken of in the sentence before
        self._marks: list[Entity] = []
        self._words: list[str] = []
        self._lexer = re.compile(_lexer(world, language))

    def read(self, sentence: str) -> list[list[Claim]]:
        """Return the clauses of a sentence, for each the ways to read it: none for a clause that no template says."""
        self._marks, self._words = [], []
        coded = self._lexer.sub(self._mark, sentence.strip()).rstrip(".。")
        found: list[list[Claim]] = [[]]
        if not re.search(r'["“”]', coded):
            openings = [0, *(match.end() for match in [opening(self.language).match(coded)] if match)]
            found = next((read for read in (self._clauses(coded[start:]) for start in openings) if all(read)), [[]])
        self._remember(coded, found)
        return found

    def _mark(self, match: re.Match[str]) -> str:
        """Put a mark in the place of a name or a thing."""
        if match["name"]:
            entity: Any = self.world.town.by_name[match["name"]]
        else:
            thing = next(one for one in self.world.things if one.name[self.language] == match["noun"])
            right = match["looks"] in (None, thing.adjective.words[self.language])
            entity = thing if right else NO_SUCH
        self._marks.append(entity)
        self._words.append(match[0])
        return f"⟦{len(self._marks) - 1}⟧"

    def _clauses(self, text: str) -> list[list[Claim]]:
        whole = list(self._readings(text))
        if whole:
            return [whole]
        for pattern in because(self.language):
            if match := pattern.fullmatch(text):
                both = [list(self._readings(match[name])) for name in ("main", "reason")]
                if all(both):
                    return both
        for first, second in self._halves(text):
            return [first, second]
        return [[]]

    def _halves(self, text: str) -> Iterator[tuple[list[Claim], list[Claim]]]:
        """Yield the readings of "X went there and did Y", where Y has no subject of its own, or one."""
        for joint in re.finditer(r",? and " if self.language == "en" else "，", text):
            first = [one for one in self._readings(text[: joint.start()]) if one.section in ("go", "go_home")]
            if first:
                rest, subject = text[joint.end() :], re.match(r"(⟦\d+⟧|she|he|她|他)", text, re.IGNORECASE)
                space = " " if self.language == "en" else ""
                for body in [rest, *([f"{subject[0]}{space}{rest}"] if subject else [])]:
                    second = list(self._readings(body))
                    if second:
                        yield first, second

    def _readings(self, text: str) -> Iterator[Claim]:
        if self.language == "en":
            words = dict.fromkeys(re.findall(r"\w+", f"{text[:1].lower()}{text[1:]} {text}"))
            candidates = [one for word in words for one in by_anchor("en").get(word, ())]
        else:
            candidates = [one for anchor, found in by_anchor("zh").items() if anchor in text for one in found]
        for pattern in candidates:
            match = pattern.regex.fullmatch(text) or pattern.regex.fullmatch(text[:1].lower() + text[1:])
            claim = self._claim(pattern, match) if match else None
            if claim:
                yield claim

    def _claim(self, pattern: Pattern, match: re.Match[str]) -> Claim | None:
        """Return what a match says; None where a slot holds words that cannot fill it."""
        roles: dict[str, Entity] = {}
        for group, part in sorted(pattern.slots, key=lambda slot: slot[1].text != "agent"):
            if self.language == "zh" and part.form in ("self", "they"):
                continue
            meant = self._meaning(match[group], part, pattern.section, roles)
            if meant is _UNFIT or roles.get(part.text, meant) is not meant:
                return None
            roles[part.text] = meant
        people = {slot: one for slot, one in roles.items() if isinstance(one, Person) and slot != "owner"}
        if len(set(people.values())) < len(people):
            named = [slot for group, slot in pattern.slots if slot.text in people and match[group].startswith("⟦")]
            if len(named) < len(people):
                return None  # a pronoun means somebody else
            roles |= dict.fromkeys(people, NO_SUCH)  # nobody does that to themselves
        verbs = zip(pattern.tenses, (match[f"v{number}"] for number in range(len(pattern.tenses))), strict=True)
        present = any(form in (third_person(base), base, "are") and form != "read" for base, form in verbs)
        return Claim(pattern.section, roles, pattern.negated, present)

    def _meaning(self, words: str, part: Part, section: str, roles: dict[str, Entity]) -> Entity:
        if is_person(section, part.text):
            return self._person(words, roles)
        if is_thing(section, part.text):
            return self._thing(words)
        if part.text == "news":
            readings = list(self._readings(words))
            return readings[0] if readings else _UNFIT
        plain = re.sub(r"⟦(\d+)⟧", lambda mark: self._words[int(mark[1])], words)
        if part.text in ("place", "source", "here", "shop"):
            return self._place(plain, roles.get("agent"))
        if part.text == "number":
            return int(plain) if plain.isdecimal() else _UNFIT
        kinds = {"home": "street", "likes": "hobby", "likes food": "food", "kin": "kin", "ill": "illness"}
        kind = kinds.get(section, "job" if part.text == "job" else "topic")
        among = _others(self.language).get(kind, {})
        return among.get(plain, among.get(plain[:1].lower() + plain[1:], _UNFIT))

    def _person(self, words: str, roles: dict[str, Entity]) -> Entity:
        if mark := re.fullmatch(r"⟦(\d+)⟧(?:'s)?", words):
            entity = self._marks[int(mark[1])]
            return entity if isinstance(entity, Person) else _UNFIT
        agent = roles.get("agent")
        if words == "自己":
            return agent if agent is not None else _UNFIT
        if kin := re.fullmatch(r"(?:his|her) (\w+?)(?:'s)?|[她他](\w+)", words):
            among = [one for one in self.world.cast if (kin[1] or kin[2]) in kinship_words(self.world, agent, one)]
        else:
            sex = "f" if words in ("she", "her", "她") else "m"
            spoken = dict.fromkeys([*self.before, *self._marks])
            among = [one for one in spoken if isinstance(one, Person) and one.sex == sex]
        return among[0] if len(among) == 1 else _UNFIT

    def _thing(self, words: str) -> Entity:
        if mark := re.fullmatch(r"⟦(\d+)⟧", words):
            entity = self._marks[int(mark[1])]
            return _UNFIT if isinstance(entity, Person) else entity
        among = [one for one in dict.fromkeys([*self.before, *self._marks]) if isinstance(one, Thing)]
        return among[0] if len(among) == 1 else _UNFIT

    def _place(self, words: str, agent: Entity) -> Entity:
        if words in ("home", "at home", "家", "家里"):
            return self.world.homes.get(agent, _UNFIT)
        for home in self.world.homes.values():
            if words in (home.name[self.language], home.at[self.language], f"to {home.name.en}"):
                return home
        return _places(self.language).get(words, _UNFIT)

    def _remember(self, coded: str, found: list[list[Claim]]) -> None:
        """Keep whom and what this sentence spoke of; a pronoun in it speaks of somebody again."""
        said = [one for claims in found for claim in claims[:1] for one in claim.roles.values()]
        if not said:
            plain = re.sub(r'".*?"|“.*?”', "", coded)
            said = [self._person(word.lower(), {}) for word in re.findall(r"\b(?:[Ss]?he|him|her)\b|[他她]", plain)]
        self.before = list(dict.fromkeys([*self._marks, *(one for one in said if isinstance(one, (Person, Thing)))]))


def _lexer(world: World, language: Language) -> str:
    names = "|".join(person.name[language] for person in world.cast) or _NOTHING
    nouns = "|".join(sorted((thing.name[language] for thing in world.things), key=len, reverse=True)) or _NOTHING
    looks = "|".join(adjective.words[language] for adjective in ADJECTIVES)
    if language == "en":
        determiner = rf"(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|(?:{names})'s|(?:his|her) (?:{'|'.join(KIN_WORDS)})'s) )"
        return rf"(?:{determiner}(?:(?P<looks>{looks}) )?)?\b(?P<noun>{nouns})\b|\b(?P<name>{names})\b"
    measures = "".join(sorted({thing.noun.measure for thing in world.things}))
    owned = rf"(?:(?:自己|{names})?那[{measures}]|一[{measures}])(?P<looks>{looks})?"
    return rf"(?:{owned})?(?P<noun>{nouns})|(?P<name>{names})"


@cache
def _places(language: Language) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    for place in (*PLACES, *CONTAINERS, *TOWNS):
        if language == "en":
            found |= {place_words(place, form, False)[0]: place for form in ("", "at", "to")}
        else:
            found |= {place.name.zh: place, place.at.zh: place}
    return found


@cache
def _others(language: Language) -> dict[str, dict[str, Entity]]:
    """Return what words can fill the slots that are neither people, things nor places."""
    streets = {street[language]: Street(street) for street in STREETS}
    hobbies = {one.name[language]: one for one in HOBBIES}
    chores = {one.name[language]: one for one in CHORES}
    illnesses = {one.name[language]: one for one in ILLNESSES}
    jobs = {one.name[language]: one for one in JOBS}
    foods = {one.name[language]: one for one in FOODS}
    if language == "en":
        illnesses |= {f"the {one.name.en.split(' ', 1)[1]}": one for one in ILLNESSES}
        hobbies |= {words: one for one in HOBBIES for words in (one.do, gerund(one))}
        chores |= {words: one for one in CHORES for words in (one.did, one.doing)}
        jobs |= {with_article(one.name.en): one for one in JOBS}
        foods |= {plain(one, "plural"): one for one in reversed(FOODS)}
    illnesses |= {one.medicine[language]: one for one in ILLNESSES}
    towns = {town.name[language]: town for town in TOWNS}
    kin = {words[language]: words[language] for words in KINSHIP.values()}
    topics: dict[str, dict[str, Entity]] = {"topic": hobbies | chores | illnesses | streets | towns, "job": jobs}
    return {"street": streets, "hobby": hobbies, "food": foods, "kin": kin, "illness": illnesses, **topics}
