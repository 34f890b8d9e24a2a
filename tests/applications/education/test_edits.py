"""The edits of the live figure do to text and rubric what they say."""

import pytest

from course_lib.applications.education.edits import EDITS, ESSAY, edited, rubric

NAMES = [one.name for one in EDITS]


def number(start):
    return next(at for at, name in enumerate(NAMES) if name.startswith(start))


def test_nothing_chosen_leaves_the_essay():
    assert edited([]) == list(ESSAY)
    assert rubric([]) == (4, 2, 3, 2)


def test_every_edit_changes_the_text():
    assert all(edited([at]) != list(ESSAY) for at in range(len(EDITS)))


def test_all_honest_edits_give_all_points_and_the_others_none():
    honest = [at for at, one in enumerate(EDITS) if one.honest]
    assert rubric(honest).total == 20
    assert not any("quiett" in sentence or "boks" in sentence for sentence in edited(honest))
    for at in range(len(EDITS)):
        gain = rubric([at]).total - rubric([]).total
        assert gain > 0 if EDITS[at].honest else gain <= 0


def test_edits_go_together():
    both = edited([number("Mend the spelling"), number("Leave out")])
    assert len(both) == len(ESSAY) - 2
    assert "quiet place" in " ".join(both)
    assert edited([number("Turn")])[0] == ESSAY[-1]


@pytest.mark.usefixtures("as_readers_call_it")
def test_an_edit_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="a number from 0 to 9, got 12"):
        edited([12])
