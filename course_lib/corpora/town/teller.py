"""What the English and the Chinese teller share: templates are filled, and every mention is remembered.

A teller is a subclass that knows how its language names people and things, inflects verbs and joins clauses.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import Hobby, Illness, Language, Noun, Place, Street
from course_lib.corpora.town.people import Person
from course_lib.corpora.town.phrases import phrases
from course_lib.corpora.town.plan import Clause, SentencePlan
from course_lib.corpora.town.world import Entity, Event, Thing, World


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that means an entity, its role in the clause, and how it is named."""

    start: int
    end: int
    entity: Entity
    role: str
    form: str  # name, pronoun, description, possessive

    def moved(self, by: int) -> Mention:
        """Return the mention `by` characters further on."""
        return Mention(self.start + by, self.end + by, self.entity, self.role, self.form)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The word that says that an event happened."""

    start: int
    end: int
    event: Event

    def moved(self, by: int) -> Trigger:
        """Return the trigger `by` characters further on."""
        return Trigger(self.start + by, self.end + by, self.event)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a story with its marks; positions are in `text`."""

    text: str
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    plan: SentencePlan


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a template: letters, a verb to inflect, or a slot with its form."""

    text: str
    kind: str  # letters, verb, verb of several, slot
    form: str = ""


@cache
def parts(template: str) -> tuple[Part, ...]:
    """Return the pieces of a template.

    >>> [part.text for part in parts("{agent} <lend> {theme.the} to {recipient}")]
    ['agent', ' ', 'lend', ' ', 'theme', ' to ', 'recipient']
    """
    pieces = []
    for piece in re.split(r"(\{[^}]*\}|<[^>]*>)", template):
        if piece.startswith("{"):
            slot, _, form = piece[1:-1].replace("'s", ".own").partition(".")
            pieces.append(Part(slot, "slot", form))
        elif piece.startswith("<"):
            pieces.append(Part(piece.strip("<*>"), "verb of several" if piece[1] == "*" else "verb"))
        elif piece:
            pieces.append(Part(piece, "letters"))
    return tuple(pieces)


@cache
def starting_with_agent(bank: str, section: str, language: Language) -> tuple[str, ...]:
    """Return the templates of a section that begin with the agent, whose subject can be left out."""
    return tuple(one for one in phrases(bank, language)[section] if one.startswith("{agent}"))


@dataclass
class Draft:
    """A sentence while it is written."""

    text: str = ""
    mentions: list[Mention] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Append letters."""
        self.text += text

    def mention(self, text: str, entity: Entity, role: str, form: str) -> None:
        """Append words that mean an entity."""
        self.mentions.append(Mention(len(self.text), len(self.text) + len(text), entity, role, form))
        self.text += text


