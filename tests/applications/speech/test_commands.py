"""Words, their sounds and their written form, by hand; every command can be heard and is understood by the desk."""

import pytest
import torch

from course_lib.applications.dialogue.understanding import Rules
from course_lib.applications.speech.commands import (
    HEARD,
    SOUNDS,
    drawn_command,
    drawn_number,
    number,
    phonemes,
    say,
    spoken,
    wish,
    written,
)
from course_lib.applications.speech.formants import LOW_VOICE, PHONEMES
from course_lib.corpora.town.chance import Chance


def commands(n=200):
    chance = Chance("commands", 0)
    return [drawn_command(chance) for _ in range(n)]


@pytest.mark.parametrize(
    ("word", "sounds"), [("four", "f ao r"), ("lane", "l ey n"), ("sofa", "s ao f ae"), ("Street", "s t r iy t")]
)
def test_the_sounds_of_words(word, sounds):
    assert phonemes(word) == sounds.split()


def test_a_word_without_letters_is_refused():
    with pytest.raises(ValueError, match="got '12'"):
        phonemes("12")


def test_all_sounds_can_be_spoken():
    assert {name for one in SOUNDS.values() for name in one.split()} <= set(PHONEMES)


def test_written_is_spoken_backwards():
    for text in (
        "where is my order 4071",
        "no I meant order 1234",
        "are you open on Friday",
        "exchange order 5555 for red please",
    ):
        assert written(spoken(text)) == text


def test_drawn_commands_have_words_that_can_be_heard():
    assert {word for one in commands() for word in one.words} == set(HEARD)


def test_the_desk_reads_the_slots_that_are_meant():
    rules = Rules()
    for one in commands():
        if one.slots:
            heard = rules.read(written(one.words), next(iter(one.slots)) if one.act == "inform" else "")
            assert dict(heard.slots) == dict(one.slots), one
            assert heard.act == one.act


def test_an_order_number_has_four_digits_and_no_leading_zero():
    chance = Chance("numbers", 0)
    drawn = [drawn_number(chance) for _ in range(50)]
    assert all(len(one.words) == 4 and one.words[0] != "zero" for one in drawn)
    assert all(number(one.slots["order_number"]) == one.words for one in drawn)


def test_a_wish_that_the_telephone_does_not_take_is_refused():
    with pytest.raises(ValueError, match="got 'refund'"):
        wish("refund", {})


def test_words_sound():
    wave = say(["order", "four"], LOW_VOICE, torch.Generator().manual_seed(0))
    assert 0.5 < len(wave) / 8000 < 1.5
