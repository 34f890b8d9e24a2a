"""Each trick does what its name says."""

from course_lib.applications.education.collection import draw_essays, pieces
from course_lib.applications.education.gaming import FILLING, TRICKS, learned_by_heart

ESSAYS = draw_essays(60)


def test_shuffling_keeps_every_sentence():
    trick = TRICKS["sentences shuffled"]
    for one in ESSAYS:
        before, after = ([piece.text for piece in pieces(text)] for text in (one.text, trick(one)))
        assert sorted(before) == sorted(after)
    assert sum(trick(one) != one.text for one in ESSAYS) > 55


def test_the_others_add_or_exchange():
    one = ESSAYS[0]
    assert TRICKS["handed in twice"](one) == f"{one.text} {one.text}"
    longer = pieces(TRICKS["four empty sentences added"](one))
    assert len(longer) == len(pieces(one.text)) + len(FILLING)
    assert longer[-1].text == pieces(one.text)[-1].text
    grand = TRICKS["long words put in"]
    assert len(grand(one).split()) >= len(one.text.split())
    assert sum(len(grand(each)) > len(each.text) for each in ESSAYS) > 50


def test_what_is_learned_by_heart_is_on_another_topic():
    for one in ESSAYS:
        text = learned_by_heart(one)
        assert ("dog" in text) == (one.prompt == "My town")
