"""IBM model 1 against its likelihood written out, and on pairs whose links are plain."""

import math

import pytest

from course_lib.applications.translation.word_model import (
    NULL,
    Link,
    best_links,
    both_ways,
    em_step,
    log_likelihood,
    train_word_model,
    turned,
    uniform_table,
    word_by_word,
)

PAIRS = [
    (["the", "red", "cat"], list("红猫")),
    (["the", "cat"], list("猫")),
    (["the", "red", "house"], list("红房")),
    (["the", "house"], list("房")),
]


def test_one_step_by_hand():
    pairs = [(["house"], ["房"]), (["red", "house"], ["红", "房"])]
    table = em_step(pairs, uniform_table(pairs))
    # 房 of the first pair: NULL 1/2, house 1 → shares 1/3 and 2/3 (rows: house 房 1/2, 红 1/2)
    start = uniform_table(pairs)
    assert start["house"] == {"房": 0.5, "红": 0.5}
    in_first = 0.5 / (0.5 + 0.5)
    in_second = 0.5 / (0.5 + 0.5 + 0.5)
    counted = in_first + in_second
    assert table["house"]["房"] == pytest.approx(counted / (counted + in_second))


def test_the_likelihood_is_that_of_the_definition():
    table = train_word_model(PAIRS, 2)
    by_hand = 0.0
    for source, target in PAIRS:
        for t in target:
            chances = [table[s].get(t, 0.0) for s in (NULL, *source)]
            by_hand += math.log(sum(chances) / (len(source) + 1))
    assert log_likelihood(PAIRS, table) == pytest.approx(by_hand)


def test_the_likelihood_never_falls():
    table, before = uniform_table(PAIRS), -math.inf
    for _ in range(8):
        now = log_likelihood(PAIRS, table)
        assert now >= before
        table, before = em_step(PAIRS, table), now


def test_rows_are_distributions():
    for row in train_word_model(PAIRS, 3).values():
        assert sum(row.values()) == pytest.approx(1)


def test_words_that_go_together_are_found_and_a_word_for_nothing_is_left_out():
    table = train_word_model(PAIRS, 30)
    assert best_links(["the", "red", "house"], list("红房"), table) == [Link(0, 1), Link(1, 2)]
    assert word_by_word(["the", "red", "house"], table)[-2:] == ["红", "房"]
    assert word_by_word(["unheard"], table) == []


def test_links_that_both_directions_have():
    forward = [Link(0, 1), Link(1, 1)]
    backward = [Link(1, 0), Link(0, 2)]  # source 1 → target 0, source 0 → target 2
    assert both_ways(forward, backward) == [Link(0, 1)]


def test_pairs_turn_round():
    assert turned([(["a"], ["b", "c"])]) == [(["b", "c"], ["a"])]


@pytest.mark.parametrize("pairs", [[], [(["a"], [])]])
def test_pairs_without_words_are_refused(pairs):
    with pytest.raises(ValueError, match="words on both sides"):
        train_word_model(pairs)
