"""What rules and lists find, and what they take for it."""

import pytest

from course_lib.applications.medicine_and_law.identifiers import (
    Gazetteer,
    by_rules,
    is_clinic_number,
    joined,
    union,
)
from course_lib.applications.medicine_and_law.leaks import recall_by_kind
from course_lib.applications.medicine_and_law.notes import notes_of
from course_lib.corpora.annotations import Span
from course_lib.corpora.town.people import Town


def found(text):
    return [(text[one.start : one.end], one.label) for one in by_rules(text)]


@pytest.mark.parametrize(
    "date",
    ["03/11/2023", "3 November 2023", "3.11.23", "2023-11-03", "3 Nov 2023", "3 Nov", "Nov 3", "3/11"],
)
def test_each_form_of_a_date_is_found_whole(date):
    assert found(f"Seen {date}, well.") == [(date, "DATE")]


@pytest.mark.parametrize("other", ["BP 150/86", "37.4", "29/30", "31/13/2024", "3 units", "5/500"])
def test_what_is_no_date_is_left(other):
    assert found(f"Obs {other}.") == []


def test_three_sevenths_is_taken_for_a_date():
    assert found("Cough x 3/7.") == [("3/7", "DATE")]  # the price of a rule that does not read


def test_a_number_is_an_id_only_if_it_checks():
    assert is_clinic_number("9434765919")
    assert found("no. 943 4765919, batch 943 4765918") == [("943 4765919", "ID")]


def test_other_kinds_by_their_forms():
    text = "Dr Bell rang 07700 900 123 (eva.bell@post.example), 12 Mill Street; 56F, baker, her husband."
    kinds = dict(found(text))
    assert kinds == {
        "Bell": "NAME",
        "07700 900 123": "PHONE",
        "eva.bell@post.example": "EMAIL",
        "12 Mill Street": "ADDRESS",
        "56": "AGE",
        "baker": "JOB",
        "husband": "RELATIVE",
    }


def test_rules_find_all_that_has_a_form_and_half_of_the_names():
    notes = notes_of("test", 80)
    recall = recall_by_kind([one.annotated for one in notes], [by_rules(one.text) for one in notes])
    assert {recall[kind] for kind in ("ADDRESS", "PHONE", "DATE", "ID", "EMAIL")} == {1.0}
    assert 0.4 < recall["NAME"] < 0.65


def test_a_list_marks_whoever_is_meant():
    names = Gazetteer(frozenset({"Will", "Anna", "Bell"}))
    text = "ANNA BELL. Will call back. Bell's palsy? Annabel will."
    marked = [text[one.start : one.end] for one in names(text)]
    assert marked == ["ANNA BELL", "Will", "Bell"]


def test_the_towns_list_holds_everybody():
    town = Town()
    names = Gazetteer.of_town(town)
    assert all(names(one.full.en) == [Span(0, len(one.full.en), "NAME")] for one in town.people)


def test_joined_spans_are_neighbours_of_one_kind():
    spans = [Span(0, 3, "NAME"), Span(4, 8, "NAME"), Span(9, 12, "AGE")]
    assert joined("Eva Bell 34y", spans) == [Span(0, 8, "NAME"), Span(9, 12, "AGE")]


def test_a_union_covers_all_and_never_overlaps():
    merged = union([Span(0, 5, "A"), Span(10, 12, "B")], [Span(3, 12, "C")], [Span(20, 21, "D")])
    assert merged == [Span(0, 12, "C"), Span(20, 21, "D")]
    assert union() == []
