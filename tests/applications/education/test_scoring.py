"""Scorers on essays of the town, and the way from numbers to points."""

from functools import cache

import pytest

from course_lib.applications.education.collection import draw_essays, totals
from course_lib.applications.education.features import plain_features
from course_lib.applications.education.scoring import (
    BagScorer,
    Counted,
    Cuts,
    agreement,
    as_points,
    by_features,
    by_length,
)
from course_lib.applications.education.wording import Wording
from course_lib.corpora.town.chance import Chance


@cache
def essays():
    drawn = draw_essays(500)
    return drawn[:400], drawn[400:]


def test_what_reads_more_agrees_better():
    train, test = essays()
    texts, points = [one.text for one in train], totals(train)
    asked, truth = [one.text for one in test], totals(test)
    length = agreement(by_length(texts, points), asked, truth)
    bag = agreement(BagScorer.fit(texts, points), asked, truth)
    counted = agreement(by_features(texts, points, Wording.taught_by(train)), asked, truth)
    assert length < bag - 0.1 < counted - 0.1


def test_a_bag_of_words_does_not_see_the_order():
    train, test = essays()
    scorer = BagScorer.fit([one.text for one in train], totals(train))
    words = test[0].text.split()
    mixed = " ".join(Chance("mixed").shuffled(words))
    assert scorer.score([mixed]) == pytest.approx(scorer.score([test[0].text]))


def test_the_shares_of_the_features_add_up_to_the_score():
    train, test = essays()
    scorer = Counted.fit([one.text for one in train], totals(train), plain_features)
    shares = scorer.shares(test[3].text)
    assert list(shares) == list(plain_features(test[3].text))
    assert sum(shares.values()) + scorer.ridge.bias == pytest.approx(scorer.score([test[3].text])[0])


def test_numbers_are_rounded_within_the_scale():
    assert as_points([3.2, 8.5, 8.6, 30], 4, 20) == [4, 8, 9, 20]


def test_cuts_give_each_point_as_often_as_it_occurred():
    numbers = [0.1, 0.9, 0.4, 0.7, 0.2, 0.5]
    points = [4, 5, 5, 6, 6, 6]
    cuts = Cuts.fit(numbers, points, 4, 6)
    assert sorted(cuts.points(numbers)) == points
    assert cuts.points([-1, 2]) == [4, 6]
    assert cuts.points([0.1, 0.2, 0.4]) == [4, 5, 5]


def test_a_point_that_never_occurred_is_not_given():
    cuts = Cuts.fit([1.0, 2.0, 3.0], [5, 5, 6], 4, 7)
    assert cuts.points([1.0, 2.0, 3.0]) == [5, 5, 6]


@pytest.mark.usefixtures("as_readers_call_it")
def test_cuts_need_a_point_for_each_number():
    with pytest.raises(ValueError, match="a number for each point, got 1 and 2"):
        Cuts.fit([1.0], [4, 5])
