"""Is it true? A sentence about a story is read and compared with what happened in its world."""

from __future__ import annotations

from typing import Literal

from course_lib.corpora.town.events import KINDS
from course_lib.corpora.town.lexicon import Language, Street
from course_lib.corpora.town.people import KINSHIP, Person
from course_lib.corpora.town.reader import NO_SUCH, Claim, Reader
from course_lib.corpora.town.world import UNKNOWN, Entity, Event, Thing, World

Verdict = Literal["true", "false", "unknown"]


def is_true(sentence: str, world: World, language: Language = "en", reader: Reader | None = None) -> Verdict:
    """Return whether a sentence is true, false or unknown in the world of a story.

    The world knows all that happened to its people and things: an event that is not in it did not happen. What is
    told in the past is true if it was so at some time of the story; what is told in the present must be so at its end.
    Unknown is what the tellers would not say, what is about others than the people and things of the story, and what
    somebody says in quotation marks.

    Args:
        sentence: one sentence as the tellers write; any of its clauses may be denied.
        world: the world after the story.
        language: of the sentence.
        reader: for the sentences of a text in their order: it knows whom the pronouns mean. Without one, a pronoun
            can only mean somebody whom the sentence names.
    """
    clauses = (reader or Reader(world, language)).read(sentence)
    verdicts = []
    for readings in clauses:
        judged = [judge(claim, world, language) for claim in readings]
        verdicts.append("true" if "true" in judged else "false" if "false" in judged else "unknown")
    return "false" if "false" in verdicts else "unknown" if "unknown" in verdicts else "true"


def judge(claim: Claim, world: World, language: Language = "en") -> Verdict:
    """Return the verdict on one claim."""
    if NO_SUCH in claim.roles.values():
        holds: bool | None = False
    else:
        holds = _happened(claim, world) if claim.section in KINDS else _fact(claim, world, language)
    if holds is None:
        return "unknown"
    return "true" if holds != claim.negated else "false"


def _happened(claim: Claim, world: World) -> bool:
    """Tell whether an event of this kind happened with these roles."""
    sections = ("go", "go_home") if claim.section == "go_home" else (claim.section,)
    return any(_fits(claim, event, world) for event in world.events if event.kind in sections)


def _fits(claim: Claim, event: Event, world: World) -> bool:
    if claim.section == "go_home" and event.place is not world.homes[event.roles["agent"]]:
        return False
    return all(_same(event, role, filler, world) for role, filler in claim.roles.items())


def _same(event: Event, role: str, filler: Entity, world: World) -> bool:
    """Tell whether a role of an event, or what follows from its roles, is filled by this."""
    theme = event.roles.get("theme")
    match role:
        case "here":
            return event.place == filler
        case "shop":
            return isinstance(theme, Thing) and theme.noun.shop == filler
        case "owner":
            return any(value is filler for value in history(world, ("owner", theme)))
        case "news":
            told = event.roles["news"]
            same = all(told.roles.get(name) == one for name, one in filler.roles.items())
            return filler.section == told.kind and same
        case _:
            return event.roles.get(role) == filler


def history(world: World, fact: tuple[Entity, ...]) -> list[Entity]:
    """Return the values of a fact, from the start of the story to its end."""
    changes = [after for event in world.events for changed, _, after in event.changes if changed == fact]
    first = world.start.get(fact)
    return [world.get(*fact) if first is None and not changes else first, *changes]


def beliefs(world: World, person: Person, fact: tuple[Entity, ...]) -> list[Entity]:
    """Return what a person believed of a fact, from the start of the story to its end."""
    later = [value for _, who, learned, value in world.learned if who is person and learned == fact]
    return [world.start.get(fact), *later]


def _fact(claim: Claim, world: World, language: Language) -> bool | None:
    """Tell whether a state is so; None where the world does not say."""
    roles = claim.roles
    person: Entity = roles.get("agent")
    theme: Entity = roles.get("theme")
    now = slice(-1, None) if claim.present else slice(None)
    name, _, detail = claim.section.partition(" ")
    match name:
        case "weather":
            return world.weather == detail
        case "mood":
            return detail in history(world, ("mood", person))[now]
        case "job":
            return person.job == roles["job"]
        case "workplace":
            return person.job is not None and person.job.workplace == roles["place"]
        case "age":
            return person.age == roles["number"]
        case "likes":
            return person.food == roles["food"] if detail else person.hobby == roles["topic"]
        case "home":
            return roles["street"] in [Street(person.street), *history(world, ("street", person))][now]
        case "kin":
            relation = world.town.kin(person, roles["other"])
            return relation is not None and KINSHIP[relation][language] == roles["kin"]
        case "owner":
            return person in history(world, ("owner", theme))[now]
        case "holder":
            return roles["place" if detail == "place" else "agent"] in history(world, ("holder", theme))[now]
        case "place":
            return roles["place"] in history(world, ("place", person))[now]
        case "thinks":
            return roles["place"] in beliefs(world, person, ("holder", theme))[now]
        case "knows":
            return UNKNOWN in beliefs(world, person, ("holder", theme))[now]
        case "ill":
            return roles["topic"] in history(world, ("health", person))[now]
        case "quarrelled" | "friends":
            pair = tuple(sorted((person, roles["partner"]), key=lambda one: one.name.en))
            return name in history(world, ("terms", *pair))[now]
        case _:
            return None
