"""Telegrams: three sentences a text, each event the cause of the next, the same for the same seed."""

from itertools import islice

import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.events import KINDS
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.simulate import simulate
from course_lib.corpora.town.telegrams import SAID, Hamlet, cause_of, chains, sentence, telegrams


def test_the_same_seed_gives_the_same_telegrams_and_another_one_others():
    first, again, other = (list(islice(telegrams(seed), 20)) for seed in (0, 0, 1))
    assert first == again != other


def test_a_telegram_has_three_sentences_of_small_letters_that_end_in_a_full_stop():
    for telegram in islice(telegrams(), 300):
        assert len(telegram) == 3
        for one in telegram:
            assert one == one.lower()
            assert one.endswith(" .")


def test_only_the_people_of_the_hamlet_take_part():
    names = {person.name.en.lower() for person in Hamlet(n_people=6).people}
    assert len(names) == 6
    assert {one[0].split()[0] for one in islice(telegrams(n_people=6), 500)} == names


def test_each_event_of_a_chain_is_the_cause_of_the_next():
    world = simulate(Town(), Chance("a test", 3), n_events=40)
    told = list(chains(world))
    assert told
    for event in world.events:
        middle = cause_of(world, event)
        first = middle and cause_of(world, middle)
        if first and middle and all(one.kind in SAID for one in (first, middle, event)):
            assert (sentence(first), sentence(middle), sentence(event)) in told


def test_every_role_of_a_phrase_is_one_of_the_kind_of_event():
    for kind, phrase in SAID.items():
        roles = {word.lower() for word in phrase.split() if word.isupper()}
        assert roles <= {name for name, _ in KINDS[kind].roles}, kind


def test_a_lent_ring_by_hand():
    assert next(telegrams()) == (
        "haitao lent the ring to hiroshi .",
        "hiroshi gave the ring back to haitao .",
        "haitao thanked hiroshi .",
    )


@pytest.mark.usefixtures("as_readers_call_it")
def test_an_event_that_no_phrase_tells_is_refused():
    world = simulate(Town(), Chance("a test", 3), n_events=40)
    walk = next(event for event in world.events if event.kind == "go")
    with pytest.raises(ValueError, match="got 'go'"):
        sentence(walk)
