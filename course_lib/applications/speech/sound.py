"""Sound as numbers: samples, frames, windows, spectrograms, mel bands, and noise.

    wave [sample] → frames [frame size] → spectrum [frame bin] → mel bands [frame band]

Sources: the window is that of Blackman and Tukey (1958); the mel scale, Stevens, Volkmann and
Newman (1937), https://doi.org/10.1121/1.1915893, in the form 2595 log10(1 + f / 700).
Held equal to scipy.signal by tests/applications/speech/test_sound.py.
Left out: other rates than the recording's own (no resampling), stereo, phases.
"""

from __future__ import annotations

import base64
import io
import math
import wave as wave_file
from collections.abc import Sequence
from html import escape
from pathlib import Path

import torch
from IPython.display import HTML
from jaxtyping import Float
from torch import Tensor

RATE = 8000  # samples a second, of everything in this package
SIZE, HOP, N_BANDS = 200, 80, 32  # a frame of 25 ms every 10 ms
FLOOR = 1e-6  # energies below it count as silence: log(0) would be minus infinity


def frames(wave: Float[Tensor, "*batch sample"], size: int, hop: int) -> Float[Tensor, "*batch frame size"]:
    """Cut a wave into frames of `size` samples, one every `hop`; an end that fills no frame is dropped.

    Raises:
        ValueError: if size or hop is not positive, or the wave is shorter than a frame.

    >>> frames(torch.arange(7.0), size=4, hop=2).tolist()
    [[0.0, 1.0, 2.0, 3.0], [2.0, 3.0, 4.0, 5.0]]
    """
    if size < 1 or hop < 1:
        raise ValueError(f"size and hop must be positive, got {size} and {hop}.")
    if wave.shape[-1] < size:
        raise ValueError(f"a wave must be as long as one frame ({size} samples), got {wave.shape[-1]}.")
    return wave.unfold(-1, size, hop)


def hann(size: int) -> Float[Tensor, " size"]:
    """Return Hann's window: a hill that begins at 0, so that a frame has no sudden edges.

    >>> hann(4).tolist()
    [0.0, 0.5, 1.0, 0.5]
    """
    return 0.5 - 0.5 * torch.cos(2 * math.pi * torch.arange(size) / size)


def spectrogram(
    wave: Float[Tensor, "*batch sample"],
    size: int = SIZE,
    hop: int = HOP,
    windowed: bool = True,
) -> Float[Tensor, "*batch frame bin"]:
    """Return the energy of each frame at size // 2 + 1 frequencies, 0 to half the rate.

    Args:
        windowed: False cuts the frames out sharply, to see what the window is for.

    Raises:
        ValueError: as for `frames`.
    """
    cut = frames(wave, size, hop)
    if windowed:
        cut = cut * hann(size)
    return torch.fft.rfft(cut).abs() ** 2


