"""The fair pairs: what they promise of their labels, and of the second text alone."""

from collections import Counter

import pytest

from course_lib.corpora.town.tasks.fair_entailment import LABELS, fair_entailment
from course_lib.finetuning.word_overlap import hypothesis_only


def test_labels_and_denials_are_balanced():
    pairs = fair_entailment(600)
    cells = Counter((pair.label, " not " in pair.second) for pair in pairs)
    assert set(cells.values()) == {100}
    assert len(cells) == 6
    assert {pair.label for pair in pairs} == {*LABELS}


def test_the_second_text_alone_tells_nothing():
    pairs = fair_entailment(1500)
    known, new = pairs[:1200], pairs[1200:]
    guesses = hypothesis_only(known, new)
    right = sum(guess == pair.label for guess, pair in zip(guesses, new, strict=True))
    assert right / len(new) < 0.43


def test_the_fair_pairs_speak_chinese():
    pairs = fair_entailment(12, language="zh")
    assert all(pair.second.endswith("。") for pair in pairs)
    assert fair_entailment(12, seed=1) != fair_entailment(12)


def test_nothing_is_not_enough():
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        fair_entailment(0)
