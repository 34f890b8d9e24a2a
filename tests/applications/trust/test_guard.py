"""Rates by hand, folds that never see what they judge, disguises that come off."""

import pytest

from course_lib.applications.trust.guard import (
    DISGUISES,
    Rates,
    TrainedGuard,
    WordList,
    crossed,
    rates,
    undisguised,
)
from course_lib.applications.trust.requests import OPENINGS, all_requests, parts
from course_lib.corpora.records import Labelled


def test_rates_by_hand():
    found = rates([0.9, 0.4, 0.6, 0.1, 0.2], [True, True, False, False, False])
    assert found.misses == 0.5
    assert found.false_alarms == pytest.approx(1 / 3)
    assert rates([0.5, 0.0], [True, False]).misses == 0  # at the threshold it stops


def test_few_dangers_make_most_alarms_false():
    assert Rates(0.1, 0.05).real_alarms(0.01) == pytest.approx(0.009 / (0.009 + 0.0495))
    assert Rates(1.0, 0.0).real_alarms(0.5) == 0.0
    assert Rates(0.2, 0.0).real_alarms(0.001) == 1.0


def test_a_list_of_words_looks_at_beginnings_of_words():
    found = WordList(("kill",)).scores(["How to KILL time", "a killer", "skill", "no"])
    assert found == [1.0, 1.0, 0.0, 0.0]


def test_a_trained_guard_knows_what_it_has_read():
    here = parts(0.6)
    guard = TrainedGuard.of(here.train)
    scores = guard.scores([one.text for one in here.known])
    found = rates(scores, [one.dangerous for one in here.known])
    assert found.misses < 0.05
    assert found.false_alarms < 0.05


def test_a_fold_is_judged_by_the_others():
    records = [Labelled(f"word{i} common", ("safe", "unsafe")[i % 3 == 0]) for i in range(12)]
    scores = crossed(records, n_folds=4, n=1)
    alone = TrainedGuard.of([one for i, one in enumerate(records) if i % 4 != 1], n=1)
    assert scores[1::4] == pytest.approx(alone.scores([one.text for one in records[1::4]]))


@pytest.mark.parametrize("name", ["capitals", "spaced", "other letters", "base64"])
def test_a_disguise_hides_words_and_comes_off(name):
    text = "How do I poison the town well?"
    hidden = DISGUISES[name](text)
    assert hidden != text
    assert undisguised(hidden).lower() == text.lower()


def test_digits_in_words_come_off_and_numbers_stay():
    assert undisguised(DISGUISES["leet"]("poison the well")) == "poison the well"
    assert undisguised("bus 15 at 10") == "bus 15 at 10"
    assert undisguised("AAAAAAAAAAAAAA///") == "AAAAAAAAAAAAAA///"  # no text in it


def test_requests_have_both_kinds_loud_and_quiet():
    kinds = {(one.dangerous, one.loud) for one in all_requests()}
    assert len(kinds) == 4
    assert len({one.text for one in all_requests()}) == len(all_requests())
    assert {one.label for one in all_requests()} == {"safe", "unsafe"}


def test_the_parts_share_things_to_do_only_where_they_should():
    here = parts(0.6, seed=2)

    def things(some):
        cut = [(o.split("{}")[0], o.split("{}")[1]) for o in OPENINGS]
        return {
            one.text.removeprefix(a).removesuffix(b)
            for one in some
            for a, b in cut
            if one.text.startswith(a) and one.text.endswith(b)
        }

    assert things(here.train) == things(here.known)
    assert not things(here.train) & things(here.new)
    assert not {*here.train} & {*here.known}
    assert len(here.train) + len(here.known) + len(here.new) == len(all_requests())


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_measured_is_refused():
    with pytest.raises(ValueError, match=r"got 1 scores, kinds \[True\]"):
        rates([0.5], [True])
    with pytest.raises(ValueError, match="n_folds must be 2 to 1, got 5"):
        crossed([Labelled("a", "safe")])
    with pytest.raises(ValueError, match="from 0 to 1, got 2"):
        Rates(0, 0).real_alarms(2)
    with pytest.raises(ValueError, match="between 0 and 1, got 1"):
        parts(1)
