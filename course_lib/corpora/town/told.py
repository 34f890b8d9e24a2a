"""What a text has told so far of a small world, and whether its next clause goes with it; `coherence` reads with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from course_lib.corpora.town.events import KINDS, Rule, Term
from course_lib.corpora.town.lexicon import Language, Place, Street
from course_lib.corpora.town.people import KINSHIP
from course_lib.corpora.town.reader import NO_SUCH, Claim
from course_lib.corpora.town.world import Entity, Fact, Roles, World

Judgement = Literal["consistent", "contradiction", "true", "false", "unknown"]
_OF_THE_TOWN = ("job", "workplace", "age", "likes", "kin", "home")  # said of people, the same in every story
_AT_FIRST = {  # so until the story says otherwise
    "lost": "no",
    "guest": "no",
    "promised": "nothing",
    "letter": "no",
    "trip": "no",
    "tenant": "no",
    "post": "no",
    "health": "well",
    "wet": "no",
    "contest": "open",
    "terms": "friends",
}
_OF_WORLDS = ("home", "shop", "kind", "skill", "street")  # what a world knows before anything happens


@dataclass(frozen=True)
class Statement:
    """What one clause of a text says, and how that goes with the rest.

    A fact about one of the town's people (job, age, family, likes, home) is "true" or "false". Anything else is
    "consistent" with what the text said before, a "contradiction", or "unknown" where it cannot be read.
    """

    sentence: str
    verdict: Judgement
    section: str = ""  # the kind of event or fact
    reason: str = ""  # what does not go together


@dataclass
class Told:
    """What a text has said so far; a fact that it has not spoken of is unknown (None)."""

    world: World
    facts: dict[Fact, Entity] = field(default_factory=dict)
    events: list[Claim] = field(default_factory=list)
    unsure: set[Entity] = field(default_factory=set)  # of whom and what a sentence spoke that could not be read

    def forget(self, entities: list[Entity]) -> None:
        """Take what was known of these as unknown."""
        self.unsure.update(entities)
        self.facts = {fact: value for fact, value in self.facts.items() if set(entities).isdisjoint(fact)}

    def sleep(self) -> None:
        """Let a night pass: all are at home, but for those who travel, and dry."""
        for person in self.world.cast:
            place = self.value("place", person)
            if not isinstance(place, Place) or place.kind != "town":
                self.facts["place", person] = self.world.homes[person]
            self.facts["wet", person] = "no"

    def hear(self, sentence: str, readings: list[Claim], language: Language, again: bool) -> Statement:
        """Judge one clause, then take it as said.

        Args:
            sentence: that it stands in.
            readings: the ways to read it; the one that fits best is meant.
            language: of the text.
            again: whether it may speak of what was told before, as reasons do.
        """
        if not readings:
            return Statement(sentence, "unknown")
        tried = [(one, *self.judge(one, language, again)) for one in readings]
        claim, verdict, reason = min(tried, key=lambda one: one[1] in ("contradiction", "false"))
        possible = claim.section in KINDS and NO_SUCH not in claim.roles.values()
        if possible and not claim.negated and not self.told(claim, again):
            self.happen(claim)
        return Statement(sentence, verdict, claim.section, reason)

    def judge(self, claim: Claim, language: Language, again: bool) -> tuple[Judgement, str]:
        """Return the verdict on a claim, and what does not go together."""
        if NO_SUCH in claim.roles.values():
            thing = claim.roles.get("theme") is NO_SUCH
            return "contradiction", "the thing looked otherwise before" if thing else "one person in two roles"
        if claim.section in KINDS:
            return self._event(claim, again)
        if claim.section.split(" ")[0] in _OF_THE_TOWN:
            right = self._of_the_town(claim, language) != claim.negated
            return ("true", "") if right else ("false", "not so in this town")
        return self._state(claim)

    def _event(self, claim: Claim, again: bool) -> tuple[Judgement, str]:
        if claim.negated:
            told = self.told(claim, True)
            return ("contradiction", "it was told before") if told else ("consistent", "")
        if self.told(claim, again):
            return "consistent", ""
        news = claim.roles.get("news")
        if isinstance(news, Claim) and not self.told(news, True):
            return "contradiction", "the news has not happened"
        kind, roles = KINDS[claim.section], claim.roles
        for where in kind.places:
            place, there = self.value("place", roles.get("agent")), self._evaluate(where, roles)
            if isinstance(place, Place) and isinstance(there, Place) and place != there:
                return "contradiction", f"{_name(roles['agent'])} was {place.at.en}"
        for rule in kind.needs:
            if self._holds(rule, roles) is False:
                return "contradiction", f"{_words(rule)} did not hold"
        return "consistent", ""

    def told(self, claim: Claim, again: bool) -> bool:
        """Tell whether the text has told this event before, and may speak of it again."""
        return again and any(
            one.section == claim.section
            and all(one.roles.get(role, filler) == filler for role, filler in claim.roles.items() if role != "news")
            for one in self.events
        )

    def happen(self, claim: Claim) -> None:
        """Take an event as told: what it needs was so, and its effects are so now."""
        self.events.append(claim)
        kind, roles = KINDS[claim.section], claim.roles
        for rule in kind.needs:
            if rule.operator == "=" and not rule.believed and self._evaluate(rule.value, roles) is not None:
                self._set(rule, roles)
        for where in kind.places:
            there = self._evaluate(where, roles)
            if isinstance(there, Place) and "agent" in roles:
                self.facts["place", roles["agent"]] = there
            elif where.name == "place" and isinstance(self.value("place", roles.get("agent")), Place):
                self._set(Rule(where, "=", Term("place", (Term("agent", is_role=True),)), False, frozenset()), roles)
        for rule in (*kind.does, *kind.hidden):
            self._set(rule, roles)

    def _state(self, claim: Claim) -> tuple[Judgement, str]:
        """Compare a state with what is known; take it as known where it was not."""
        fact, value = _fact_of(claim)
        if fact is None or None in fact:
            return "unknown", ""
        known = self.value(*fact)
        if known is None or (known != value and claim.section.startswith("weather")):
            known = self.facts[fact] = value if known is None else known
        same = known == value
        if same == claim.negated:
            return "contradiction", f"{fact[0]} was {_name(known)}"
        return "consistent", ""

    def _of_the_town(self, claim: Claim, language: Language) -> bool:
        roles = claim.roles
        person = roles["agent"]
        match claim.section.partition(" ")[0]:
            case "job":
                return person.job is roles["job"]
            case "workplace":
                return person.job is not None and person.job.workplace == roles["place"]
            case "age":
                return person.age == roles["number"]
            case "likes":
                return person.food is roles["food"] if "food" in roles else person.hobby is roles["topic"]
            case "home":
                return roles["street"] in (Street(person.street), self.value("street", person))
            case _:
                relation = self.world.town.kin(person, roles["other"])
                return relation is not None and KINSHIP[relation][language] == roles["kin"]

    def value(self, name: str, *arguments: Entity) -> Entity:
        """Return the value of a fact; None where the text has not said."""
        if None in arguments:
            return None
        fact = self.world._fact(name, arguments)
        if fact in self.facts:
            return self.facts[fact]
        if name in _OF_WORLDS:
            return self.world.get(name, *arguments)
        return _AT_FIRST.get(name) if self.unsure.isdisjoint(arguments) else None

    def _evaluate(self, term: Term, roles: Roles) -> Entity:
        if term.is_role:
            return roles.get(term.name)
        if term.arguments:
            return self.value(term.name, *(self._evaluate(one, roles) for one in term.arguments))
        return self.world.evaluate(term, roles)

    def _holds(self, rule: Rule, roles: Roles) -> bool | None:
        """Tell whether a condition is so; None where the text has not said, or speaks of what people believe."""
        if rule.believed or rule.operator not in ("=", "!="):
            return None
        known, value = self._evaluate(rule.fact, roles), self._evaluate(rule.value, roles)
        if known is None or value is None:
            return None
        return (known == value) == (rule.operator == "=")

    def _set(self, rule: Rule, roles: Roles) -> None:
        arguments = tuple(self._evaluate(one, roles) for one in rule.fact.arguments)
        value = self._evaluate(rule.value, roles)
        if rule.operator == "=" and None not in arguments:
            fact = self.world._fact(rule.fact.name, arguments)
            self.facts[fact] = value  # None: it is not said what it is now


def _fact_of(claim: Claim) -> tuple[Fact | None, Entity]:
    """Return the fact of a state, and the value that the claim gives it."""
    roles = claim.roles
    name, _, detail = claim.section.partition(" ")
    person: Entity = roles.get("agent")
    match name:
        case "weather":
            return ("weather", "today"), detail
        case "mood":
            return ("mood", person), detail
        case "owner":
            return ("owner", roles["theme"]), person
        case "holder":
            return ("holder", roles["theme"]), roles["place" if detail == "place" else "agent"]
        case "place":
            return ("place", person), roles["place"]
        case "ill":
            return ("health", person), roles["topic"]
        case "quarrelled" | "friends":
            return ("terms", *sorted((person, roles["partner"]), key=lambda one: one.name.en)), name
        case _:
            return None, None


def _words(rule: Rule) -> str:
    return f"{_term(rule.fact)} {rule.operator} {_term(rule.value)}"


def _term(term: Term) -> str:
    return f"{term.name}({', '.join(map(_term, term.arguments))})" if term.arguments else term.name


def _name(entity: Entity) -> str:
    return entity.name.en if hasattr(entity, "name") else str(entity)
