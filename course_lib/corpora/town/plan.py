"""What a story says, in which order: a plan of sentences that both tellers follow, each in its own language.

So sentence 7 of the English story and sentence 7 of the Chinese one say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import Street
from course_lib.corpora.town.people import KINSHIP, Person
from course_lib.corpora.town.phrases import phrases
from course_lib.corpora.town.world import Entity, Event, Roles, Thing, World

# What people ask the reason of: "because" before these kinds makes sense, whatever led to them.
_EXPLAINED: tuple[str, ...] = ("quarrel", "apologise", "forgive", "comfort", "congratulate", "thank", "confess")
_EXPLAINED += ("complain", "repair")
_EXPLAINED += ("search", "search_pet", "ask_for_help", "ask_where", "see_doctor", "fall_ill", "visit_sick", "go_home")

Form = Literal["clause", "and", "because", "plan", "said"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to say: the section of the phrase bank and what fills its slots; `event` where it tells one."""

    section: str
    roles: Roles = field(hash=False)
    event: Event | None = None
    owner: Entity = None  # who owned the theme just before
    negated: bool = False


@dataclass(frozen=True, slots=True)
class SentencePlan:
    """One sentence: a clause, two joined by "and" or "because", what somebody plans, or direct speech."""

    form: Form
    clauses: tuple[Clause, ...]
    opening: str | None = None  # a section of joints: then, but, so, open morning …
    new_day: bool = False

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that it tells or speaks of."""
        return tuple(clause.event for clause in self.clauses if clause.event)


def plan(world: World, chance: Chance) -> list[SentencePlan]:
    """Return the sentences of a story."""
    return [*_introduction(world, chance), *_middle(world, chance), _ending(world, chance)]


def _introduction(world: World, chance: Chance) -> Iterator[SentencePlan]:
    """Say two or three things of the main character and the family, and perhaps the weather."""
    main, second = world.cast[:2]
    facts = [Clause("home", {"agent": main, "street": Street(main.street)}), Clause("age", {"agent": main})]
    facts.append(Clause("likes", {"agent": main, "topic": main.hobby}))
    facts.append(Clause("likes food", {"agent": main, "food": main.food}))
    if main.job:
        facts += [Clause("job", {"agent": main, "job": main.job})] * 2
    kin = kinship(world, main, second)
    chosen = chance.some(facts, chance.between(1, 2))
    if kin:
        chosen.append(kin)
    if chance.happens(0.5):
        chosen.insert(chance.below(len(chosen) + 1), Clause(f"weather {world.weather}", {}))
    seen: list[Clause] = []
    for clause in chosen:
        if clause not in seen:
            seen.append(clause)
            yield SentencePlan("clause", (clause,))


def kinship(world: World, of: Person, other: Person) -> Clause | None:
    """Return the clause that says what `other` is to `of`; None if they are no family."""
    relation = world.town.kin(of, other)
    return Clause("kin", {"agent": of, "other": other, "kin": KINSHIP[relation]}) if relation else None


def _middle(world: World, chance: Chance) -> Iterator[SentencePlan]:
    """Tell every event once, a walk together with what it was for, some with their cause, speech or mood."""
    owners: dict[Entity, Entity] = {thing: world.start.get(("owner", thing)) for thing in world.things}
    told: dict[int, Clause] = {}
    introduced = set(world.cast[:2])
    when: tuple[int, str] | None = None
    walk: Clause | None = None
    for event in world.events:
        clause = Clause(_section(world, event, owners), event.roles, event, owners.get(event.roles.get("theme")))
        for (name, *arguments), _, after in event.changes:
            if name == "owner":
                owners[arguments[0]] = after
        told[event.number] = clause
        if event.kind == "go" and _goes_for_next(world, event) and chance.happens(0.85):
            walk = clause
            continue
        newcomers = [one for one in event.roles.values() if isinstance(one, Person) and one not in introduced]
        for newcomer in newcomers:
            introduced.add(newcomer)
            kin = next((k for k in (kinship(world, known, newcomer) for known in world.cast[:2]) if k), None)
            if kin and chance.happens(0.7):
                yield SentencePlan("clause", (kin,))
            elif newcomer.job and chance.happens(0.25):
                yield SentencePlan("clause", (Clause("job", {"agent": newcomer, "job": newcomer.job}),))
        now = (event.day, event.period)
        opening = _opening(world, event, when, now, chance)
        new_day = when is not None and now[0] != when[0]
        yield from _sentences(event, clause, walk, told, opening, new_day, chance)
        when, walk = now, None


def _section(world: World, event: Event, owners: dict[Entity, Entity]) -> str:
    if event.kind == "go" and world.homes[event.roles["agent"]] is event.roles["place"]:
        return "go_home"
    owner = owners.get(event.roles.get("theme"))
    another = f"{event.kind} of another"
    if isinstance(owner, Person) and owner not in event.roles.values() and another in phrases("events", "en"):
        return another
    return event.kind


def _goes_for_next(world: World, event: Event) -> bool:
    following = world.events[event.number + 1 : event.number + 2]
    return any(
        next_one.kind != "go"
        and next_one.roles.get("agent") is event.roles["agent"]
        and (next_one.day, next_one.period) == (event.day, event.period)
        for next_one in following
    )


def _opening(world: World, event: Event, when: object, now: tuple[int, str], chance: Chance) -> str | None:
    if when is not None and now != when:
        return "open next day" if event.period == "morning" else f"open {event.period}"
    if when is None:
        return "open morning" if chance.happens(0.4) else None
    previous = world.events[event.number - 1] if event.number else None
    if event.kind in ("lose", "break", "run_away", "burn") and chance.happens(0.3):
        return "suddenly" if event.kind != "lose" else "but"
    if event.kind in ("break_promise", "decline", "refuse") and chance.happens(0.6):
        return "but"
    if previous and event.cause == previous.number and chance.happens(0.3):
        return (
            "so"
            if event.kind in ("see_doctor", "complain", "ask_for_help", "search", "ask_where", "repair")
            else "then"
        )
    return "then" if chance.happens(0.15) else None


def _sentences(
    event: Event,
    clause: Clause,
    walk: Clause | None,
    told: dict[int, Clause],
    opening: str | None,
    new_day: bool,
    chance: Chance,
) -> Iterator[SentencePlan]:
    plans = phrases("events", "en").get(f"{event.kind} plan")
    if plans and walk is not None and chance.happens(0.35):
        aim = Clause(f"{event.kind} plan", event.roles, event, clause.owner)
        yield SentencePlan("plan", (aim,), opening, new_day)
        opening, new_day = None, False
    reason = told.get(event.cause) if event.cause is not None else None
    far = event.cause is not None and event.cause < event.number - 2
    if walk is not None:
        yield SentencePlan("and", (walk, clause), opening, new_day)
    elif reason and reason.event and event.kind in _EXPLAINED and chance.happens(0.5 if far else 0.12):
        timed = opening if opening and opening.startswith("open") else None
        yield SentencePlan("because", (clause, reason), timed, new_day)
    else:
        yield SentencePlan("clause", (clause,), opening, new_day)
    if f"{event.kind} said" in phrases("events", "en") and chance.happens(0.1 if event.kind == "go" else 0.4):
        yield SentencePlan("said", (Clause(f"{event.kind} said", event.roles, event, clause.owner),))
    yield from _minds(event, clause.owner, chance)
    moods = [(fact[1], after) for fact, _, after in event.changes if fact[0] == "mood" and after != "calm"]
    if moods and chance.happens(0.25):
        person, mood = chance.pick(moods)
        yield SentencePlan("clause", (Clause(f"mood {mood}", {"agent": person}),))


def _minds(event: Event, owner: Entity, chance: Chance) -> Iterator[SentencePlan]:
    """Say what somebody now believes who did not see what happened, or no longer knows."""
    theme = event.roles.get("theme")
    if event.kind == "move" and isinstance(owner, Person) and owner not in event.witnesses and chance.happens(0.5):
        yield SentencePlan(
            "clause", (Clause("thinks", {"agent": owner, "theme": theme, "place": event.roles["source"]}, None, owner),)
        )
    if event.kind in ("lose", "look") and chance.happens(0.25):
        yield SentencePlan("clause", (Clause("knows not", event.roles, None, owner),))


def _ending(world: World, chance: Chance) -> SentencePlan:
    people = [one for event in world.events[-4:] for one in event.roles.values() if isinstance(one, Person)]
    person = chance.pick(people or list(world.cast[:1]))
    mood = world.get("mood", person)
    ending = "end happy" if mood in ("happy", "calm") else "end sad"
    return SentencePlan("clause", (Clause(ending, {"agent": person}),), "finally" if chance.happens(0.3) else None)


def title(world: World, chance: Chance) -> Clause:
    """Return what the story is named after: a thing of it, or its main character."""
    things = [one for event in world.events for one in event.roles.values() if isinstance(one, Thing)]
    return Clause("title", {"agent": world.cast[0], "theme": chance.pick(things or list(world.things))})
