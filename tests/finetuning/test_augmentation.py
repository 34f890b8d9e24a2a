"""Augmentation: what changes, what stays, and that the seed decides."""

from random import Random

import pytest

from course_lib.corpora.annotations import Tagged
from course_lib.finetuning.augmentation import (
    drop_unmarked,
    drop_words,
    fillers,
    swap_entities,
    swap_words,
    with_copies,
)

TEXT = "one two three four five six seven eight"
SENTENCE = Tagged(
    ("Mia", "gave", "Tom", "a", "bell", ":", "Tom", "!"),
    ("B-PERSON", "O", "B-PERSON", "O", "B-THING", "O", "B-PERSON", "O"),
)


def test_dropped_words_are_gone_at_the_rate_and_the_others_stay_in_order():
    random, texts = Random(0), []
    for _ in range(400):
        texts.append(drop_words(TEXT, 0.25, random))
    words = TEXT.split()
    assert all([one for one in words if one in text.split()] == text.split() for text in texts)
    assert sum(len(text.split()) for text in texts) / 3200 == pytest.approx(0.75, abs=0.03)
    assert drop_words("one", 0.9, Random(1)) == "one"
    assert drop_words(TEXT, 0, Random(0)) == TEXT


def test_swapped_words_are_the_same_words():
    swapped = swap_words(TEXT, 1, Random(0)).split()
    assert sorted(swapped) == sorted(TEXT.split())
    assert sum(a != b for a, b in zip(swapped, TEXT.split(), strict=True)) == 2
    assert swap_words("one", 3, Random(0)) == "one"


def test_entities_become_others_of_their_kind_and_the_tags_move_along():
    fill: dict[str, list[tuple[str, ...]]] = {"THING": [("red", "kite")], "PERSON": [("Theodora",), ("Mia",)]}
    new = swap_entities(SENTENCE, fill, Random(0))
    first, second = new.tokens[0], new.tokens[2]
    assert {first, second} == {"Theodora", "Mia"}
    assert new.tokens == (first, "gave", second, "a", "red", "kite", ":", second, "!")
    assert new.tags == ("B-PERSON", "O", "B-PERSON", "O", "B-THING", "I-THING", "O", "B-PERSON", "O")


def test_who_is_named_twice_gets_one_new_name():
    fill: dict[str, list[tuple[str, ...]]] = {"PERSON": [("Ada",), ("Ben",), ("Carl",), ("Dora",)]}
    swapped = [swap_entities(SENTENCE, fill, Random(seed)).tokens for seed in range(30)]
    assert all(one[2] == one[6] for one in swapped)
    assert all(one[0] != one[2] for one in swapped)


def test_a_kind_without_fillers_stays():
    assert swap_entities(SENTENCE, {}, Random(0)) == SENTENCE
    assert fillers([SENTENCE]) == {"PERSON": [("Mia",), ("Tom",)], "THING": [("bell",)]}


def test_words_outside_entities_are_dropped_and_nothing_else():
    for seed in range(20):
        kept = drop_unmarked(SENTENCE, 0.9, Random(seed))
        assert [one for one in kept.tokens if one in ("Mia", "Tom", "bell")] == ["Mia", "Tom", "bell", "Tom"]
        assert len(kept.tags) == len(kept.tokens) <= 8
    plain = Tagged(("it", "rains"), ("O", "O"))
    assert drop_unmarked(plain, 0.999, Random(1)) == plain


def test_copies_follow_the_records_and_the_seed_decides():
    def change(text, random):
        return drop_words(text, 0.5, random)

    more = with_copies([TEXT, "nine ten eleven"], change, 3, seed=4)
    assert more[:2] == [TEXT, "nine ten eleven"]
    assert len(more) == 8
    assert more == with_copies([TEXT, "nine ten eleven"], change, 3, seed=4)
    assert more != with_copies([TEXT, "nine ten eleven"], change, 3, seed=5)


def test_numbers_out_of_range_are_refused():
    with pytest.raises(ValueError, match="below 1, got 1"):
        drop_words(TEXT, 1, Random(0))
    with pytest.raises(ValueError, match="n must be at least 0, got -1"):
        swap_words(TEXT, -1, Random(0))
    with pytest.raises(ValueError, match="n_copies must be at least 0, got -2"):
        with_copies([], lambda text, random: text, -2)
