"""Whom a note fits, and how many."""

import pytest

from course_lib.applications.medicine_and_law.notes import notes_of
from course_lib.applications.medicine_and_law.reidentify import (
    Facts,
    candidates,
    facts_by_patient,
    group_sizes,
    k_anonymity,
    left_in,
    register,
    sex_of,
    share_found,
    who,
)
from course_lib.corpora.town.genres.clinic_notes import PERSONAL
from course_lib.corpora.town.people import Town

TOWN = Town()
RESIDENTS = register([TOWN])
NOTES = notes_of("test", 80)
NUMBERS = ("NAME", "ADDRESS", "PHONE", "DATE", "ID", "EMAIL")


def test_nothing_known_fits_everybody():
    assert len(candidates(Facts(), RESIDENTS)) == len(TOWN.people)


def test_each_fact_is_a_filter():
    one = next(person for person in TOWN.people if person.job and TOWN.family(person))
    kin = TOWN.kin(one, TOWN.family(one)[0])
    assert kin
    facts = [
        Facts(sex=one.sex),
        Facts(ages=(one.age - 3, one.age)),
        Facts(job=one.job.name.en if one.job else None),
        Facts(kin=frozenset({kin})),
        Facts(address=one.address.en),
        Facts(names=frozenset({one.surname.en})),
    ]
    together = Facts()
    for fact in facts:
        fitting = candidates(fact, RESIDENTS)
        assert one in fitting
        assert len(fitting) < len(RESIDENTS)
        before = len(candidates(together, RESIDENTS))
        together = together | fact
        assert len(candidates(together, RESIDENTS)) <= before
    assert together == Facts(
        *(
            getattr(fact, name)
            for fact, name in zip(facts, ("sex", "ages", "job", "kin", "address", "names"), strict=True)
        )
    )


def test_the_patient_always_fits_what_is_read_of_them_unless_the_pronouns_mislead():
    for note in NOTES:
        if note.case.stranger:
            continue
        facts = left_in(note, [])
        fits = who(note.case.patient) in [who(one) for one in candidates(facts, RESIDENTS)]
        assert fits == (facts.sex in (None, note.case.patient.sex))


def test_the_more_is_taken_out_the_fewer_are_found():
    steps = [
        facts_by_patient(NOTES, ()),
        facts_by_patient(NOTES, NUMBERS),
        facts_by_patient(NOTES, NUMBERS, age_band=10),
        facts_by_patient(NOTES, PERSONAL),
    ]
    shares = [share_found(one, RESIDENTS) for one in steps]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.9
    assert shares[-1] == 0


def test_notes_that_can_be_joined_are_found_more_often():
    facts = facts_by_patient(NOTES, NUMBERS, age_band=10)
    assert share_found(facts, RESIDENTS, joined=True) >= share_found(facts, RESIDENTS)


def test_a_larger_register_hides_better():
    facts = facts_by_patient(NOTES, NUMBERS)
    many = register(Town(seed) for seed in range(4))
    assert share_found(facts, many) < share_found(facts, RESIDENTS)


def test_bands_of_ages_hold_the_age():
    note = next(one for one in NOTES if any(span.label == "AGE" for span in one.spans))
    low, high = left_in(note, [], age_band=10).ages or (0, 0)
    assert low % 10 == 0
    assert low <= note.case.patient.age <= high == low + 9


def test_sex_by_the_majority_of_words():
    assert sex_of("Her husband Tom says he saw her; she fell.") == "f"
    assert sex_of("50M, well.") == "m"
    assert sex_of("There, then.") is None


def test_groups_by_hand():
    rows = [("f", 30), ("m", 30), ("f", 30), ("f", 30), ("m", 30)]
    assert group_sizes(rows) == [3, 2, 3, 3, 2]
    assert k_anonymity(rows) == 2


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="at least 1 year, got 0"):
        left_in(NOTES[0], [], age_band=0)
    with pytest.raises(ValueError, match="a note of a resident, got 0"):
        share_found({}, RESIDENTS)
    with pytest.raises(ValueError, match="there must be a row, got 0"):
        k_anonymity([])