def loudest(wave: Float[Tensor, " sample"], low: float, high: float, size: int = 128) -> float:
    """Return the frequency of most energy between two frequencies, over the whole sound.

    Raises:
        ValueError: if no bin lies between them.

    >>> loudest(tone(1000, 0.1), 500, 2000)
    1000.0
    """
    power = spectrogram(wave, size, size // 2).mean(dim=0)
    bins = torch.arange(len(power)) * RATE / size
    inside = (bins >= low) & (bins <= high)
    if not inside.any():
        raise ValueError(
            f"a bin must lie between the frequencies, got none from {low} to {high} in steps of {bins[1]}."
        )
    return float(bins[power.masked_fill(~inside, -1).argmax()])


def mel(hertz: float) -> float:
    """Return a frequency on the mel scale, where equal steps sound about equally large.

    >>> round(mel(1000))
    1000
    """
    return 2595 * math.log10(1 + hertz / 700)


def hertz(mels: float) -> float:
    """Return the frequency of a number of mels: `mel` backwards.

    >>> round(hertz(mel(440)))
    440
    """
    return 700 * (10 ** (mels / 2595) - 1)


def mel_filters(n_bands: int, n_bins: int, rate: int = RATE) -> Float[Tensor, "bin band"]:
    """Return triangles that gather the bins of a spectrum into bands of equal width in mels.

    Each rises from the middle of the band before to its own, and falls to that of the next.

    Raises:
        ValueError: if there is no band, or a band is so narrow that it holds no bin.
    """
    if n_bands < 1:
        raise ValueError(f"n_bands must be positive, got {n_bands}.")
    step = mel(rate / 2) / (n_bands + 1)
    corners = [hertz(step * i) for i in range(n_bands + 2)]
    bins = torch.linspace(0, rate / 2, n_bins)
    bands = []
    for low, middle, high in zip(corners, corners[1:], corners[2:], strict=False):
        rising, falling = (bins - low) / (middle - low), (high - bins) / (high - middle)
        bands.append(torch.minimum(rising, falling).clamp(min=0))
    filters = torch.stack(bands, dim=1)
    if empty := int((filters.sum(dim=0) == 0).sum()):
        raise ValueError(f"each of {n_bands} bands must hold a bin, but {empty} hold none of {n_bins}: take fewer.")
    return filters


def log_mel(
    wave: Float[Tensor, "*batch sample"],
    size: int = SIZE,
    hop: int = HOP,
    n_bands: int = N_BANDS,
    floor: float = FLOOR,
) -> Float[Tensor, "*batch frame band"]:
    """Return the logarithm of the energy in each mel band of each frame.

    Args:
        floor: added to every energy, or the logarithm of silence would be minus infinity.

    Raises:
        ValueError: as for `frames` and `mel_filters`.
    """
    power = spectrogram(wave, size, hop)
    return (power @ mel_filters(n_bands, power.shape[-1]) + floor).log()


def features(wave: Float[Tensor, " sample"]) -> Float[Tensor, "frame band"]:
    """Return log-mel bands with mean 0 and spread 1 over the whole sound: loudness is taken away.

    Raises:
        ValueError: as for `frames`.
    """
    bands = log_mel(wave)
    return (bands - bands.mean()) / bands.std(unbiased=False).clamp(min=1e-3)


def add_noise(
    wave: Float[Tensor, " sample"],
    decibels: float,
    generator: torch.Generator,
) -> Float[Tensor, " sample"]:
    """Return the wave with white noise: its energy is `decibels` below the wave's (SNR).

    At 0 decibels both are equally strong, at 20 the noise has a hundredth of the energy.

    Raises:
        ValueError: if the wave is silent: no noise is weaker than nothing by a ratio.
    """
    energy = wave.square().mean()
    if not energy > 0:
        raise ValueError("the wave must not be silent, got only zeros.")
    noise = torch.randn(wave.shape, generator=generator)
    scale = (energy / noise.square().mean() / 10 ** (decibels / 10)).sqrt()
    return wave + scale * noise


def tone(frequency: float, seconds: float, rate: int = RATE) -> Float[Tensor, " sample"]:
    """Return a pure tone, a sine of half the full loudness.

    Raises:
        ValueError: if it would last no sample.
    """
    n = round(seconds * rate)
    if n < 1:
        raise ValueError(f"a tone must last a sample at least, got {seconds} seconds.")
    return 0.5 * torch.sin(2 * math.pi * frequency * torch.arange(n) / rate)


def joined(waves: Sequence[Float[Tensor, " _"]], pause: float = 0.05) -> Float[Tensor, " sample"]:
    """Return several sounds one after the other, with silence of `pause` seconds around each.

    Raises:
        ValueError: if there are none.
    """
    if not waves:
        raise ValueError("there must be a sound to join, got 0.")
    silence = torch.zeros(round(pause * RATE))
    parts = [silence]
    for one in waves:
        parts += [one, silence]
    return torch.cat(parts)


def read_wav(path: Path) -> Float[Tensor, " sample"]:
    """Return the samples of a WAV file, from -1 to 1.

    Raises:
        ValueError: unless it has one channel, 16 bits a sample and 8,000 samples a second.
    """
    with wave_file.open(str(path), "rb") as file:
        form = file.getnchannels(), file.getsampwidth(), file.getframerate()
        if form != (1, 2, RATE):
            raise ValueError(f"a recording must have 1 channel, 2 bytes, {RATE} samples a second; got {form}.")
        data = bytearray(file.readframes(file.getnframes()))
    return torch.frombuffer(data, dtype=torch.int16).float() / 2**15


def wav_bytes(wave: Float[Tensor, " sample"], rate: int = RATE) -> bytes:
    """Return a sound as a WAV file of 8 bits a sample, its loudest sample at the full scale."""
    peak = wave.abs().max().clamp(min=1e-9)
    numbers = (wave / peak * 127 + 128).round().clamp(0, 255).to(torch.uint8)
    target = io.BytesIO()
    with wave_file.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(bytes(numbers.tolist()))
    return target.getvalue()


def player(wave: Float[Tensor, " sample"], label: str, rate: int = RATE) -> HTML:
    """Return a sound that the page can play, with a label for those who do not see it.

    A second takes 11 kB.
    """
    data = base64.b64encode(wav_bytes(wave, rate)).decode()
    name = escape(label, quote=True)
    source = f"data:audio/wav;base64,{data}"
    return HTML(f'<audio controls preload="none" aria-label="{name}" title="{name}" src="{source}"></audio>')
