"""Splits of recordings: no recording, and no speaker, in both parts; strings of one speaker each."""

import pytest
import torch

from course_lib.applications.speech.commands import DIGITS
from course_lib.applications.speech.recordings import (
    Recording,
    by_recording,
    by_speaker,
    recordings,
    speakers,
    strings,
)
from course_lib.applications.speech.training import Utterance
from course_lib.corpora.corpus import load_if_possible

SOME = [
    Recording(speaker, number, Utterance(torch.full((10 + number,), float(place)), (word,)))
    for place, speaker in enumerate(["ben", "ada", "cyd"], 1)
    for number in range(2)
    for word in ("one", "two")
]


def test_no_recording_is_in_both_parts():
    train, test = by_recording(SOME, 1)
    assert {one.number for one in train} == {0}
    assert {one.number for one in test} == {1}
    assert speakers(train) == speakers(test) == ["ada", "ben", "cyd"]


def test_no_speaker_is_in_both_parts():
    train, test = by_speaker(SOME, 0)
    assert speakers(test) == ["ada"]
    assert speakers(train) == ["ben", "cyd"]
    assert len(train) + len(test) == len(SOME)


def test_a_test_of_nobody_is_refused():
    with pytest.raises(ValueError, match="speaker 3, and others; got 0 of 12"):
        by_speaker(SOME, 3)
    with pytest.raises(ValueError, match="number 7"):
        by_recording(SOME, 7)


def test_a_string_is_of_one_speaker():
    for one in strings(SOME, 9, (2, 3), seed=1):
        voices = set(one.wave.tolist()) - {0.0}
        assert len(voices) == 1
        assert len(one.words) in (2, 3)


def test_no_strings_are_refused():
    with pytest.raises(ValueError, match="got 0 and 12"):
        strings(SOME, 0)
    with pytest.raises(ValueError, match="got 1 and 0"):
        strings([], 1)


def test_the_real_recordings_are_read():
    if load_if_possible("fsdd_test") is None:
        pytest.skip("the data is not here")
    some = recordings()
    assert len(some) == 300
    assert speakers(some) == ["george", "jackson", "lucas", "nicolas", "theo", "yweweler"]
    assert {(one.number, one.utterance.words[0]) for one in some} == {(n, w) for n in range(5) for w in DIGITS}
    assert all(one.utterance.wave.abs().max() > 0.01 for one in some)
