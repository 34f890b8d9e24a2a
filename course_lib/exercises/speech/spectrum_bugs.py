"""Three bugs in a log spectrum: no window, the wrong power, and the logarithm of silence."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch


def my_log_spectrum(frames):
    """Return the log-energy of each frame [frame size] at each frequency [frame bin].

    Each frame is weighed by Hann's window. Silence gives log(1e-6).
    """
    size = frames.shape[-1]
    window = 0.5 - 0.5 * torch.cos(2 * torch.pi * torch.arange(size) / size)
    spectrum = torch.fft.rfft(frames) * window[: size // 2 + 1]
    energy = spectrum.abs()
    return torch.log(energy) + 1e-6
'''

exercise = FindTheBug(
    "speech.spectrum_bugs",
    title="A spectrum with three faults",
    chapter="23",
    level=2,
    minutes=10,
    hints=[
        "Give it a frame of zeros, and look. Then ask of each line whether it works on samples or on frequencies.",
        "A window is a hill over the samples of a frame, not over its frequencies. Energy is the square of the "
        "amplitude. And the small number must keep the logarithm away from 0.",
        "`rfft(frames * window)`, `.abs() ** 2`, and `torch.log(energy + 1e-6)`.",
    ],
    listing=LISTING,
    tolerance=1e-3,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    frames = torch.randn(3, 8, generator=rng)
    return [{"frames": frames}, {"frames": torch.stack([frames[0], torch.zeros(8)])}]


@exercise.solution
def my_log_spectrum(frames: Float[Tensor, "frame size"]) -> Float[Tensor, "frame bin"]:
    """Return the log-energy of each frame at each frequency."""
    size = frames.shape[-1]
    window = 0.5 - 0.5 * torch.cos(2 * torch.pi * torch.arange(size) / size)
    spectrum = torch.fft.rfft(frames * window)
    return torch.log(spectrum.abs() ** 2 + 1e-6)


@exercise.also_right
def with_hann_window(frames: Tensor) -> Tensor:
    return (torch.fft.rfft(frames * torch.hann_window(frames.shape[-1])).abs().square() + 1e-6).log()


@exercise.also_right
def from_the_parts(frames: Tensor) -> Tensor:
    spectrum = torch.fft.rfft(frames * torch.hann_window(frames.shape[-1]))
    return torch.log(spectrum.real**2 + spectrum.imag**2 + 1e-6)


def leaving_in(*bugs: str) -> Callable[[Tensor], Tensor]:
    def program(frames: Tensor) -> Tensor:
        window = torch.hann_window(frames.shape[-1], periodic="symmetric" not in bugs)
        spectrum = torch.fft.rfft(frames if "window" in bugs or "none" in bugs else frames * window)
        if "window" in bugs:
            spectrum = spectrum * window[: spectrum.shape[-1]]
        energy = spectrum.abs() if "power" in bugs else spectrum.abs() ** 2
        if "squared log" in bugs:
            return torch.log(spectrum.abs() + 1e-6) ** 2
        if "clamped" in bugs:
            return torch.log(energy).clamp(min=0.0)
        return torch.log(energy) + 1e-6 if "zero" in bugs else torch.log(energy + 1e-6)

    return program


exercise.mistake("All three bugs are still in it.")(leaving_in("window", "power", "zero"))
exercise.mistake("The window lies over the frequencies: put it over the samples, before the transform.")(
    leaving_in("window")
)
exercise.mistake("There is no window any more: the frame's sharp edges leak into all frequencies.")(leaving_in("none"))
exercise.mistake("This is the logarithm of the amplitude: energy is its square.")(leaving_in("power"))
exercise.mistake("Silence gives minus infinity: the small number must be added before the logarithm.")(
    leaving_in("zero")
)
exercise.mistake("Only the window is mended: there are two bugs more.")(leaving_in("power", "zero"))
exercise.mistake("The logarithm is squared: square the amplitude, and then take the logarithm.")(
    leaving_in("squared log")
)
exercise.mistake("A clamp at 0 hides all that is quieter than an energy of 1: add the small number instead.")(
    leaving_in("clamped")
)
