"""Speech from eSpeak NG, an open synthesiser with over a hundred languages, called without a program.

    pip install espeakng-loader        brings the library and its data, 10 MB

eSpeak NG is under the GPL, version 3 or later: it is loaded where it is installed, and is no
part of this course. It too speaks with formants (https://github.com/espeak-ng/espeak-ng).
Tested by tests/applications/speech/test_engine.py, which skips where it is missing.
Left out: events (when each word is said), SSML.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
from functools import cache
from typing import Any

import torch
from jaxtyping import Float
from scipy.signal import resample_poly
from torch import Tensor

from course_lib.applications.speech.sound import RATE

NEEDS = "espeakng_loader"
SYNCHRONOUS, UTF_8, SPEED, PITCH = 2, 1, 1, 3  # numbers of speak_lib.h
Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def available() -> bool:
    """Whether the engine is installed."""
    return importlib.util.find_spec(NEEDS) is not None


@cache
def library() -> tuple[Any, int, list[int], Any]:
    """Return the library, its rate, a list that its samples go to, and the callback, which must live on.

    Raises:
        ValueError: if it is not installed, or does not start.
    """
    if not available():
        raise ValueError("the package espeakng-loader must be installed, and is not: pip install espeakng-loader.")
    loader = importlib.import_module(NEEDS)
    engine = ctypes.CDLL(loader.get_library_path())
    rate = engine.espeak_Initialize(SYNCHRONOUS, 0, loader.get_data_path().encode(), 0)
    if rate <= 0:
        raise ValueError(f"eSpeak NG must start with a rate above 0, got {rate}.")
    samples: list[int] = []

    def receive(wave: Any, n: int, _: Any) -> int:
        if wave and n > 0:
            samples.extend(wave[:n])
        return 0

    callback = Callback(receive)
    engine.espeak_SetSynthCallback(callback)
    return engine, rate, samples, callback


def engine_speech(
    text: str,
    voice: str = "en",
    words_a_minute: int = 150,
    pitch: int = 50,
) -> Float[Tensor, " sample"]:
    """Return a text as sound, at this package's rate.

    Args:
        voice: a language, with a variant if wanted: "en", "en-us+f2", "cmn".
        pitch: 0 to 100.

    Raises:
        ValueError: if the engine is not installed, does not know the voice, or says nothing.
    """
    engine, rate, samples, _ = library()
    if not text.strip():
        raise ValueError(f"the text must have something to say, got {text!r}.")
    if engine.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(f"the voice must be one of eSpeak NG's, got {voice!r}.")
    engine.espeak_SetParameter(SPEED, words_a_minute, 0)
    engine.espeak_SetParameter(PITCH, pitch, 0)
    samples.clear()
    data = text.encode()
    engine.espeak_Synth(data, ctypes.c_size_t(len(data) + 1), 0, 0, 0, UTF_8, None, None)
    if not samples:
        raise ValueError(f"the engine must have said something, got no sample for {text!r}.")
    wave = torch.tensor(samples, dtype=torch.float32) / 2**15
    return torch.from_numpy(resample_poly(wave.numpy(), RATE, rate)).float()
