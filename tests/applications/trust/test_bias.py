"""Preferences, projections and what is left: each against something worked out by hand."""

import math

import pytest
import torch

from course_lib.applications.trust.bias import (
    agreement,
    direction,
    preference,
    projected,
    recovered,
    share_preferred,
    with_counterfactuals,
)
from course_lib.applications.trust.planted import sentences
from course_lib.applications.trust.swapping import swap_people
from course_lib.applications.trust.word_model import WordModel
from course_lib.embeddings.vectors import WordVectors


class Knows:
    """A model that thinks a sentence with a woman's word p times as likely as a man's."""

    def __init__(self, p):
        self.women = math.log(p)

    def log_probs(self, told):
        feminine = {"she", "her", "hers", "herself"}
        return torch.tensor([self.women * bool(feminine & {*one}) - len(one) for one in told])


def test_the_preference_is_the_share_of_the_womans_sentence():
    for p in (1.0, 3.0, 9.0):
        found = plainly(preference)(Knows(p), "cook")
        assert found == pytest.approx(p / (p + 1), abs=1e-5)


def plainly(function):
    """Return a function without the check of its arguments' types."""
    return getattr(function, "__wrapped__", function)


def test_agreement_asks_for_the_names_pronoun_alone():
    told = sentences(60, 0.0)
    women = [one for one in told if one.woman]
    assert plainly(agreement)(Knows(5.0), women) == 1.0
    assert plainly(agreement)(Knows(0.2), women) == 0.0


def test_ties_count_half():
    first, second = torch.tensor([0.0, 1.0, 2.0, -1.0]), torch.tensor([0.0, 0.0, 3.0, -3.0])
    assert share_preferred(first, second) == 0.625


def test_counterfactuals_stand_beside_what_they_were_made_of():
    told = [one.words for one in sentences(5, 0.5)]
    both = with_counterfactuals(told, swap_people)
    assert both[::2] == told
    assert both[1::2] == [swap_people(one) for one in told]


def vectors():
    generator = torch.Generator().manual_seed(3)
    words = ("she", "he", "her", "him", "v", "w", "x", "y", "z")
    return WordVectors(words, torch.randn(len(words), 6, generator=generator))


def test_a_projection_takes_the_direction_and_nothing_else():
    old = vectors()
    way = direction(old, [("she", "he"), ("her", "him")])
    new = projected(old, ["v", "w"], way)
    assert float(way.norm()) == pytest.approx(1.0)
    assert abs(float(new["v"] @ way)) < 1e-6
    side = old["v"] - (old["v"] @ way) * way
    torch.testing.assert_close(new["v"], side)
    torch.testing.assert_close(new["x"], old["x"])
    torch.testing.assert_close(old["v"], vectors()["v"])  # what was given stays


def test_groups_on_two_sides_are_recovered_and_left_out_words_count_for_nothing():
    matrix = torch.tensor([[1.0, 0.1], [1.0, 0.2], [-1.0, 0.1], [-1.0, 0.3]])
    apart = WordVectors(("a", "b", "c", "d"), matrix)
    assert recovered(apart, ["a", "b"], ["c", "d"]) == 1.0
    assert recovered(apart, ["a", "c"], ["b", "d"]) == 0.0


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_measured_is_refused():
    with pytest.raises(ValueError, match="as many in both, got 2 and 1"):
        share_preferred(torch.zeros(2), torch.zeros(1))
    with pytest.raises(ValueError, match="a pair of words, got 0"):
        direction(vectors(), [])
    with pytest.raises(ValueError, match="at least 2 words, got 1 and 2"):
        recovered(vectors(), ["v"], ["w", "x"])
    with pytest.raises(ValueError, match="must have a name, got 0 of 0"):
        agreement(WordModel.of([("a",)]), [])
