import pytest

from course_lib.corpora.town.chance import Chance


def test_the_same_seed_draws_the_same_and_another_seed_something_else():
    def draws(*seed):
        chance = Chance(*seed)
        return [chance.below(1000) for _ in range(20)]

    assert draws(0, "stories", 3) == draws(0, "stories", 3)
    assert draws(0, "stories", 3) != draws(0, "stories", 4)
    assert draws(1, "2") != draws(12, "")


def test_the_draws_are_those_of_every_version_of_python():
    chance = Chance("pinned")
    assert [chance.below(100) for _ in range(6)] == [46, 11, 62, 17, 39, 86]
    assert "".join(chance.shuffled("abcdefg")) == "fgdbeca"


def test_below_and_between_reach_their_ends_and_no_further():
    chance = Chance("ends")
    assert {chance.below(5) for _ in range(300)} == {0, 1, 2, 3, 4}
    assert {chance.between(2, 4) for _ in range(300)} == {2, 3, 4}


def test_each_item_is_as_likely_as_its_weight():
    chance = Chance("weights")
    drawn = [chance.weighted("abc", (1, 2, 7)) for _ in range(20_000)]
    shares = [drawn.count(letter) / len(drawn) for letter in "abc"]
    assert shares == pytest.approx([0.1, 0.2, 0.7], abs=0.015)  # five standard deviations
    assert 0.28 < sum(chance.happens(0.3) for _ in range(20_000)) / 20_000 < 0.32


def test_some_are_different_items_and_all_orders_occur():
    chance = Chance("some")
    orders = {tuple(chance.some("abc", 2)) for _ in range(300)}
    assert orders == {("a", "b"), ("a", "c"), ("b", "a"), ("b", "c"), ("c", "a"), ("c", "b")}


def test_more_items_than_there_are_are_refused():
    with pytest.raises(ValueError, match=r"at most the number of items \(3\), got 4"):
        Chance().some("abc", 4)
