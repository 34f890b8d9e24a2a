"""The planted dialect changes words and no truth; gaps by hand."""

import pytest

from course_lib.applications.education.collection import draw_essays
from course_lib.applications.education.fairness import (
    BACK,
    DIALECT,
    Handed,
    blind,
    gap,
    hand_in,
    in_dialect,
    in_standard,
    wording_of,
)
from course_lib.applications.education.wording import Wording

ESSAYS = draw_essays(300)


def test_the_dialect_changes_words_and_leaves_parts_of_words_alone():
    assert in_dialect("No old folder: so old, mother.") == "No auld folder: sae auld, mither."
    assert in_standard(in_dialect("my mother knows")) == "my mother knows"
    assert set(BACK) == set(DIALECT.values())


def test_groups_are_drawn_by_chance_and_as_good_as_each_other():
    handed = hand_in(ESSAYS, 0.5)
    hill = [one for one in handed if one.group == "hill"]
    assert 110 < len(hill) < 190
    means = [sum(one.truth for one in own) / len(own) for own in (hill, handed)]
    assert abs(means[0] - means[1]) < 1
    assert all(one.label == one.truth for one in handed)
    assert {one.group for one in hand_in(ESSAYS[:20], 0)} == {"valley"}


def test_a_biased_teacher_takes_points_off_the_dialect_alone():
    handed = hand_in(ESSAYS, 0.5, points_off=1.5)
    hill = [one.truth - one.label for one in handed if one.group == "hill" and one.truth > 6]
    assert set(hill) == {1, 2}
    assert 1.3 < sum(hill) / len(hill) < 1.7
    assert all(one.truth == one.label for one in handed if one.group == "valley")


def test_a_checker_that_has_read_the_dialect_makes_no_remarks_on_it():
    handed = hand_in(ESSAYS, 0.5)
    knows, knows_not = wording_of(handed), Wording.taught_by(ESSAYS)
    text = "my mither gied me a wee bag."
    assert len(knows.unknown(text)) < len(knows_not.unknown(text))


def test_blind_features_do_not_see_the_dialect():
    features_of = blind(Wording.taught_by(ESSAYS))
    one = ESSAYS[5].text
    assert features_of(in_dialect(one)) == features_of(in_standard(one))


def test_the_gap_by_hand():
    one = next(essay for essay in ESSAYS if essay.total == 12)
    other = next(essay for essay in ESSAYS if essay.total == 16)
    handed = [Handed("", group, essay, 0) for group in ("hill", "valley") for essay in (one, other)]
    found = gap([10, 15, 12, 17], handed)
    assert found.residual == {"hill": -1.5, "valley": 0.5}
    assert found.points == 2
    assert found.standardised == 1  # the truth is 12 and 16, twice: its spread is 2
    assert found.kappa["hill"] == pytest.approx(1 - 2.5 / (0.5 * (6**2 + 3**2 + 2**2 + 1**2) / 2))


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ValueError, match=r"from 0 to 1, and points_off not negative, got 1\.5 and 0"):
        hand_in(ESSAYS[:3], 1.5)
    with pytest.raises(ValueError, match="two essays in each group, got 3 scores, 0 and 3 essays"):
        gap([1, 2, 3], hand_in(ESSAYS[:3], 0))
