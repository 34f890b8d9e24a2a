"""Three bugs in a private step: it runs, it learns, and it promises nothing."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch


def my_private_mean(gradients, most, sigma, expected, noise):
    """Return the noisy mean of a lot's gradients, [parameter].

    `gradients` is [example, parameter]: clip each example to the length `most`, add
    them up, add `noise` (standard normal, [parameter]) times sigma times `most`, and
    divide by the expected size of a lot.
    """
    mean = gradients.mean(dim=0)
    factor = (most / mean.norm()).clamp(max=1)
    return mean * factor + noise * sigma / len(gradients)
'''

exercise = FindTheBug(
    "trust.private_step_bugs",
    title="A step that only looks private",
    chapter="27",
    level=3,
    minutes=15,
    hints=[
        "By how much can one example move the result? Try a lot of four in which one gradient is a thousand long.",
        "Clip before you add up. The noise must be as large as what one example can do: sigma times `most`. And the "
        "size of the lot that was drawn is itself a secret: divide by `expected`.",
        "`clipped = gradients * (most / gradients.norm(dim=1, keepdim=True)).clamp(max=1)`, then "
        "`(clipped.sum(dim=0) + noise * sigma * most) / expected`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    gradients = torch.randn(5, 3, generator=rng) * torch.tensor([0.2, 40.0, 1.0, 0.5, 3.0])[:, None]
    noise = torch.randn(3, generator=rng)
    return [
        {"gradients": gradients, "most": 2.0, "sigma": 1.5, "expected": 8.0, "noise": noise},
        {"gradients": gradients[:2], "most": 0.5, "sigma": 0.7, "expected": 3.0, "noise": -2 * noise},
    ]


@exercise.solution
def my_private_mean(
    gradients: Tensor,
    most: float,
    sigma: float,
    expected: float,
    noise: Tensor,
) -> Tensor:
    """Return the noisy mean of a lot's gradients, [parameter]."""
    lengths = gradients.norm(dim=1, keepdim=True).clamp(min=1e-12)
    clipped = gradients * (most / lengths).clamp(max=1)
    return (clipped.sum(dim=0) + noise * sigma * most) / expected


@exercise.also_right
def in_a_loop(gradients: Tensor, most: float, sigma: float, expected: float, noise: Tensor) -> Tensor:
    total = sigma * most * noise
    for row in gradients:
        total = total + row * min(1.0, most / float(row.norm()))
    return total / expected


@exercise.also_right
def as_a_product(gradients: Tensor, most: float, sigma: float, expected: float, noise: Tensor) -> Tensor:
    factors = (most / gradients.norm(dim=1)).clamp(max=1)
    return factors @ gradients / expected + noise * (sigma * most / expected)


def leaving_in(*bugs: str) -> Callable[..., Tensor]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(gradients: Tensor, most: float, sigma: float, expected: float, noise: Tensor) -> Tensor:
        size = len(gradients) if "size" in bugs else expected
        if "late" in bugs:
            mean = gradients.sum(dim=0) / size
            total = mean * (most / mean.norm()).clamp(max=1) * size
        else:
            total = (gradients * (most / gradients.norm(dim=1, keepdim=True)).clamp(max=1)).sum(dim=0)
        scale = sigma if "scale" in bugs else sigma * most
        scale = scale * size if "undivided" in bugs else scale
        scale = 0.0 if "silent" in bugs else scale
        scale = scale * len(gradients) ** 0.5 if "each" in bugs else scale
        return (total + noise * scale) / size

    return program


for bugs, message in {
    ("late", "scale", "size"): "No bug is mended yet. Begin with the clipping: it is of the mean.",
    ("late",): "It clips after averaging: one example can still turn the whole mean.",
    ("scale",): "The noise does not grow with `most`: what one example can do is `most` long, and so must it be.",
    ("size",): "It divides by the size of this lot, which tells who took part: divide by `expected`.",
    ("undivided",): "The noise is added after the division; it belongs to the sum.",
    ("silent",): "There is no noise left: then nothing is private.",
    ("each",): "Noise comes once on the sum, not once for each example.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))
