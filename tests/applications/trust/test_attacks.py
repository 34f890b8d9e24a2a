"""Edits do what they say, choose the words that count, and keep all others."""

from random import Random

import pytest
import torch

from course_lib.applications.trust.attacks import (
    ATTACKS,
    GOOD_WORDS,
    LOOK_ALIKES,
    SYNONYMS,
    attacked,
    caught,
    good_words,
    look_alikes,
    misspelt,
    synonyms,
    telling_words,
)


class Counts:
    """Takes a text for spam by its words "cash" and "now"."""

    labels: tuple[str, ...] = ("ham", "spam")

    def probabilities(self, texts):
        spam = [0.1 + 0.5 * ("cash" in text) + 0.3 * ("now" in text) for text in texts]
        return torch.tensor([[1 - one, one] for one in spam])

    def predict(self, texts):
        return [self.labels[i] for i in (self.probabilities(texts)[:, 1] > 0.5).long().tolist()]


TEXT = "Bring cash to me now, my friend."


def test_the_most_telling_words_come_first():
    assert telling_words(Counts(), TEXT, "spam", 2) == ["cash", "now"]
    assert telling_words(Counts(), "...", "spam", 2) == []


def test_a_misspelling_swaps_two_inner_letters():
    word = misspelt("friend", ["friend"], Random(1))
    assert sorted(word) == sorted("friend")
    assert word != "friend"
    assert (word[0], word[-1]) == ("f", "d")
    assert misspelt("now", ["now"], Random(1)) == "noww"  # nothing to swap inside


def test_look_alikes_change_one_letter_to_one_of_another_alphabet():
    word = look_alikes("cash", ["cash"], Random(0))
    differing = [(a, b) for a, b in zip("cash", word, strict=True) if a != b]
    assert len(differing) == 1
    assert LOOK_ALIKES[differing[0][0]] == differing[0][1]
    assert look_alikes("hut", ["hut"], Random(0)) == "hut"


def test_synonyms_keep_capitals_and_unknown_words():
    assert synonyms("Send it to the bank", ["Send", "bank", "it"], Random(0)) == "Mail it to the lender"
    assert all(word == word.lower() for word in SYNONYMS)


def test_good_words_are_put_below():
    assert good_words("a", ["x", "y"], Random(0)) == " ".join(["a", *GOOD_WORDS[:2]])


@pytest.mark.parametrize("name", ATTACKS)
def test_words_that_are_not_named_stay(name):
    edited = ATTACKS[name](TEXT, ["cash"], Random(2))
    assert edited.startswith("Bring ")
    assert "my friend." in edited


def test_an_attack_gets_past_the_program_whose_words_it_edits():
    assert caught(Counts(), [TEXT], "spam") == 1.0
    assert caught(Counts(), attacked(Counts(), [TEXT], "spam", misspelt, k=2), "spam") == 0.0
    assert attacked(Counts(), [TEXT], "spam", misspelt) == attacked(Counts(), [TEXT], "spam", misspelt)


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_attacked_is_refused():
    with pytest.raises(ValueError, match="one of ham, spam, got 0 and 'spam'"):
        telling_words(Counts(), TEXT, "spam", 0)
    with pytest.raises(ValueError, match="there must be a text, got 0"):
        caught(Counts(), [], "spam")
