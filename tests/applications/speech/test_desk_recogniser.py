"""The stored recogniser of the desk hears new voices, and its card is true."""

import hashlib

import pytest

from course_lib.applications.speech.commands import HEARD, drawn_command
from course_lib.applications.speech.recogniser import HERE, card, stored
from course_lib.applications.speech.training import errors, said

FOLDER = HERE / "desk_recogniser"


def test_the_card_names_the_weights():
    assert card()["sha256"] == hashlib.sha256((FOLDER / "model.safetensors").read_bytes()).hexdigest()
    assert (FOLDER / "model.safetensors").stat().st_size < 200_000
    assert stored().config.words == HEARD


def test_it_hears_voices_that_are_new_to_it():
    test = said(12, drawn_command, voice=None, seed=99)
    assert errors(stored().listen, test, decibels=20.0) < 0.1


def test_a_card_that_is_not_there_is_asked_for():
    with pytest.raises(ValueError, match="card in none"):
        card("none")
