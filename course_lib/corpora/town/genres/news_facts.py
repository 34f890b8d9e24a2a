"""The facts of an article of the newspaper, drawn before a word is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.news_stories import OWNERS, STORIES, TOPICS
from course_lib.corpora.town.lexicon import SHOPS, STREETS, TOWNS, WEEKDAYS, Words
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import phrases

# How often an article is about one thing, has a sentence of another topic, or reports on two.
SHAPES = (0.34, 0.26, 0.4)
SHORT_DAYS = tuple(Words(day.en, day.zh.replace("星期", "周")) for day in WEEKDAYS)  # as Chinese papers write
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence of another topic: the number of its line in the phrase bank, and what is told in it."""

    topic: str
    line: int
    other: Person
    values: dict[str, Words]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that an article is told from: a story, and beside it one sentence or one whole story of another topic."""

    story: str
    cast: dict[str, Person]
    values: dict[str, Words]
    side: Side | None = None
    second: Sheet | None = None

    @property
    def topic(self) -> str:
        """What the news is about."""
        return STORIES[self.story].topic

    @property
    def other_topic(self) -> str:
        """The topic of what stands beside the news, "none" where nothing does."""
        beside = self.second or self.side
        return beside.topic if beside else "none"


def draw(town: Town, chance: Chance) -> Sheet:
    """Return the facts of an article.

    Raises:
        ValueError: if the town has nobody whom a story could be about.
    """
    first = _story(town.people, chance, "", frozenset())
    shape = chance.weighted(("alone", "side", "second"), SHAPES)
    if shape == "alone":
        return first
    known = frozenset(person.surname for person in first.cast.values())
    if shape == "side":
        return replace(first, side=_side(town.people, chance, first.topic, known))
    return replace(first, second=_story(town.people, chance, first.topic, known))


def _story(people: tuple[Person, ...], chance: Chance, but: str, known: frozenset[Words]) -> Sheet:
    """Return a story of any topic but one, with nobody of the known families."""
    possible = {topic: names for topic, names in _possible(people, known).items() if topic != but}
    if not possible:
        raise ValueError(f"news needs people with different jobs, got {len(people)} people; take another seed.")
    story = chance.pick(possible[chance.pick(tuple(possible))])
    cast = _cast(people, story, chance, known)
    return Sheet(story, cast, _values(story, cast, chance))


def _side(people: tuple[Person, ...], chance: Chance, but: str, known: frozenset[Words]) -> Side:
    """Return a sentence of any topic but one."""
    topic = chance.pick([one for one in TOPICS if one != but])
    line = chance.below(len(phrases("news", "en")[f"side {topic}"]))
    other = chance.pick([one for one in _pools(people)[()] if one.surname not in known])
    return Side(topic, line, other, _side_values(chance))


@cache
def _pools(people: tuple[Person, ...]) -> dict[tuple[str, ...], tuple[Person, ...]]:
    """Return for each list of jobs those who have one, for none everybody at work; of several mayors the first."""
    working = [(person, person.job.name.en) for person in people if person.job]
    mayor = next((person for person, job in working if job == "mayor"), None)
    fitting = [(person, job) for person, job in working if job != "mayor" or person is mayor]
    lists = {(), *(jobs for story in STORIES.values() for jobs in story.roles.values())}
    return {jobs: tuple(person for person, job in fitting if not jobs or job in jobs) for jobs in lists}


def _possible(people: tuple[Person, ...], known: frozenset[Words]) -> dict[str, list[str]]:
    """Return for each topic the stories whose every role somebody can play who is not of the known families."""
    free = {jobs: any(one.surname not in known for one in pool) for jobs, pool in _pools(people).items()}
    found: dict[str, list[str]] = {}
    for name, story in STORIES.items():
        if all(free[jobs] for jobs in story.roles.values()):
            found.setdefault(story.topic, []).append(name)
    return found


def _cast(people: tuple[Person, ...], story: str, chance: Chance, known: frozenset[Words]) -> dict[str, Person]:
    """Return somebody for each role, those that need a job first, no two of one family or job."""
    cast: dict[str, Person] = {}
    for role, jobs in sorted(STORIES[story].roles.items(), key=lambda item: not item[1]):
        choice = _pools(people)[jobs] if role != "pupil" else [one for one in people if 8 <= one.age <= 17]
        taken = {*known, *(person.surname for person in cast.values())}
        busy = [person.job for person in cast.values()]
        cast[role] = chance.pick([one for one in choice if one.surname not in taken and one.job not in busy])
    return cast


def _values(story: str, cast: dict[str, Person], chance: Chance) -> dict[str, Words]:
    kind = STORIES[story]
    first, second = sorted(chance.some(range(len(SHORT_DAYS)), 2))
    values = {"day": SHORT_DAYS[first], "later": SHORT_DAYS[second]}
    drawn = {
        slot: low + step * chance.below((high - low) // step + 1) for slot, (low, high, step) in kind.numbers.items()
    }
    if "price" in drawn:  # what the tickets brought in
        drawn["sum"] = drawn["price"] * drawn["crowd"]
    if "home" in drawn:  # by one goal, the deciding one
        drawn["away"] = drawn["home"] - 1
    values |= {slot: number(n) for slot, n in drawn.items()}
    for slot in kind.words:
        values[slot] = chance.pick(_list(slot))
    if "scene" in kind.words:  # each thing is stolen where it belongs
        values["scene"] = _list("scene")[_list("loot").index(values["loot"])]
    if "goods" in kind.words:
        job = cast["who"].job
        assert job is not None
        values["goods"] = _list("goods")[OWNERS.index(job.name.en)]
        values["shop"] = next(shop for shop in SHOPS if shop.place is job.workplace).full
    return values


def _side_values(chance: Chance) -> dict[str, Words]:
    return {
        "side_day": chance.pick(SHORT_DAYS),
        "side_street": chance.pick(_list("street")),
        "side_shop": chance.pick(_list("shop")),
        "few": number(chance.between(3, 9)),
        "many": number(chance.between(20, 90)),
    }


@cache
def _list(slot: str) -> tuple[Words, ...]:
    if slot == "street":
        return tuple(STREETS)
    if slot == "town":
        return tuple(town.name for town in TOWNS)
    if slot == "shop":
        return tuple(shop.full for shop in SHOPS)
    return tuple(
        Words(en, zh)
        for en, zh in zip(phrases("news", "en")[f"= {slot}"], phrases("news", "zh")[f"= {slot}"], strict=True)
    )


def number(n: int) -> Words:
    """Return a number as papers print it: English spells out those below ten.

    >>> number(3).en, number(10).en, number(1200)
    ('three', '10', Words(en='1,200', zh='1200'))
    """
    return Words(DIGITS[n] if n < 10 else f"{n:,}", str(n))
