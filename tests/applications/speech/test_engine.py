"""The open engine, where it is installed; and what is said where it is not."""

import pytest

from course_lib.applications.speech import engine
from course_lib.applications.speech.sound import RATE

needs_engine = pytest.mark.skipif(not engine.available(), reason="needs eSpeak NG: pip install espeakng-loader")


@needs_engine
def test_a_sentence_lasts_as_long_as_a_person_takes():
    wave = engine.engine_speech("Your order is on its way.")
    assert 0.8 < len(wave) / RATE < 4
    assert 0.1 < wave.abs().max() <= 1.1


@needs_engine
def test_pitch_speed_and_voice_change_the_sound():
    plain = engine.engine_speech("five")
    quick = engine.engine_speech("five", words_a_minute=300)
    other = engine.engine_speech("five", "en+f2", pitch=80)
    assert len(quick) < len(plain)
    assert plain.shape != other.shape or not plain.equal(other)


@needs_engine
def test_unknown_voices_and_empty_texts_are_refused():
    with pytest.raises(ValueError, match="got 'xx-none'"):
        engine.engine_speech("five", "xx-none")
    with pytest.raises(ValueError, match="got ''"):
        engine.engine_speech("")


def test_what_to_install_is_said(monkeypatch):
    monkeypatch.setattr(engine, "NEEDS", "no_such_package")
    engine.library.cache_clear()
    with pytest.raises(ValueError, match="pip install espeakng-loader"):
        engine.library()
    engine.library.cache_clear()
