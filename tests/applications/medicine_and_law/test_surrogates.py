"""Other names and dates, the same ones each time."""

import datetime

import pytest

from course_lib.applications.medicine_and_law.identifiers import is_clinic_number
from course_lib.applications.medicine_and_law.notes import notes_of
from course_lib.applications.medicine_and_law.surrogates import (
    Surrogates,
    month_number,
    shift_date,
    with_surrogates,
)
from course_lib.corpora.annotations import Span
from course_lib.corpora.town.genres.clinic_words import _date
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

TOWN = Town()
NAMES = [name for one in TOWN.people for name in one.full.en.split()]


def test_a_name_has_one_surrogate_in_every_form():
    new = Surrogates(5)
    full = new.name("Eva Bell")
    given, surname = full.split()
    assert new.name("BELL, Eva") == f"{surname.upper()}, {given}"
    assert new.name("Bell") == surname
    assert given != surname


def test_no_surrogate_is_a_real_name_and_no_two_names_become_one():
    new = Surrogates(5, NAMES)
    made = [new.name(name) for name in dict.fromkeys(NAMES)]
    assert not {*made} & {*NAMES}
    assert len({*made}) == len(made)


def test_a_name_that_could_be_a_surrogate_is_kept_from_being_one():
    first = Surrogates(5).name("Eva")
    assert Surrogates(5, [first]).name("Eva") != first


def test_initials_stay_initials():
    new = Surrogates(5)
    made = new.name("E. Bell")
    assert len(made.split()[0]) == 2
    assert made.endswith(new.name("Bell"))
    assert new.name("EB").isupper()


@pytest.mark.parametrize("form", phrases("clinic_notes", "en")["dates"])
@pytest.mark.parametrize("days", [-400, -1, 30, 364])
def test_a_date_moves_and_keeps_its_form(form, days):
    for day in (datetime.date(2024, 2, 28), datetime.date(2023, 12, 31), datetime.date(2022, 9, 5)):
        moved = day + datetime.timedelta(days)
        assert shift_date(_date(day, form, "en").text, days) == _date(moved, form, "en").text


@pytest.mark.parametrize("form", phrases("clinic_notes", "en")["short dates"])
def test_a_date_without_its_year_moves_too(form):
    day, moved = datetime.date(2023, 2, 27), datetime.date(2023, 3, 4)
    assert shift_date(_date(day, form, "en").text, 5, year=2023) == _date(moved, form, "en").text


def test_what_is_no_date_is_taken_out():
    assert shift_date("last Tuesday", 5) == "a day"
    assert shift_date("31.2.24", 5) == "a day"
    assert shift_date("at 3", 5) == "a day"


def test_intervals_of_a_patient_stay_and_patients_move_apart():
    new = Surrogates(5)
    moved = [shift_date(one, new.days("Eva Bell")) for one in ("2024-02-03", "2024-03-04")]
    first, second = map(datetime.date.fromisoformat, moved)
    assert (second - first).days == 30
    assert first != datetime.date(2024, 2, 3)
    assert len({new.days(name) for name in NAMES}) > 50
    assert 0 not in {new.days(name) for name in NAMES}


def test_numbers_keep_their_form_and_check():
    new = Surrogates(5)
    for old in ("9434765919", "943 4765919"):
        made = new.clinic_number(old)
        assert made != old
        assert len(made) == len(old)
        assert is_clinic_number(made)
    assert new.clinic_number("943 4765919").replace(" ", "") == new.clinic_number("9434765919")
    phone = new.digits("07700 900 123")
    assert phone != "07700 900 123"
    assert [c == " " for c in phone] == [c == " " for c in "07700 900 123"]


def test_only_those_over_89_lose_their_age():
    new = Surrogates(5)
    assert new.replace("89", "AGE", "", 2024) == "89"
    assert new.replace("93", "AGE", "", 2024) == "90 or older"


def test_notes_lose_every_name_number_and_address_and_nothing_else():
    new = Surrogates(5, NAMES)
    for note in notes_of("test", 60):
        clean = with_surrogates(note.text, note.spans, new, note.patient)
        words = {*clean.replace("'", " ").split()}
        for text, kind in note.annotated.marked():
            if kind in ("PHONE", "ID", "EMAIL", "ADDRESS"):
                assert text not in clean
            if kind == "NAME" and len(text) > 4 and note.text.count(text) == 1:
                assert text not in words
        keep = note.spans[0].start
        assert clean[:keep] == note.text[:keep]


def test_the_same_text_without_spans_is_the_same():
    assert with_surrogates("Well.", [], Surrogates(1)) == "Well."
    assert with_surrogates("Ann", [Span(0, 3, "NAME")], Surrogates(1)) != "Ann"


def test_a_strange_month_is_refused():
    with pytest.raises(ValueError, match="got 'Brumaire'"):
        month_number("Brumaire")


def test_there_is_an_end_of_names():
    new = Surrogates(5)
    new.free = []
    with pytest.raises(ValueError, match="there are 0 surrogates, and no more left"):
        new.name("Eva")
