"""Notes in three parts, and their pieces."""

import pytest

from course_lib.applications.medicine_and_law.notes import (
    KEPT_FOR,
    kept_from,
    notes_of,
    pieces,
    words_in,
)
from course_lib.corpora.annotations import Annotated, Span


def test_no_stranger_of_dev_or_test_comes_in_the_training():
    train, dev, test = ({one.patient for one in notes_of(part, 120)} for part in ("train", "dev", "test"))
    of_dev, of_test = ({f"{row[0]} {row[1]}" for row in KEPT_FOR[part]} for part in ("dev", "test"))
    assert not train & (of_dev | of_test)
    assert dev & of_dev
    assert not dev & of_test
    assert test & of_test
    assert not test & of_dev


def test_no_doctor_is_kept():
    from course_lib.corpora.town.genres.clinic_tables import STRANGERS

    doctors = {f"{row[0]} {row[1]}" for row in STRANGERS[5::6]}
    assert not doctors & kept_from("train")


def test_the_same_seed_gives_the_same_notes_and_another_gives_others():
    first, again, other = ([one.text for one in notes_of("dev", 4, seed=seed)] for seed in (0, 0, 1))
    assert first == again != other


def test_pieces_hold_all_of_a_note_and_each_of_its_spans():
    for note in notes_of("train", 30):
        whole = note.annotated
        parts = pieces(whole, most=20)
        assert "".join(one.text for one in parts) == whole.text
        assert [one for part in parts for one in part.marked()] == [*whole.marked()]


def test_a_span_over_the_end_of_a_sentence_is_not_cut():
    note = Annotated("Mr B. Cole came. He left.", (Span(3, 10, "NAME"),))
    first, second = pieces(note, most=3)
    assert first.marked() == (("B. Cole", "NAME"),)
    assert first.text + second.text == note.text


def test_marks_are_no_words():
    assert [(one.start, one.end) for one in words_in("A, b-2!")] == [(0, 1), (3, 4), (5, 6)]


def test_an_empty_note_has_no_pieces():
    assert pieces(Annotated("", ())) == []


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="train, dev or test, and n positive, got 'all' and 3"):
        notes_of("all", 3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="got 'dev' and 0"):
        notes_of("dev", 0)
    with pytest.raises(ValueError, match="most must be positive, got 0"):
        pieces(Annotated("x", ()), 0)
