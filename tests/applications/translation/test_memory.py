"""The memory hands over what it remembers of the nearest sentence."""

import pytest

from course_lib.applications.translation.memory import TranslationMemory
from course_lib.corpora.records import Translation
from course_lib.models.bag_of_words import Bag

PAIRS = [
    Translation("The cat sleeps in the garden.", "猫在花园里睡觉。"),
    Translation("The dog runs to the river.", "狗跑到河边。"),
]


def test_a_sentence_that_is_known_comes_back_word_for_word():
    memory = TranslationMemory(PAIRS)
    assert memory.translate([one.source for one in PAIRS]) == [one.target for one in PAIRS]


def test_the_nearest_shares_rare_words():
    assert TranslationMemory(PAIRS).nearest("A dog.") == PAIRS[1]


def test_the_other_way_round_by_characters():
    back = [Translation(one.target, one.source) for one in PAIRS]
    memory = TranslationMemory(back, Bag("zh", presence=False))
    assert memory.translate(["狗在河边。"]) == [PAIRS[1].source]


def test_an_empty_memory_is_refused():
    with pytest.raises(ValueError, match="at least 1 pair"):
        TranslationMemory([])
