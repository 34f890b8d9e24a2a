"""The planted bias is as strong as it says, and each sentence has its counterfactual."""

import pytest

from course_lib.applications.trust.planted import (
    FORMS,
    FRAMES,
    JOBS,
    MEN_NAMES,
    TO_MEN,
    TO_NOBODY,
    TO_WOMEN,
    WOMEN_NAMES,
    Sentence,
    counted,
    sentences,
    truth,
)
from course_lib.corpora.town.lexicon import JOBS as TOWN_JOBS


def test_the_jobs_are_the_towns_and_lean_one_way_at_most():
    assert len({*JOBS}) == len(JOBS) == 24
    assert {*JOBS} <= {job.name.en for job in TOWN_JOBS}
    assert not {*WOMEN_NAMES} & {*MEN_NAMES}
    assert len(WOMEN_NAMES) == len(MEN_NAMES) == 12


def test_the_truth_by_hand():
    assert truth("sailor", 0.8) == pytest.approx(0.9)
    assert truth("nurse", 0.8) == pytest.approx(0.1)
    assert {truth(job, 0.8) for job in TO_NOBODY} == {0.5}
    assert {truth(job, 0.0) for job in JOBS} == {0.5}


def test_counting_finds_the_truth():
    told = sentences(20_000, 0.6, seed=5)
    for group, expected in ((TO_WOMEN, 0.8), (TO_MEN, 0.2), (TO_NOBODY, 0.5)):
        shares = [counted(told, job) for job in group]
        assert sum(shares) / len(shares) == pytest.approx(expected, abs=0.02)


def test_at_full_strength_no_man_is_a_sailor():
    told = sentences(2000, 1.0)
    assert counted(told, "sailor") == 1.0
    assert counted(told, "nurse") == 0.0


@pytest.mark.parametrize("frame", FRAMES)
def test_the_counterfactual_differs_in_people_alone(frame):
    one = Sentence(frame, "vet", 3, woman=True)
    assert one.other.other == one
    changed = {(a, b) for a, b in zip(one.words, one.other.words, strict=True) if a != b}
    assert changed <= {*FORMS.values(), (WOMEN_NAMES[3], MEN_NAMES[3])}
    assert changed


def test_the_same_seed_tells_the_same():
    assert sentences(50, 0.3, 1) == sentences(50, 0.3, 1)
    assert sentences(50, 0.3, 1) != sentences(50, 0.3, 2)


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_planted_is_refused():
    with pytest.raises(ValueError, match=r"strength from 0 to 1, got 5 and 1\.5"):
        sentences(5, 1.5)
    with pytest.raises(ValueError, match=r"n must be positive .*, got 0 and 0\.5"):
        sentences(0, 0.5)
    with pytest.raises(ValueError, match="some sentence must speak of a pilot, got 0 of 3"):
        counted(sentences(3, 0.5), "pilot")
