"""A story happens: a cast is drawn, and goals, chance and causes make one event follow another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.events import KINDS, Consequence, Kind
from course_lib.corpora.town.lexicon import (
    ADJECTIVES,
    CHORES,
    CONTAINERS,
    FOODS,
    HOBBIES,
    ILLNESSES,
    PLACE,
    PLACES,
    STREETS,
    THINGS,
    TOWNS,
    Adjective,
    Noun,
    Place,
    Street,
)
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.world import PERIODS, Entity, Event, Roles, Thing, World

WEATHER = ("sun", "rain", "wind", "snow", "fog")
_PORTABLE = tuple(noun for noun in THINGS if noun.size != "large" and noun.category not in ("pet", "plant"))
_SMALL = tuple(noun for noun in _PORTABLE if noun.size == "small")
_BOOKS = tuple(noun for noun in THINGS if noun.name.en in ("novel", "atlas", "cookbook", "dictionary"))
_PETS = tuple(noun for noun in THINGS if noun.name.en in ("kitten", "puppy", "rabbit", "tortoise"))
_PLANTS = tuple(noun for noun in THINGS if noun.category == "plant")
_DISHES = tuple(noun for noun in FOODS if noun.category == "dish" and noun.name.en not in ("salad", "sandwich"))
_BAKED = tuple(noun for noun in FOODS if noun.category == "baked")
_COLOURS = tuple(one for one in ADJECTIVES if one.kind == "colour")
_LOOKS = {True: ADJECTIVES, False: tuple(one for one in ADJECTIVES if one.words.en not in ("wooden", "heavy"))}
_OPEN = tuple(place for place in PLACES if place.kind == "open")
_SOLID = ("gadget", "toy", "instrument", "home", "vehicle", "tool")
_SOFT = ("blanket", "pillow", "rope", "doll")
_WITH_PARTS = ("lamp", "torch", "kettle", "radio", "clock", "umbrella", "toy train")
_TOPICS = {
    "hobby": HOBBIES,
    "chore": CHORES,
    "illness": ILLNESSES,
    "container": CONTAINERS,
    "town": TOWNS,
    "street": tuple(Street(street) for street in STREETS),
    "workplace": tuple(place for place in PLACES if place.kind in ("shop", "public")),
    "place": _OPEN + tuple(PLACE[name] for name in ("library", "museum", "café", "station", "school")),
}
_AGENDA = 7  # goals older than so many events are given up


def simulate(town: Town, chance: Chance, n_events: int = 10) -> World:
    """Return the world after a story of about `n_events` events (a walk to a place does not count)."""
    world = _begin(town, chance)
    agenda: list[tuple[Consequence, Event]] = []
    told = tries = since = 0
    while told < n_events and tries < 60:
        tries += 1
        event = _follow(world, chance, agenda) if agenda else None
        if event is None and (not agenda or tries % 3 == 0):
            event = _spontaneous(world, chance)
        if event is None:
            continue
        told += 1
        since += 1
        for alternatives in KINDS[event.kind].then:
            left = chance.random()
            for one in alternatives:
                left -= one.probability
                if left < 0:
                    agenda.append((one, event))
                    break
        if since >= 3 or (since == 2 and chance.happens(0.4)):
            since = 0
            _time_goes_on(world)
    return world


def _begin(town: Town, chance: Chance) -> World:
    """Draw a family member or two, one or two friends, their things, and where everybody is."""
    first = chance.pick(town.people)
    family = town.family(first)
    cast = [first, *chance.some(family, min(len(family), chance.between(1, 2)))]
    while len(cast) < 4:
        friend = chance.pick(town.people)
        if friend not in cast:
            cast.append(friend)
    weather = chance.weighted(WEATHER, (4, 3, 1, 1, 1))
    nouns: set[Noun] = set()

    def thing(among: Sequence[Noun]) -> Thing:
        noun = chance.pick([one for one in among if one not in nouns])
        nouns.add(noun)
        looks: Sequence[Adjective] = _COLOURS if noun.category in ("pet", "plant") else _LOOKS[noun.category in _SOLID]
        return Thing(noun, chance.pick(looks))

    book, plant = thing(_BOOKS), thing(_PLANTS)
    owned = {person: [thing(_SMALL), *([thing(_PORTABLE)] if chance.happens(0.4) else [])] for person in cast}
    sale = [thing(_PORTABLE), thing(_PORTABLE), thing(_PETS)]
    raw = [thing(_DISHES), thing(_BAKED)]
    mine = [one for things in owned.values() for one in things]
    world = World(town, tuple(cast), (*mine, *sale, *raw, book, plant), weather)
    for person, things in (*owned.items(), (chance.pick(cast), [plant])):
        for one in things:
            world.state["owner", one] = world.state["holder", one] = person
    for one in sale:
        world.state["sale", one] = "yes"
        world.state["holder", one] = one.noun.shop
    for one in raw:
        world.state["state", one] = "raw"
    world.state["owner", book] = world.state["holder", book] = PLACE["library"]
    world.state["birthday", chance.pick(cast)] = "yes" if chance.happens(0.2) else "no"
    for person in cast:
        at_work = person.job is not None and chance.happens(0.3)
        place = person.job.workplace if at_work and person.job else chance.pick(_OPEN)
        world.state["place", person] = world.homes[person] if chance.happens(0.5) else place
    return world


def _time_goes_on(world: World) -> None:
    """Go to the next part of the day; at night everybody goes home and gets dry."""
    world.period += 1
    if world.period == len(PERIODS):
        world.day += 1
        world.period = 0
        for person in world.cast:
            if world.get("place", person).kind != "town":
                world.state["place", person] = world.homes[person]
            world.state["wet", person] = "no"


def _follow(world: World, chance: Chance, agenda: list[tuple[Consequence, Event]]) -> Event | None:
    """Let one of the oldest goals come about; those that are too old or cannot be are given up."""
    one, cause = agenda.pop(0)
    if len(world.events) - cause.number > _AGENDA:
        return None
    kind = KINDS[one.kind]
    if kind.later and world.day == cause.day:
        if all(KINDS[other.kind].later for other, _ in agenda):
            while world.day == cause.day:
                _time_goes_on(world)
        else:
            agenda.append((one, cause))
            return None
    types = dict(kind.roles)
    bound = {role: filler for role, filler in cause.roles.items() if role in types}
    for role, term in one.binding:
        bound.pop(role, None)
        if term is not None:
            bound[role] = world.evaluate(term, cause.roles)
    bound = {role: filler for role, filler in bound.items() if _fits(world, types[role], filler)}
    if any(term is not None and role not in bound for role, term in one.binding):
        return None
    return _let(world, chance, kind, bound, cause.number)


def _spontaneous(world: World, chance: Chance) -> Event | None:
    begun = {event.kind for event in world.events if event.cause is None}
    kinds = [kind for kind in KINDS.values() if kind.begins and kind.name not in begun]
    kind = chance.weighted(kinds, [kind.begins for kind in kinds])
    agent = chance.weighted(world.cast, (3, 2, *(1 for _ in world.cast[2:])))  # stories have a main character
    return _let(world, chance, kind, {"agent": agent} if dict(kind.roles).get("agent") == "person" else {}, None)


def _let(world: World, chance: Chance, kind: Kind, bound: Roles, cause: int | None) -> Event | None:
    """Fill the roles that are free, go where the event needs the agent, and let it happen; None if it cannot."""
    roles = next(_filled(world, chance, kind, bound, 0), None)
    if roles is None:
        return None
    for place in kind.places:
        there = world.evaluate(place, roles)
        if not isinstance(there, Place) or there.kind in ("container", "town"):
            return None  # nowhere, or too far
        if world.get("place", roles["agent"]) != there:
            world.happen("go", {"agent": roles["agent"], "place": there}, cause)
    return None if world.unmet(kind, roles) else world.happen(kind.name, roles, cause)


def _filled(world: World, chance: Chance, kind: Kind, bound: Roles, index: int) -> Iterator[Roles]:
    """Yield ways to fill the roles from `index` on, so that the conditions hold that speak of them alone."""
    if index == len(kind.roles):
        yield bound
        return
    role, kind_of = kind.roles[index]
    candidates = [bound[role]] if role in bound else chance.shuffled(_candidates(world, kind_of))
    known = {name for name, _ in kind.roles[: index + 1]}
    later = {name for name, _ in kind.roles[index + 1 :]}
    for candidate in candidates:
        if any(candidate is other for name, other in bound.items() if name != role and name not in later):
            continue
        roles = {**bound, role: candidate}
        if all(world.holds(rule, roles) for rule in kind.needs if role in rule.roles and rule.roles <= known):
            yield from _filled(world, chance, kind, roles, index + 1)


def _candidates(world: World, kind: str) -> Sequence[Entity]:
    match kind:
        case "person":
            return world.cast
        case "adult":
            return [one for one in world.cast if one.age >= 18]
        case "event":
            return [one for one in world.events if one.kind in _NEWS]
        case "thing" | "small" | "gadget" | "fragile" | "food" | "dish" | "baked" | "pet" | "plant" | "book":
            return [one for one in world.things if _is(kind, one.noun)]
        case _:
            return _TOPICS[kind]


_NEWS = ("buy", "lose", "find", "win", "move_house", "fall_ill", "quarrel", "start_job", "adopt", "sign_lease", "break")


def _is(kind: str, noun: Noun) -> bool:
    match kind:
        case "thing":
            return noun in _PORTABLE
        case "small":
            return noun in _SMALL
        case "gadget":
            electric = noun.category in ("gadget", "vehicle", "instrument") or noun.name.en in _WITH_PARTS
            return electric and noun in _PORTABLE
        case "fragile":
            return noun.category in _SOLID and noun in _PORTABLE and noun.name.en not in _SOFT
        case "food":
            return noun in _DISHES or noun in _BAKED
        case _:
            return noun.category == kind


def _fits(world: World, kind: str, filler: Any) -> bool:
    return any(filler is one for one in _candidates(world, kind))
