"""Essays come without repetition, and are cut into sentences that lose nothing."""

import pytest

from course_lib.applications.education.collection import (
    as_records,
    draw_essays,
    except_prompt,
    mended,
    pieces,
    totals,
)


def test_essays_are_different_and_depend_on_the_seed_alone():
    first, again, other = draw_essays(30), draw_essays(30), draw_essays(30, seed=1)
    assert len({one.text for one in first}) == 30
    assert [one.text for one in first] == [one.text for one in again]
    assert {one.text for one in first}.isdisjoint(one.text for one in other)
    assert all(4 <= points <= 20 for points in totals(first))


def test_the_sentences_of_an_essay_give_the_essay():
    for one in draw_essays(40):
        found = pieces(one.text)
        assert " ".join(piece.text for piece in found) == one.text
        assert all(one.text[piece.start : piece.end] == piece.text for piece in found)


def test_a_quotation_and_its_answer_are_two_sentences():
    found = pieces('Some say, "Dogs hate brushes." They are wrong! Is that so?')
    assert [one.text for one in found] == ['Some say, "Dogs hate brushes."', "They are wrong!", "Is that so?"]


def test_mending_leaves_the_plan_as_it_was():
    for one in draw_essays(40):
        kinds = {fault.criterion for fault in one.faults}
        if not kinds & {"language", "spelling"}:
            assert mended(one) == one.text
        if not kinds & {"content", "organisation"}:
            assert mended(one) == one.corrected()


def test_a_prompt_is_held_out_as_a_whole():
    essays = draw_essays(60)
    others, here = except_prompt(essays, "My town")
    assert {one.prompt for one in here} == {"My town"}
    assert len(others) + len(here) == 60
    assert "My town" not in {one.prompt for one in others}
    assert as_records(here)[0].score == here[0].total


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="n must be positive, got 0"):
        draw_essays(0)
    with pytest.raises(ValueError, match="on this prompt and on others, got 0 and 3"):
        except_prompt(draw_essays(3), "Cats")
