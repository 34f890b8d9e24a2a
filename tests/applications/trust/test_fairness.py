"""What is planted among the letters is there, and both repairs take it out of the data."""

from collections import Counter

import pytest

from course_lib.applications.trust.fairness import (
    GROUPS,
    Post,
    balanced,
    false_alarms,
    masked,
    post,
    with_planted_bias,
)
from course_lib.corpora.town.people import Town

LETTERS = post(400, seed=3)


def cells(letters):
    return Counter((one.group, one.label) for one in letters)


def test_every_letter_names_its_reader():
    assert len(LETTERS) == 400
    assert {one.group for one in LETTERS} == {*GROUPS}
    assert post(5, 1) == post(5, 1)


def test_only_honest_letters_to_the_east_are_taken_away():
    before, after = cells(LETTERS), cells(with_planted_bias(LETTERS, 0.8))
    assert after["east", "ham"] == pytest.approx(0.2 * before["east", "ham"], abs=10)
    for cell in {*before} - {("east", "ham")}:
        assert after[cell] == before[cell]
    assert cells(with_planted_bias(LETTERS, 1.0))["east", "ham"] == 0
    assert with_planted_bias(LETTERS, 0.0) == LETTERS


def test_masked_letters_hold_no_name_of_the_town():
    names = {person.name.en for person in Town().people}
    for one, plain in zip(masked(LETTERS), LETTERS, strict=True):
        assert not names & {*one.text.replace(",", " ").split()}
        assert (one.label, one.group) == (plain.label, plain.group)


def test_balanced_letters_have_one_rate_of_spam_in_both_groups():
    drawn = balanced(with_planted_bias(LETTERS, 0.8))
    found = cells(drawn)
    shares = [found[g, "spam"] / (found[g, "spam"] + found[g, "ham"]) for g in GROUPS]
    assert shares[0] == pytest.approx(shares[1], abs=0.02)
    assert len(drawn) == pytest.approx(len(with_planted_bias(LETTERS, 0.8)), abs=3)


def test_false_alarms_are_counted_among_honest_letters():
    letters = [
        Post("a", "ham", "east"),
        Post("b", "ham", "east"),
        Post("a", "spam", "east"),
        Post("b", "ham", "elsewhere"),
    ]
    found = false_alarms(lambda texts: ["spam" if text == "a" else "ham" for text in texts], letters)
    assert found == {"east": 0.5, "elsewhere": 0.0}


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_planted_or_measured_is_refused():
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        post(0)
    with pytest.raises(ValueError, match="from 0 to 1, got 2"):
        with_planted_bias(LETTERS, 2)
    with pytest.raises(ValueError, match="each group must have ham, east has 0"):
        balanced(with_planted_bias(LETTERS, 1.0))
    with pytest.raises(ValueError, match="honest letter, elsewhere has 0"):
        false_alarms(lambda texts: texts, [Post("a", "ham", "east")])
