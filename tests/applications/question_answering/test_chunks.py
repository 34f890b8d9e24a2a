"""Pieces of long texts: nothing is lost, and each knows its place."""

import pytest

from course_lib.applications.question_answering.chunks import Chunk, chunks

DOCUMENTS = ["Rosa has lost\nher  red kite. She looks for it.", "红风筝 flew", ""]


@pytest.mark.parametrize(("size", "overlap"), [(1, 0), (3, 1), (4, 3), (5, 0), (50, 10)])
def test_each_piece_lies_where_it_says_and_no_word_is_lost(size, overlap):
    found = chunks(DOCUMENTS, size, overlap)
    for one in found:
        assert DOCUMENTS[one.document][one.start : one.end] == one.text
    for number, text in enumerate(DOCUMENTS[:1]):
        seen = set()
        for one in found:
            seen |= set(range(one.start, one.end)) if one.document == number else set()
        assert seen >= {place for place, mark in enumerate(text) if not mark.isspace()}


def test_neighbours_share_the_overlap_and_none_lies_within_another():
    found = chunks(["a b c d e f g"], size=4, overlap=2)
    assert [one.text for one in found] == ["a b c d", "c d e f", "e f g"]


def test_an_answer_at_a_border_is_whole_in_one_piece_if_the_overlap_is_long_enough():
    text, answer = "Her home is Mill Street now", "Mill Street"
    start = text.index(answer)
    whole = (start, start + len(answer))
    assert not any(one.holds(*whole) for one in chunks([text], 4))
    assert any(one.holds(*whole) for one in chunks([text], 4, overlap=1))
    assert Chunk(0, 0, 5, "").holds(2, 5)


def test_an_overlap_that_never_ends_is_refused():
    with pytest.raises(ValueError, match="got 4 and 4"):
        chunks(DOCUMENTS, 4, 4)
