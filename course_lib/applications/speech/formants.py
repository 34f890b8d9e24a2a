"""A talking machine that can be read: a source of pulses or noise, and resonators that shape it.

    words → phonemes → tracks of formants, every 10 ms → source → resonators → wave

A vowel is known by its formants, the frequencies at which the mouth resonates. Between two
phonemes the tracks glide, as the tongue does.
Sources: source and resonators, Klatt (1980), https://doi.org/10.1121/1.383940; the vowels' formants
are the men's means of Peterson and Barney (1952), https://doi.org/10.1121/1.1906875; the
consonants were set by ear.
Tested by tests/applications/speech/test_formants.py.
Left out: melody of sentences, stress, a female voice's own vowels (a voice scales all formants).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float
from scipy.signal import lfilter, sosfilt
from torch import Tensor

from course_lib.applications.speech.sound import RATE

STEP = RATE // 100  # samples in 10 ms


class Phoneme(NamedTuple):
    """One sound of speech.

    Args:
        formants: the first three resonances, in hertz.
        voice: strength of the pulses, 0 to 1.
        noise: strength of the hiss.
        hiss: the frequency about which it hisses, in hertz.
        milliseconds: how long it lasts.
    """

    formants: tuple[int, int, int]
    voice: float = 1.0
    noise: float = 0.0
    hiss: int = 2500
    milliseconds: int = 100


def stop(formants: tuple[int, int, int], hiss: int, voice: float = 0.0) -> tuple[Phoneme, ...]:
    """Return a stop: a closed mouth, then a burst."""
    closed = Phoneme(formants, 0.15 * voice, 0.0, hiss, 45)
    return closed, Phoneme(formants, 0.5 * voice, 0.35, hiss, 20)


VOWELS = {
    "iy": Phoneme((270, 2290, 3010)),
    "ih": Phoneme((390, 1990, 2550), milliseconds=80),
    "eh": Phoneme((530, 1840, 2480)),
    "ae": Phoneme((660, 1720, 2410), milliseconds=120),
    "ah": Phoneme((640, 1190, 2390), milliseconds=80),
    "aa": Phoneme((730, 1090, 2440), milliseconds=120),
    "ao": Phoneme((570, 840, 2410), milliseconds=120),
    "uh": Phoneme((440, 1020, 2240), milliseconds=80),
    "uw": Phoneme((300, 870, 2240), milliseconds=110),
    "er": Phoneme((490, 1350, 1690), milliseconds=110),
}
CONSONANTS = {
    "w": (Phoneme((300, 650, 2200), 0.6, milliseconds=60),),
    "y": (Phoneme((260, 2300, 3000), 0.6, milliseconds=60),),
    "r": (Phoneme((350, 1100, 1500), 0.7, milliseconds=70),),
    "l": (Phoneme((360, 1100, 2800), 0.6, milliseconds=70),),
    "m": (Phoneme((250, 1000, 2200), 0.4, milliseconds=70),),
    "n": (Phoneme((250, 1600, 2500), 0.4, milliseconds=70),),
    "ng": (Phoneme((250, 2000, 2400), 0.4, milliseconds=70),),
    "s": (Phoneme((320, 1500, 2600), 0.0, 0.5, 3700, 100),),
    "z": (Phoneme((320, 1500, 2600), 0.35, 0.3, 3700, 80),),
    "sh": (Phoneme((320, 1700, 2600), 0.0, 0.5, 2600, 100),),
    "f": (Phoneme((320, 1000, 2200), 0.0, 0.2, 1500, 90),),
    "v": (Phoneme((320, 1000, 2200), 0.4, 0.12, 1500, 60),),
    "th": (Phoneme((320, 1400, 2600), 0.0, 0.15, 3000, 80),),
    "dh": (Phoneme((320, 1400, 2600), 0.4, 0.1, 3000, 50),),
    "hh": (Phoneme((500, 1500, 2500), 0.0, 0.2, 1500, 60),),
    "p": stop((300, 800, 2200), 900),
    "b": stop((300, 800, 2200), 900, 1.0),
    "t": stop((300, 1700, 2700), 3600),
    "d": stop((300, 1700, 2700), 3600, 1.0),
    "k": stop((300, 1900, 2400), 1900),
    "g": stop((300, 1900, 2400), 1900, 1.0),
}
CONSONANTS["ch"] = (*CONSONANTS["t"], *CONSONANTS["sh"])
CONSONANTS["jh"] = (*CONSONANTS["d"], CONSONANTS["sh"][0]._replace(voice=0.3, noise=0.35, milliseconds=60))


def half(name: str) -> Phoneme:
    """Return a vowel, shortened: a diphthong is two of them."""
    return VOWELS[name]._replace(milliseconds=75)


PHONEMES: dict[str, tuple[Phoneme, ...]] = {
    **{name: (one,) for name, one in VOWELS.items()},
    **CONSONANTS,
    "ey": (half("eh"), half("ih")),
    "ay": (half("aa"), half("ih")),
    "ow": (half("ao"), half("uh")),
    "aw": (half("aa"), half("uh")),
}


@dataclass(frozen=True)
class Voice:
    """Who speaks.

    Args:
        pitch: pulses a second.
        tract: scales all formants: a shorter throat has higher ones.
        tempo: 2 speaks twice as fast.
        breath: noise in the vowels, 0 to 1.

    Raises:
        ValueError: if a number is not positive; breath may be 0.
    """

    pitch: float = 110.0
    tract: float = 1.0
    tempo: float = 1.0
    breath: float = 0.02

    def __post_init__(self) -> None:
        if min(self.pitch, self.tract, self.tempo) <= 0 or self.breath < 0:
            raise ValueError(f"pitch, tract and tempo must be positive, and breath not negative; got {self}.")


LOW_VOICE, HIGH_VOICE = Voice(), Voice(210.0, 1.17, 1.05, 0.05)
SILENCE = Phoneme((500, 1500, 2500), 0.0, milliseconds=60)


def drawn_voice(generator: torch.Generator) -> Voice:
    """Return a voice by chance: pitch, length of the throat, tempo and breath."""
    pitch, tract, tempo, breath = torch.rand(4, generator=generator).tolist()
    return Voice(90 + 140 * pitch, 0.92 + 0.3 * tract, 0.85 + 0.4 * tempo, 0.08 * breath)


def speak(
    words: Sequence[Sequence[str]],
    voice: Voice = LOW_VOICE,
    generator: torch.Generator | None = None,
    pause: int = 40,
) -> Float[Tensor, " sample"]:
    """Return the wave of words, each given by its phonemes.

    Args:
        generator: of the noise, and of the small differences between two times that one
            says the same: lengths by 15 %, formants by 3 %.
        pause: milliseconds after each word.

    Raises:
        ValueError: if a phoneme is not known, or there are no words.
    """
    generator = generator or torch.Generator().manual_seed(0)
    if not words:
        raise ValueError("there must be a word to speak, got 0.")
    sounds = [SILENCE]
    for word in words:
        if unknown := [name for name in word if name not in PHONEMES]:
            raise ValueError(f"a phoneme must be one of {', '.join(PHONEMES)}; got {unknown[0]!r}.")
        sounds += [one for name in word for one in PHONEMES[name]]
        sounds.append(SILENCE._replace(milliseconds=pause))
    tracks = glide(sounds, voice, generator)
    return torch.from_numpy(resonate(source(tracks, voice, generator), tracks)).float()


def glide(sounds: Sequence[Phoneme], voice: Voice, generator: torch.Generator) -> np.ndarray:
    """Return seven tracks, one row every 10 ms: three formants, voice, noise, hiss, pitch.

    Each is the phonemes' steps, smoothed over 30 ms: so neighbours colour each other.
    """
    differ = torch.randn(len(sounds), 4, generator=generator).clamp(-2, 2).numpy()
    rows, lengths = [], []
    for sound, by in zip(sounds, differ, strict=True):
        formants = np.array(sound.formants) * voice.tract * (1 + 0.03 * by[:3])
        rows.append([*formants, sound.voice, sound.noise, sound.hiss])
        lengths.append(max(1, round(sound.milliseconds / 10 / voice.tempo * (1 + 0.15 * by[3]))))
    steps = np.repeat(np.array(rows), lengths, axis=0)
    padded = np.pad(steps, ((1, 1), (0, 0)), mode="edge")
    smooth = 0.25 * padded[:-2] + 0.5 * steps + 0.25 * padded[2:]
    falling = voice.pitch * np.linspace(1.08, 0.88, len(smooth))
    return np.column_stack([smooth, falling])


def source(tracks: np.ndarray, voice: Voice, generator: torch.Generator) -> np.ndarray:
    """Return what comes out of the throat: pulses where there is voice, and breath."""
    pitch, strength = np.repeat(tracks[:, 6], STEP), np.repeat(tracks[:, 3], STEP)
    phase = np.cumsum(pitch / RATE)
    pulses = np.diff(np.floor(phase), prepend=0.0) * np.sqrt(RATE / pitch)
    breath = voice.breath * torch.randn(len(pulses), generator=generator).numpy()
    hiss = torch.randn(len(pulses), generator=generator).numpy()
    rounded = lfilter([0.1], [1, -0.9], pulses + 4 * breath)  # the glottis dulls the pulses
    return np.stack([strength * rounded, np.repeat(tracks[:, 4], STEP) * hiss])


def resonate(sources: np.ndarray, tracks: np.ndarray) -> np.ndarray:
    """Send the voice through four resonators in a row, the hiss through one; add both."""
    voiced, hissed = sources
    state, hiss_state = np.zeros((4, 2)), np.zeros((1, 2))
    out = np.empty_like(voiced)
    for i, row in enumerate(tracks):
        part = slice(i * STEP, (i + 1) * STEP)
        sections = [resonator(f, width) for f, width in zip((*row[:3], 3500), (60, 90, 150, 200), strict=True)]
        vowel, state = sosfilt(sections, voiced[part], zi=state)
        noise, hiss_state = sosfilt([resonator(row[5], 900)], hissed[part], zi=hiss_state)
        out[part] = vowel + 0.12 * noise
    return out


def resonator(frequency: float, width: float) -> list[float]:
    """Return a filter that rings at a frequency, as b0, b1, b2, a0, a1, a2.

    It leaves a constant as it is.

    Args:
        width: in hertz; the narrower, the longer it rings.
    """
    radius = math.exp(-math.pi * width / RATE)
    a1 = -2 * radius * math.cos(2 * math.pi * min(frequency, 0.48 * RATE) / RATE)
    a2 = radius**2
    return [1 + a1 + a2, 0.0, 0.0, 1.0, a1, a2]
