"""The synthesiser: each vowel has its energy at its formants; a hiss is high; a voice's pitch is what was asked."""

import pytest
import torch

from course_lib.applications.speech.formants import (
    HIGH_VOICE,
    LOW_VOICE,
    PHONEMES,
    VOWELS,
    Voice,
    drawn_voice,
    speak,
)
from course_lib.applications.speech.sound import RATE, loudest, spectrogram


def middle(name, voice=LOW_VOICE):
    """Return the middle 80 milliseconds of a long sound."""
    wave = speak([[name] * 4], voice)
    centre = len(wave) // 2
    return wave[centre - 320 : centre + 320]


@pytest.mark.parametrize("name", sorted(VOWELS))
def test_a_vowel_is_loud_at_its_formants(name):
    first, second, _ = VOWELS[name].formants
    assert loudest(middle(name), 150, (first + second) / 2) == pytest.approx(first, abs=130)


def test_a_shorter_throat_has_higher_formants():
    low, high = (loudest(middle("aa", Voice(tract=tract)), 500, 1000) for tract in (0.9, 1.25))
    assert high > low


def test_a_hiss_is_high_and_a_vowel_is_low():
    power = {name: spectrogram(middle(name), 128, 64).mean(dim=0) for name in ("s", "aa")}
    above = {name: float(one[40:].sum() / one.sum()) for name, one in power.items()}  # above 2,500 hertz
    assert above["s"] > 0.8
    assert above["aa"] < 0.2


def test_the_pitch_is_that_of_the_voice():
    wave = middle("aa", HIGH_VOICE)
    likeness = torch.stack([(wave[:400] * wave[lag : lag + 400]).sum() for lag in range(25, 60)])
    assert RATE / (25 + int(likeness.argmax())) == pytest.approx(HIGH_VOICE.pitch, rel=0.06)


def test_every_phoneme_sounds_and_stays_finite():
    for name in PHONEMES:
        wave = speak([[name]])
        assert wave.isfinite().all()
        assert wave.abs().max() > 0.001


def test_the_same_seed_says_the_same_and_another_differs():
    once, again, other = (speak([["n", "ow"]], generator=torch.Generator().manual_seed(s)) for s in (1, 1, 2))
    assert torch.equal(once, again)
    assert len(once) != len(other) or not torch.equal(once, other)


def test_a_quick_voice_is_shorter():
    assert len(speak([["n", "ow"]], Voice(tempo=2))) < 0.7 * len(speak([["n", "ow"]]))


def test_drawn_voices_differ():
    generator = torch.Generator().manual_seed(0)
    assert drawn_voice(generator) != drawn_voice(generator)


def test_unknown_phonemes_and_no_words_are_refused():
    with pytest.raises(ValueError, match="got 'xx'"):
        speak([["n", "xx"]])
    with pytest.raises(ValueError, match="got 0"):
        speak([])


def test_a_voice_without_pitch_is_refused():
    with pytest.raises(ValueError, match=r"pitch=0"):
        Voice(pitch=0)
