"""Cards say what they must, and a review does not let a hole pass."""

from dataclasses import replace

import pytest

from course_lib.applications.trust.cards import (
    BY_HAND,
    WORKED,
    Risk,
    as_rows,
    data_card,
    model_card,
    open_points,
)
from course_lib.checkpoints.shipped import card
from course_lib.corpora.corpus import load

SAID = dict.fromkeys(BY_HAND, "Something.")
SMALL = Risk("a wrong name", "a reader", 4, 2, "agreement 0.98", owner="Rosa")


def test_a_model_card_says_what_was_stored_and_what_was_said():
    text = model_card("town_gpt", SAID)
    stored = card("town_gpt")
    for part in (stored["command"], stored["licence"], f"{stored['n_parameters']:,}"):
        assert part in text
    assert text.count("Something.") == len(BY_HAND)


def test_a_data_card_counts_the_records():
    data = load("town/letters")
    text = data_card(data)
    assert f"train {len(data['train']):,}" in text
    assert data.licence in text


def test_the_size_of_a_risk_before_and_after():
    risk = Risk("a leak", "a patient", 3, 5, "exposure 9 bits", "redact", 1, "Anna")
    assert (risk.size, risk.remaining) == (15, 5)
    assert (SMALL.size, SMALL.remaining) == (8, 8)


def test_a_review_finds_each_kind_of_hole():
    good = Risk("a leak", "a patient", 3, 5, "exposure 9 bits", "redact", 1, "Anna")
    assert open_points([good, SMALL]) == []
    assert "5 remains, at most 4" in open_points([good], most=4)[0]
    assert open_points([replace(good, owner="")]) == ["a leak: nobody owns the answer"]
    assert open_points([replace(SMALL, evidence="")]) == ["a wrong name: the likelihood is a guess"]


def test_the_worked_review_has_two_open_points_about_one_risk():
    points = open_points(WORKED)
    assert len(points) == 2
    assert {point.split(":")[0] for point in points} == {"a letter makes the assistant pay"}
    rows = as_rows(WORKED)
    assert [row["after"] for row in rows] == [10, 6, 5, 4]
    assert rows[0]["owner"] == "nobody"


@pytest.mark.usefixtures("as_readers_call_it")
def test_holes_in_what_is_given_are_refused():
    with pytest.raises(ValueError, match="got no contact"):
        model_card("town_gpt", SAID | {"contact": " "})
    with pytest.raises(ValueError, match=r"must be 1 to 5, got \(6, 1, 1\)"):
        Risk("a", "b", 6, 1, "")
    with pytest.raises(ValueError, match="got 4 of 3"):
        Risk("a", "b", 3, 1, "", left=4)
    with pytest.raises(ValueError, match="must hold a risk, got 0"):
        open_points([])
