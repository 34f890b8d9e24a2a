"""The lines from a wave to log-mel bands, shuffled, among them two that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "speech.order_of_features",
    title="From the wave to mel bands",
    chapter="23",
    level=1,
    minutes=6,
    tolerance=1e-3,
    hints=[
        "Which line makes frames of the wave? And what must be done to a frame before it is transformed?",
        "Frames, window, transform, energy, bands, logarithm. Bands are sums, and sums are of energies, not of "
        "logarithms.",
        "D comes first and B last. C lays the frames side by side, and G forgets the square: neither is needed.",
    ],
    signature="def my_log_mel(wave, window, filters):",
    lines=[
        "power = spectrum.abs() ** 2",
        "return torch.log(bands + 1e-6)",
        "frames = wave.unfold(0, len(window), len(window))",
        "frames = wave.unfold(0, len(window), len(window) // 2)",
        "spectrum = torch.fft.rfft(frames * window)",
        "bands = power @ filters",
        "power = spectrum.abs()",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    wave = torch.randn(20, generator=rng)
    filters = torch.rand(5, 3, generator=rng) + 0.1
    return [{"wave": wave, "window": torch.hann_window(8), "filters": filters}]


exercise.solution("DEAFB")
exercise.also_right("deafb")
exercise.also_right("D, E, A, F, B")

exercise.mistake("Line G leaves the square out: bands are sums of energies, not of amplitudes.")("DEGFB")
exercise.mistake("Line C lays the frames side by side: what lies on their edges would be lost to the window.")("CEAFB")
exercise.mistake("The energy is asked for before the spectrum is computed.")("DAEFB")
exercise.mistake("There are no frames yet for line E: cut the wave first.")("EDAFB")
exercise.mistake("The bands are gathered before the energy is known.")("DEFAB")
exercise.mistake("The function returns before the bands are there.")("DEABF")


@exercise.property("The bands must gather energies, which are squares.")
def as_large_as_the_energy(bands: torch.Tensor, case: Case) -> bool:
    frames = case["wave"].unfold(0, 8, 4) * case["window"]
    energy = torch.fft.rfft(frames[0]).abs() ** 2 @ case["filters"]
    return bool((bands[0] - energy.log()).abs().max() < 0.1)
