"""A small translator learns a handful of pairs by heart."""

import pytest

from course_lib.applications.translation.small import small_translator
from course_lib.corpora.records import Translation

PAIRS = [
    Translation("a red cat", "一只红猫"),
    Translation("a blue cat", "一只蓝猫"),
    Translation("a red house", "一座红房子"),
    Translation("a blue house", "一座蓝房子"),
]


def test_it_overfits_four_pairs():
    translator = small_translator(PAIRS, 60, vocab_size=300, batch_size=8, d_model=32)
    assert translator.greedy([one.source for one in PAIRS]) == [one.target for one in PAIRS]


def test_it_depends_on_the_seed_alone():
    first, second = (small_translator(PAIRS, 3, seed=1, vocab_size=300, d_model=16) for _ in "ab")
    assert first.greedy(["a red cat"]) == second.greedy(["a red cat"])


def test_no_pairs_are_refused():
    with pytest.raises(ValueError, match="at least 1 pair"):
        small_translator([], 1)
