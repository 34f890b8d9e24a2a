"""Noise of a given level: so many decibels below the voice."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "speech.noise_level",
    title="Add noise of a known level",
    chapter="23",
    level=2,
    minutes=10,
    tolerance=1e-4,
    hints=[
        "10 decibels are a factor of 10 in energy. What is the energy of a sound, and what happens to it when every "
        "sample is multiplied by c?",
        "The energy is the mean of the squares, and grows with c squared. It must become "
        "energy(wave) / 10 ** (decibels / 10).",
        "`c = (energy(wave) / energy(noise) / 10 ** (decibels / 10)) ** 0.5`, then `wave + c * noise`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    wave, noise = 3 * torch.randn(9, generator=rng), 0.5 * torch.randn(9, generator=rng)
    return [{"wave": wave, "noise": noise, "decibels": level} for level in (10.0, 0.0, -6.0)]


@exercise.solution
def my_noisy(
    wave: Float[Tensor, " sample"],
    noise: Float[Tensor, " sample"],
    decibels: float,
) -> Float[Tensor, " sample"]:
    """Return the wave with the noise, scaled to an energy `decibels` below the wave's.

    The energy of a sound is the mean of its squared samples.
    """
    ratio = wave.square().mean() / noise.square().mean() / 10 ** (decibels / 10)
    return wave + ratio.sqrt() * noise


@exercise.also_right
def with_norms(wave: Tensor, noise: Tensor, decibels: float) -> Tensor:
    return wave + noise * (wave.norm() / noise.norm()) * 10 ** (-decibels / 20)


@exercise.also_right
def in_two_steps(wave: Tensor, noise: Tensor, decibels: float) -> Tensor:
    unit = noise / noise.pow(2).mean() ** 0.5
    return wave + unit * (wave.pow(2).mean() / 10 ** (decibels / 10)) ** 0.5


def scaled(wave: Tensor, noise: Tensor, factor: Tensor | float) -> Tensor:
    return wave + factor * noise


def energies(wave: Tensor, noise: Tensor) -> Tensor:
    return wave.square().mean() / noise.square().mean()


@exercise.mistake("The ratio of energies multiplies the samples: take its square root first.")
def without_root(wave: Tensor, noise: Tensor, decibels: float) -> Tensor:
    return scaled(wave, noise, energies(wave, noise) / 10 ** (decibels / 10))


@exercise.mistake("More decibels give more noise in your function: they say how far the noise lies *below* the voice.")
def upside_down(wave: Tensor, noise: Tensor, decibels: float) -> Tensor:
    return scaled(wave, noise, (energies(wave, noise) * 10 ** (decibels / 10)).sqrt())


@exercise.mistake("10 decibels are a factor of 10 in energy: divide them by 10 in the exponent.")
def ten_to_the_decibels(wave: Tensor, noise: Tensor, decibels: float) -> Tensor:
    return scaled(wave, noise, (energies(wave, noise) / 10 ** (decibels / 20)).sqrt())


@exercise.mistake("The noise's own energy is not taken out: divide by it.")
def own_energy_left(wave: Tensor, noise: Tensor, decibels: float) -> Tensor:
    return scaled(wave, noise, (wave.square().mean() / 10 ** (decibels / 10)).sqrt())


@exercise.mistake("The wave's energy does not count in your function: a quiet voice would drown.")
def voice_ignored(wave: Tensor, noise: Tensor, decibels: float) -> Tensor:
    return scaled(wave, noise, (1 / noise.square().mean() / 10 ** (decibels / 10)).sqrt())


@exercise.mistake("The wave is scaled and the noise left as it is: scale the noise.")
def wave_scaled(wave: Tensor, noise: Tensor, decibels: float) -> Tensor:
    return wave / (energies(wave, noise) / 10 ** (decibels / 10)).sqrt() + noise


@exercise.mistake("This is the noise alone: add the wave.")
def noise_alone(wave: Tensor, noise: Tensor, decibels: float) -> Tensor:
    return noise * (energies(wave, noise) / 10 ** (decibels / 10)).sqrt()


@exercise.property("What was added must have the wanted energy.")
def right_energy(noisy: Tensor, case: Case) -> bool:
    added = (noisy - case["wave"]).square().mean()
    wanted = case["wave"].square().mean() / 10 ** (case["decibels"] / 10)
    return bool((added / wanted - 1).abs() < 1e-3)
