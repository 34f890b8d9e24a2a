from collections import Counter

import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.events import KINDS
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.simulate import simulate
from course_lib.corpora.town.world import UNKNOWN

TOWN = Town()
WORLDS = [simulate(TOWN, Chance("worlds", number)) for number in range(400)]


def test_there_are_over_forty_kinds_of_events_and_all_of_them_happen():
    seen = Counter(event.kind for world in WORLDS for event in world.events)
    assert len(KINDS) > 40
    assert set(KINDS) == set(seen)


def test_what_may_follow_is_a_kind_and_the_roles_that_it_binds_are_its_own():
    for kind in KINDS.values():
        for alternatives in kind.then:
            assert sum(one.probability for one in alternatives) <= 1
            for one in alternatives:
                assert {role for role, _ in one.binding} <= {role for role, _ in KINDS[one.kind].roles}


def test_the_roles_of_an_event_are_different_ones():
    for world in WORLDS:
        for event in world.events:
            assert len({id(one) for one in event.roles.values()}) == len(event.roles)


def test_what_belongs_to_somebody_else_is_neither_lent_nor_given_away():
    for world in WORLDS:
        owner = {thing: world.start.get(("owner", thing)) for thing in world.things}
        for event in world.events:
            if event.kind in ("lend", "give", "sell"):
                assert owner[event.roles["theme"]] is event.roles["agent"]
            for fact, _, after in event.changes:
                if fact[0] == "owner":
                    owner[fact[1]] = after


def test_causes_lie_in_the_past_and_lead_to_what_they_may_lead_to():
    caused = 0
    for world in WORLDS:
        for event in world.events:
            if event.cause is not None and event.kind != "go":
                caused += 1
                cause = world.events[event.cause]
                assert cause.number < event.number
                assert event.kind in {one.kind for alternatives in KINDS[cause.kind].then for one in alternatives}
    assert caused > 1000


def test_what_comes_later_is_not_on_the_day_of_its_cause():
    days = [
        event.day - world.events[event.cause].day
        for world in WORLDS
        for event in world.events
        if KINDS[event.kind].later and event.cause is not None
    ]
    assert len(days) > 50
    assert min(days) >= 1


def test_an_event_whose_conditions_do_not_hold_is_refused():
    world = next(world for world in WORLDS if any(event.kind == "buy" for event in world.events))
    bought = next(event for event in world.events if event.kind == "buy")
    with pytest.raises(ValueError, match="buy cannot happen"):
        world.happen("buy", bought.roles)


def test_who_was_not_there_when_a_thing_was_moved_looks_in_the_wrong_place():
    misled = 0
    for world in WORLDS:
        for event in world.events:
            owner = world.start.get(("owner", event.roles.get("theme")))
            if event.kind == "look":
                thing = event.roles["theme"]
                moves = [one for one in world.events[: event.number] if one.kind == "move"]
                last = [one for one in moves if one.roles["theme"] is thing][-1:]
                assert all(event.roles["agent"] not in one.witnesses for one in last)
                misled += 1
            if event.kind == "move" and owner not in event.witnesses:
                learned = [fact for number, who, fact, _ in world.learned if who is owner and number == event.number]
                assert learned == []
    assert misled > 20


def test_who_lost_a_thing_does_not_know_where_it_is_though_the_world_does():
    losses = 0
    for world in WORLDS:
        for event in world.events:
            if event.kind == "lose":
                thing, agent = event.roles["theme"], event.roles["agent"]
                assert (event.number, agent, ("holder", thing), UNKNOWN) in world.learned
                assert next(after for fact, _, after in event.changes if fact == ("holder", thing)) == event.place
                losses += 1
    assert losses > 50


def test_money_is_paid_and_comes_back():
    for world in WORLDS:
        for person in world.cast:
            assert world.get("money", person) >= 0
