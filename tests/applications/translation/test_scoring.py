"""The references score best, other wordings keep the meaning, and lists must fit."""

import pytest

from course_lib.applications.translation.scoring import readable_sentences, scores


@pytest.fixture(scope="module")
def tests():
    return readable_sentences(40)


def test_the_reference_is_perfect(tests):
    found = scores([one.target for one in tests], tests)
    assert found == pytest.approx({"BLEU": 100, "chrF": 100, "exact": 1, "meaning": 1})


def test_another_wording_keeps_the_meaning_and_scores_less(tests):
    found = scores([one.retold(7) for one in tests], tests)
    assert found["meaning"] > 0.97
    assert found["BLEU"] < 75
    assert scores([one.retold(7) for one in tests], tests, 4)["BLEU"] > found["BLEU"] + 10


def test_lists_that_do_not_fit_are_refused(tests):
    with pytest.raises(ValueError, match="got 1 for 40"):
        scores(["猫"], tests)
