"""The world of one story: who and what is in it, what is so, what each person believes, and what happened.

A fact is a tuple: ("holder", kite) has the value Anna, a place or a container. What was never set has a default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from course_lib.corpora.town.events import KINDS, Kind, Rule, Term
from course_lib.corpora.town.lexicon import PLACE, Adjective, Hobby, Noun, Place, Street, Words
from course_lib.corpora.town.people import Person, Town

UNKNOWN = "unknown"
PERIODS = ("morning", "noon", "afternoon", "evening")
Entity = Any  # a Person, Thing, Place, Hobby, Chore, Illness, Street or Event: whatever fills a role
Fact = tuple[Any, ...]
Roles = dict[str, Entity]

_DEFAULTS = {
    "mood": "calm",
    "health": "well",
    "terms": "friends",
    "state": "whole",
    "promised": "nothing",
    "contest": "open",
    "money": 120,
}
_SYMMETRIC = {"terms", "seen"}


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """One thing of the story: the red kite."""

    noun: Noun
    adjective: Adjective

    @property
    def name(self) -> Words:
        """The noun."""
        return self.noun.name

    def __repr__(self) -> str:
        return f"<{self.adjective.words.en} {self.noun.name.en}>"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `cause` is the number of the event that led to it; None where it began by itself."""

    number: int
    kind: str
    roles: Roles = field(hash=False)
    place: Place
    day: int
    period: str
    cause: int | None
    changes: tuple[tuple[Fact, Entity, Entity], ...] = field(hash=False)  # (fact, before, after)
    witnesses: tuple[Person, ...]

    def __repr__(self) -> str:
        roles = ", ".join(f"{role}={getattr(one, 'name', one)}" for role, one in self.roles.items())
        return f"<{self.number} {self.kind}: {roles}>"


