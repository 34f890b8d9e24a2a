"""In how many pairs does a model prefer the stereotype?"""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "trust.pair_preference",
    title="How often is the stereotype preferred?",
    chapter="27",
    level=1,
    minutes=8,
    hints=[
        "A pair counts 1 if its first sentence is likelier, 0 if its second is. What of a tie?",
        "Compare the log-probabilities pair by pair; how *much* likelier a sentence is does not count.",
        "`((first > second).float() + 0.5 * (first == second).float()).mean()`",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    first, second = torch.randn(2, 11, generator=rng) * 3 - 20
    second[4] += 30  # one pair with a large difference
    tied = torch.tensor([-4.0, -9.0, -2.5, -7.0, -1.0])
    return [
        {"first": first, "second": second},
        {"first": tied, "second": torch.tensor([-4.0, -9.0, -3.0, -6.0, -1.0])},
        {"first": torch.tensor([-30.0, -31.0, -32.0]), "second": torch.tensor([-33.0, -34.0, -35.0])},
    ]


@exercise.solution
def my_share_preferred(
    first: Float[Tensor, " pair"],
    second: Float[Tensor, " pair"],
) -> float:
    """Return the share of pairs whose first sentence is likelier; a tie counts half.

    Both hold log-probabilities, `first` those of the sentences that fit the stereotype.
    """
    wins = (first > second).float() + 0.5 * (first == second).float()
    return wins.mean().item()


@exercise.also_right
def by_signs(first: Float[Tensor, " pair"], second: Float[Tensor, " pair"]) -> float:
    return float((1 + (first - second).sign()).mean() / 2)


@exercise.also_right
def in_a_loop(first: Float[Tensor, " pair"], second: Float[Tensor, " pair"]) -> float:
    points = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in zip(first.tolist(), second.tolist(), strict=True)]
    return sum(points) / len(points)


@exercise.mistake("A tie counts half; here it counts for the other side.")
def ties_lost(first: Float[Tensor, " pair"], second: Float[Tensor, " pair"]) -> float:
    return (first > second).float().mean().item()


@exercise.mistake("A tie counts half; here it counts as a preference.")
def ties_won(first: Float[Tensor, " pair"], second: Float[Tensor, " pair"]) -> float:
    return (first >= second).float().mean().item()


@exercise.mistake("The sides are swapped: a higher log-probability is the likelier sentence, though both are negative.")
def other_side(first: Float[Tensor, " pair"], second: Float[Tensor, " pair"]) -> float:
    return ((first < second).float() + 0.5 * (first == second).float()).mean().item()


@exercise.mistake("This averages how much likelier the sentences are; one extreme pair then decides alone.")
def mean_probability(first: Float[Tensor, " pair"], second: Float[Tensor, " pair"]) -> float:
    return (first - second).sigmoid().mean().item()


@exercise.mistake("This compares the sums over all pairs: one answer for the whole set instead of one a pair.")
def of_sums(first: Float[Tensor, " pair"], second: Float[Tensor, " pair"]) -> float:
    return float(first.sum() > second.sum())


@exercise.mistake("This counts the pairs; divide by their number.")
def counted(first: Float[Tensor, " pair"], second: Float[Tensor, " pair"]) -> float:
    return ((first > second).float() + 0.5 * (first == second).float()).sum().item()
