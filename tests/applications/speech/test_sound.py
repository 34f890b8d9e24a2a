"""Frames and spectrograms against loops and scipy; the mel scale by its definition; noise by its energy."""

import math
import wave

import numpy as np
import pytest
import scipy.signal
import torch

from course_lib.applications.speech import sound


@pytest.fixture
def noise():
    return torch.randn(1003, generator=torch.Generator().manual_seed(0))


def test_frames_agree_with_the_definition_written_as_a_loop(noise):
    expected = [noise[start : start + 37] for start in range(0, 1003 - 37 + 1, 11)]
    torch.testing.assert_close(sound.frames(noise, 37, 11), torch.stack(expected))


def test_a_wave_shorter_than_a_frame_is_refused():
    with pytest.raises(ValueError, match=r"200 samples\), got 199"):
        sound.frames(torch.zeros(199), 200, 80)
    with pytest.raises(ValueError, match="got 4 and 0"):
        sound.frames(torch.zeros(9), 4, 0)


def test_the_window_is_scipys():
    expected = torch.from_numpy(scipy.signal.get_window("hann", 25)).float()
    torch.testing.assert_close(sound.hann(25), expected, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("windowed", [True, False])
def test_the_spectrogram_is_scipys(noise, windowed):
    window = scipy.signal.get_window("hann", 64) if windowed else np.ones(64)
    _, _, magnitude = scipy.signal.spectrogram(
        noise.numpy(), window=window, noverlap=44, detrend=False, mode="magnitude", scaling="spectrum"
    )
    expected = torch.from_numpy((magnitude * window.sum()) ** 2).float()
    torch.testing.assert_close(sound.spectrogram(noise, 64, 20, windowed).T, expected, atol=1e-3, rtol=2e-3)


def test_the_energy_of_a_tone_lies_in_its_bin():
    bins = sound.spectrogram(sound.tone(1000, 0.1), 200, 80)
    assert (bins.argmax(dim=-1) == 25).all()  # 25 times 8000 / 200 hertz


def test_the_loudest_of_two_tones_is_found_within_bounds():
    both = sound.tone(1000, 0.1) + 0.5 * sound.tone(2000, 0.1)
    assert sound.loudest(both, 100, 3900) == 1000
    assert sound.loudest(both, 1500, 3900) == 2000
    with pytest.raises(ValueError, match="none from 10 to 20"):
        sound.loudest(both, 10, 20)


def test_mel_filters_are_triangles_that_overlap_to_one():
    filters = sound.mel_filters(8, 101)
    assert filters.shape == (101, 8)
    peaks = filters.argmax(dim=0)
    assert (peaks.diff() > 0).all()
    between = filters[int(peaks[0]) + 1 : int(peaks[-1]) - 1].sum(dim=1)
    torch.testing.assert_close(between, torch.ones_like(between), atol=0.2, rtol=0)


def test_too_many_bands_are_refused():
    with pytest.raises(ValueError, match=r"hold none of 9"):
        sound.mel_filters(20, 9)
    with pytest.raises(ValueError, match="got 0"):
        sound.mel_filters(0, 9)


def test_mel_by_hand():
    assert sound.mel(700) == pytest.approx(2595 * math.log10(2))
    assert sound.hertz(sound.mel(123.0)) == pytest.approx(123.0)


def test_silence_has_finite_features():
    assert sound.log_mel(torch.zeros(400)).isfinite().all()
    assert sound.features(torch.zeros(400)).isfinite().all()


def test_features_do_not_hear_loudness(noise):
    torch.testing.assert_close(sound.features(noise), sound.features(3 * noise), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("decibels", [-10.0, 0.0, 20.0])
def test_noise_has_the_energy_that_was_asked(noise, decibels):
    added = sound.add_noise(noise, decibels, torch.Generator().manual_seed(1)) - noise
    ratio = noise.square().mean() / added.square().mean()
    assert 10 * math.log10(ratio) == pytest.approx(decibels, abs=0.01)


def test_noise_for_silence_is_refused():
    with pytest.raises(ValueError, match="only zeros"):
        sound.add_noise(torch.zeros(9), 10, torch.Generator())


def test_sounds_are_joined_with_silence_around():
    both = sound.joined([torch.ones(3), torch.ones(5)], pause=0.001)
    assert both.tolist() == [0] * 8 + [1] * 3 + [0] * 8 + [1] * 5 + [0] * 8
    with pytest.raises(ValueError, match="got 0"):
        sound.joined([])


def test_a_tone_of_no_length_is_refused():
    with pytest.raises(ValueError, match="got 0 seconds"):
        sound.tone(440, 0)


def test_a_recording_is_read_as_it_was_written(tmp_path):
    numbers = np.array([0, 16384, -32768, 1], dtype=np.int16)
    for rate, name in [(sound.RATE, "right.wav"), (16000, "fast.wav")]:
        with wave.open(str(tmp_path / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(numbers.tobytes())
    assert sound.read_wav(tmp_path / "right.wav").tolist() == [0, 0.5, -1, 2**-15]
    with pytest.raises(ValueError, match="16000"):
        sound.read_wav(tmp_path / "fast.wav")


def test_a_player_holds_the_sound_and_its_label():
    html = sound.player(sound.tone(440, 0.5), 'the note "a"').data
    assert 'aria-label="the note &quot;a&quot;"' in html
    assert 4000 < len(html) < 6000
