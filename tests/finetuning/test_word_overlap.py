"""Baselines that read nothing, on pairs where one knows what they see."""

import itertools

import pytest

from course_lib.corpora.records import TextPair
from course_lib.finetuning.word_overlap import hypothesis_only, most_frequent, overlap_and_words, shared_words

KNOWN = [
    TextPair("A man sleeps.", "Nobody sleeps.", "contradiction"),
    TextPair("A dog runs.", "Nobody runs.", "contradiction"),
    TextPair("A dog runs.", "An animal runs.", "entailment"),
    TextPair("A cat sleeps.", "An animal sleeps.", "entailment"),
    TextPair("A cat eats.", "Nobody eats.", "contradiction"),
]


def test_shared_words_by_hand():
    assert shared_words("A dog, a dog!", "a cat") == pytest.approx(1 / 3)
    assert shared_words("狗跑", "猫跑", "zh") == pytest.approx(1 / 3)
    assert shared_words("Same words.", "words same") == 1


def test_a_word_that_gives_the_label_away_is_found_without_the_first_text():
    new = [TextPair("", "Nobody swims.", ""), TextPair("", "An animal swims.", "")]
    assert hypothesis_only(KNOWN, new) == ["contradiction", "entailment"]
    assert most_frequent(KNOWN, new) == ["contradiction", "contradiction"]


def test_the_share_of_words_is_seen_beside_them():
    words = ["dog", "cat", "man", "boy", "girl", "tree", "car", "house", "lake", "road"]
    known = [TextPair(word, word, "same") for word in words]
    known += [TextPair(word, other, "other") for word, other in itertools.pairwise(words)]
    assert overlap_and_words(known, [TextPair("sun", "sun", ""), TextPair("sun", "moon", "")]) == ["same", "other"]


def test_texts_without_words_are_refused():
    with pytest.raises(ValueError, match="a word in one of the texts, got '!' and '…'"):
        shared_words("!", "…")
