"""The association test by hand, and against loops over all divisions."""

import itertools
import statistics

import pytest
import torch

from course_lib.embeddings.bias import associations, weat
from course_lib.embeddings.vectors import WordVectors

WORDS = ("saw", "axe", "rose", "lily", "oak", "he", "him", "she", "her", "it")


@pytest.fixture
def vectors():
    return WordVectors(WORDS, torch.randn(10, 7, generator=torch.Generator().manual_seed(3)))


def test_an_association_by_hand():
    vectors = WordVectors(("w", "a", "b"), torch.tensor([[3.0, 4.0], [1.0, 0.0], [0.0, 2.0]]))
    assert associations(vectors, ["w"], ["a"], ["b"]).tolist() == pytest.approx([0.6 - 0.8])


def test_effect_and_p_value_agree_with_loops_over_all_divisions(vectors):
    x, y, a, b = ["saw", "axe"], ["rose", "lily", "oak"], ["he", "him"], ["she", "her", "it"]

    def nearer(word):
        return statistics.mean(vectors.similarity(word, one) for one in a) - statistics.mean(
            vectors.similarity(word, one) for one in b
        )

    def difference(some, rest):
        return statistics.mean(map(nearer, some)) - statistics.mean(map(nearer, rest))

    divisions = [(set(some), set(x + y) - set(some)) for some in itertools.combinations(x + y, 2)]
    as_large = [difference(*each) >= difference(x, y) - 1e-9 for each in divisions]
    found = weat(vectors, x, y, a, b)
    assert found.effect == pytest.approx(difference(x, y) / statistics.stdev(map(nearer, x + y)), rel=1e-5)
    assert found.p_value == pytest.approx(sum(as_large) / len(as_large))
    assert weat(vectors, x, y, b, a).effect == pytest.approx(-found.effect)


def test_a_perfect_division_is_the_only_one_of_its_size():
    groups = torch.tensor([[1.0, 0.1], [1.0, 0.2], [1.0, 0.3], [0.1, 1.0], [0.2, 1.0], [0.3, 1.0], [1.0, 0], [0, 1.0]])
    vectors = WordVectors("abcdefgh", groups)
    assert weat(vectors, "abc", "def", "g", "h").p_value == pytest.approx(1 / 20)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_an_empty_list(self, vectors):
        with pytest.raises(ValueError, match="got 1, 0 and 1"):
            associations(vectors, ["saw"], [], ["she"])
        with pytest.raises(ValueError, match="got 0 and 1"):
            weat(vectors, [], ["saw"], ["he"], ["she"])

    def test_a_word_without_a_vector(self, vectors):
        with pytest.raises(ValueError, match="'tulip' is not among the 10 words"):
            weat(vectors, ["tulip"], ["saw"], ["he"], ["she"])

    def test_too_many_divisions(self, vectors):
        with pytest.raises(ValueError, match=r"200,000 ways to divide the words, got 2,704,156"):
            weat(vectors, ["saw"] * 12, ["rose"] * 12, ["he"], ["she"])
