"""From which distribution word2vec draws its noise words."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "word_vectors.noise_distribution",
    title="The noise distribution",
    chapter="03",
    level=1,
    minutes=5,
    hints=[
        "Two steps: a power, then shares that sum to 1. In which order?",
        "Raise each count to the power 0.75 first; the sum to divide by is that of the powers.",
        "`weights = counts ** 0.75`, then `weights / weights.sum()`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    drawn = torch.randint(2, 60, (5,), generator=rng).float()
    return [{"counts": torch.tensor([81.0, 16.0, 1.0])}, {"counts": torch.cat([drawn, torch.tensor([400.0])])}]


@exercise.solution
def my_noise_distribution(counts: Float[Tensor, "words"]) -> Float[Tensor, "words"]:
    """Return how likely each word is to be drawn: in proportion to count^0.75."""
    weights = counts**0.75
    return weights / weights.sum()


@exercise.also_right
def by_logarithms(counts: Tensor) -> Tensor:
    return torch.softmax(0.75 * counts.log(), dim=0)


@exercise.also_right
def from_shares(counts: Tensor) -> Tensor:
    shares = [float(count / counts.sum()) ** 0.75 for count in counts]
    return torch.tensor(shares) / sum(shares)


@exercise.mistake("The power is missing: these are the words' shares of the text.")
def without_power(counts: Tensor) -> Tensor:
    return counts / counts.sum()


@exercise.mistake("The powers are not divided by their sum: probabilities sum to 1.")
def unnormalised(counts: Tensor) -> Tensor:
    return counts**0.75


@exercise.mistake("The powers are divided by the sum of the counts; divide by the sum of the powers.")
def wrong_sum(counts: Tensor) -> Tensor:
    return counts**0.75 / counts.sum()


@exercise.mistake("The shares are raised to the power last, so they no longer sum to 1.")
def power_last(counts: Tensor) -> Tensor:
    return (counts / counts.sum()) ** 0.75


@exercise.mistake("The power is 4/3, which makes frequent words still more likely; 3/4 flattens.")
def upside_down(counts: Tensor) -> Tensor:
    return without_power(counts ** (4 / 3))


@exercise.mistake("All words are equally likely here; frequent words must be drawn more often.")
def uniform(counts: Tensor) -> Tensor:
    return torch.full_like(counts, 1 / len(counts))


@exercise.mistake("The counts are multiplied by 0.75, which changes no share; raise them to that power.")
def multiplied(counts: Tensor) -> Tensor:
    return 0.75 * counts / counts.sum() * (4 / 3) * 0.75


@exercise.property("Probabilities sum to 1.")
def sums_to_one(probabilities: Tensor, case: Case) -> bool:
    return abs(float(torch.as_tensor(probabilities).sum()) - 1) < 1e-4