class Teller(ABC):
    """Tells the sentences of one text, one after the other; it remembers whom and what it spoke of."""

    language: ClassVar[Language]

    def __init__(self, chance: Chance, world: World, tense: str = "past"):
        self.chance = chance
        self.world = world
        self.tense = tense
        self.before: list[Entity] = []  # spoken of in the sentence before
        self.now: list[Entity] = []  # and in this one
        self.introduced: set[Entity] = set()
        self.coming: list[Entity] = []  # what the sentence will speak of
        self.last: dict[str, str] = {}  # the template that a section used last

    def sentence(self, plan: SentencePlan) -> Sentence:
        """Return the sentence of a plan."""
        self.coming = [one for clause in plan.clauses for one in clause.roles.values()]
        draft = self.draft(plan)
        self.before, self.now = self.now, []
        return Sentence(draft.text, tuple(draft.mentions), tuple(draft.triggers), plan)

    @abstractmethod
    def draft(self, plan: SentencePlan) -> Draft:
        """Return the sentence of a plan with its marks."""

    @abstractmethod
    def title(self, clause: Clause) -> str:
        """Return a title."""

    @abstractmethod
    def slot(self, draft: Draft, part: Part, clause: Clause, subject: bool) -> None:
        """Append what fills a slot."""

    def filler(self, slot: str, clause: Clause) -> Entity:
        """Return what fills a slot: a role of the clause, or what follows from one.

        Raises:
            ValueError: if the clause has no such role; the message names the template's section.
        """
        match slot:
            case "owner":
                return clause.owner
            case "here" if clause.event:
                return clause.event.place
            case "shop":
                return clause.roles["theme"].noun.shop
            case "number":
                return clause.roles["agent"].age
        if slot not in clause.roles:
            raise ValueError(f"[{clause.section}] has the roles {', '.join(clause.roles)}; got the slot {slot!r}.")
        return clause.roles[slot]

    def verb(self, draft: Draft, part: Part, tense: str) -> None:
        """Append a verb."""
        draft.add(part.text)

    def template(self, clause: Clause, *, agent_first: bool = False, short: bool = False) -> str:
        """Draw a template for a clause, not the one that was used last.

        Args:
            clause: what it tells.
            agent_first: one that begins with the agent, where there is one.
            short: one that neither has a comma nor says where, where there is one: for a clause within another.
        """
        bank = "events" if clause.event else "states"
        section = f"{clause.section} not" if clause.negated else clause.section
        among = starting_with_agent(bank, section, self.language) if agent_first else ()
        among = among or phrases(bank, self.language)[section]
        if short:
            among = tuple(one for one in among if "，" not in one and "," not in one and "{here" not in one) or among
        chosen = self.chance.pick(among)
        if chosen == self.last.get(section):
            chosen = self.chance.pick(among)
        self.last[section] = chosen
        return chosen

    def clause(self, draft: Draft, clause: Clause, template: str, tense: str, *, drop_subject: bool = False) -> None:
        """Append a clause."""
        subject = not clause.section.endswith(" plan")
        pieces = parts(template.removeprefix("{agent}").lstrip() if drop_subject else template)
        for part in pieces:
            if part.kind == "letters":
                draft.add(part.text)
            elif part.kind == "slot":
                self.slot(draft, part, clause, subject)
            else:
                start = len(draft.text)
                self.verb(draft, part, tense)
                if subject and clause.event:
                    draft.triggers.append(Trigger(start, len(draft.text), clause.event))
                subject = False

    def joint(self, name: str) -> str:
        """Draw an opening or another joint."""
        among = phrases("states", self.language)[name]
        chosen = self.chance.pick(among)
        if chosen == self.last.get(name):
            chosen = self.chance.pick(among)
        self.last[name] = chosen
        return chosen

    def owner(self, part: Part, clause: Clause) -> Entity:
        """Return who owned the thing of a slot before; in a swap, the other thing was the partner's."""
        return clause.roles["partner"] if part.text == "other" and clause.section == "swap" else clause.owner

    def at_home(self, clause: Clause, place: Place) -> bool:
        """Tell whether a place is the home of the clause's agent."""
        agent = clause.roles.get("agent")
        return isinstance(agent, Person) and self.world.homes.get(agent) is place

    def alone(self, person: Person, clause: Clause) -> bool:
        """Tell whether a pronoun for a person would be clear: spoken of just now, and nobody else of that sex was."""
        spoken = [*self.before, *self.now]
        places = [*clause.roles.values(), clause.event.place if clause.event else None]
        houses = [self.world.householders.get(one.name.en) for one in places if isinstance(one, Place)]
        others = [*spoken, *clause.roles.values(), *self.coming, clause.owner, *houses]
        return person in spoken and not any(
            isinstance(one, Person) and one is not person and one.sex == person.sex for one in others
        )


def entity_type(entity: Entity) -> str:
    """Return the type of a named entity: PERSON, PLACE, THING, FOOD, ANIMAL, HOBBY, ILLNESS."""
    match entity:
        case Person():
            return "PERSON"
        case Place() | Street():
            return "PLACE"
        case Thing():
            return _noun_type(entity.noun)
        case Noun():
            return _noun_type(entity)
        case Hobby():
            return "HOBBY"
        case Illness():
            return "ILLNESS"
        case _:
            return "OTHER"


def _noun_type(noun: Noun) -> str:
    if noun.category in ("dish", "baked", "fruit", "pantry", "sweet", "drink"):
        return "FOOD"
    return "ANIMAL" if noun.category == "pet" else "THING"