@dataclass(eq=False)
class World:
    """The people and things of one story, their state, their beliefs and the events so far."""

    town: Town
    cast: tuple[Person, ...]
    things: tuple[Thing, ...]
    weather: str
    state: dict[Fact, Entity] = field(default_factory=dict)
    beliefs: dict[Person, dict[Fact, Entity]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    learned: list[tuple[int, Person, Fact, Entity]] = field(default_factory=list)  # at which event who learned what
    day: int = 0
    period: int = 0

    @cached_property
    def start(self) -> dict[Fact, Entity]:
        """The state before the first event; read it once before anything happens."""
        return dict(self.state)

    @cached_property
    def homes(self) -> dict[Person, Place]:
        """Where each one lives; those of one family share a home."""
        by_address: dict[Words, Place] = {}
        for person in self.cast:
            name = Words(f"{person.name.en}'s house", f"{person.name.zh}家")
            by_address.setdefault(person.address, Place(name, Words(f"at {name.en}", f"{name.zh}里"), "home"))
        return {person: by_address[person.address] for person in self.cast}

    @cached_property
    def householders(self) -> dict[str, Person]:
        """Whose name a house bears: "Anna's house" to Anna."""
        return {home.name.en: person for person, home in reversed(self.homes.items())}

    def get(self, name: str, *arguments: Entity) -> Entity:
        """Return the value of a fact."""
        return self._value(self.state, name, arguments)

    def believed(self, person: Person, name: str, *arguments: Entity) -> Entity:
        """Return what a person takes the value of a fact to be; `UNKNOWN` where the person knows that it is not known.

        Everyone knows how things were at the start; later, what they took part in, saw or were told.
        """
        fact = self._fact(name, arguments)
        if fact in self.beliefs.get(person, {}):
            return self.beliefs[person][fact]
        return self._value(self.start, name, arguments)

    def _fact(self, name: str, arguments: tuple[Entity, ...]) -> Fact:
        if name in _SYMMETRIC:
            arguments = tuple(sorted(arguments, key=lambda one: one.name.en))
        return (name, *arguments)

    def _value(self, state: dict[Fact, Entity], name: str, arguments: tuple[Entity, ...]) -> Entity:
        fact = self._fact(name, arguments)
        if fact in state:
            return state[fact]
        match name:
            case "home":
                return self.homes.get(arguments[0])
            case "shop":
                return arguments[0].noun.shop
            case "street":
                return Street(arguments[0].street)
            case "kind":
                return arguments[0].kind
            case "party":
                event, person = arguments
                return "yes" if person in event.roles.values() else "no"
            case "price":
                return arguments[0].noun.price
            case "weather":
                return self.weather
            case "skill":
                person, skill = arguments
                able = person.age >= 30 if skill == "repairs" else isinstance(skill, Hobby) and person.hobby is skill
                return "yes" if able else "no"
            case _:
                return _DEFAULTS.get(name, "no")

    def evaluate(self, term: Term, roles: Roles) -> Entity:
        """Return the value of a term, its roles filled."""
        if term.is_role:
            return roles[term.name]
        if term.arguments:
            return self.get(term.name, *(self.evaluate(one, roles) for one in term.arguments))
        return PLACE.get(term.name, term.name)

    def holds(self, rule: Rule, roles: Roles) -> bool:
        """Tell whether a condition is so."""
        arguments = tuple(self.evaluate(one, roles) for one in rule.fact.arguments)
        if None in arguments:
            return False
        if rule.believed:
            fact = self.believed(roles["agent"], rule.fact.name, *arguments)
        else:
            fact = self.get(rule.fact.name, *arguments)
        value = self.evaluate(rule.value, roles)
        return fact >= value if rule.operator == ">=" else (fact == value) == (rule.operator == "=")

    def unmet(self, kind: Kind, roles: Roles) -> list[str]:
        """Return what keeps an event from happening now, as text; nothing if it can happen."""
        places = [place for place in kind.places if self.get("place", roles["agent"]) != self.evaluate(place, roles)]
        rules = [rule for rule in kind.needs if not self.holds(rule, roles)]
        return [f"the agent must be at {place}" for place in places] + [str(rule) for rule in rules]

    def happen(self, kind: str, roles: Roles, cause: int | None = None) -> Event:
        """Let an event happen: the state changes, and all who are there see it.

        Raises:
            ValueError: if a condition of the event does not hold.
        """
        rules = KINDS[kind]
        unmet = self.unmet(rules, roles)
        if unmet:
            raise ValueError(f"{kind} cannot happen: {'; '.join(unmet)}.")
        self.start  # noqa: B018  kept before the first change
        agent = roles["agent"]
        place = self.get("place", agent)
        seen = [one for one in self.cast if self.get("place", one) == place]
        seen += [one for one in roles.values() if isinstance(one, Person) and one not in seen]
        changes = [self._change(rule, roles) for rule in (*rules.does, *rules.hidden)]
        news = [(person, fact, after) for person in seen for fact, _, after in changes[: len(rules.does)]]
        news += [(agent, fact, UNKNOWN) for fact, _, _ in changes[len(rules.does) :]]
        if kind == "tell":
            news += [(roles["recipient"], fact, after) for fact, _, after in roles["news"].changes]
        for person, fact, after in news:
            self.beliefs.setdefault(person, {})[fact] = after
            self.learned.append((len(self.events), person, fact, after))
        where = self.get("place", agent)
        event = Event(
            len(self.events), kind, roles, where, self.day, PERIODS[self.period], cause, tuple(changes), tuple(seen)
        )
        self.events.append(event)
        return event

    def _change(self, rule: Rule, roles: Roles) -> tuple[Fact, Entity, Entity]:
        fact = self._fact(rule.fact.name, tuple(self.evaluate(one, roles) for one in rule.fact.arguments))
        before, value = self.get(*fact), self.evaluate(rule.value, roles)
        after = value if rule.operator == "=" else before + value if rule.operator == "+=" else before - value
        self.state[fact] = after
        return fact, before, after
