"""Probabilities at a temperature."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "gpt.temperature",
    title="Probabilities at a temperature",
    chapter="10",
    level=1,
    minutes=5,
    hints=[
        "The temperature acts on the logits, before they are turned into probabilities.",
        "Divide: a temperature below 1 pulls the logits apart and makes the choice sharper.",
        "torch.softmax(logits / temperature, dim=-1): one distribution for each row.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {"logits": torch.randn(*sizes, generator=rng), "temperature": temperature}
        for sizes, temperature in [((2, 5), 0.5), ((3, 4), 2.0), ((4, 4), 0.8)]
    ]


@exercise.solution
def my_probabilities(
    logits: Float[Tensor, "batch vocab"],
    temperature: float,
) -> Float[Tensor, "batch vocab"]:
    """Return the probability of each token at this temperature."""
    return torch.softmax(logits / temperature, dim=-1)


@exercise.also_right
def as_powers(logits: Tensor, temperature: float) -> Tensor:
    powers = torch.softmax(logits, dim=-1) ** (1 / temperature)
    return powers / powers.sum(dim=-1, keepdim=True)


@exercise.also_right
def by_hand(logits: Tensor, temperature: float) -> Tensor:
    raised = torch.exp((logits - logits.amax(dim=-1, keepdim=True)) / temperature)
    return raised / raised.sum(dim=-1, keepdim=True)


@exercise.mistake("The logits are multiplied by the temperature: a high one would make the choice sharper. Divide.")
def multiplied(logits: Tensor, temperature: float) -> Tensor:
    return torch.softmax(logits * temperature, dim=-1)


@exercise.mistake(
    "The probabilities are divided after the softmax: they no longer sum to 1, and their "
    "ratios stay what they were. Divide the logits."
)
def after_the_softmax(logits: Tensor, temperature: float) -> Tensor:
    return torch.softmax(logits, dim=-1) / temperature


@exercise.mistake("The temperature is not used.")
def not_used(logits: Tensor, temperature: float) -> Tensor:
    return torch.softmax(logits, dim=-1)


@exercise.mistake("The softmax is taken twice: probabilities went into the second one. Its input must be logits.")
def twice(logits: Tensor, temperature: float) -> Tensor:
    return torch.softmax(torch.softmax(logits, dim=-1) / temperature, dim=-1)


@exercise.mistake("The softmax runs over the batch; each row is a distribution: dim=-1.")
def over_the_batch(logits: Tensor, temperature: float) -> Tensor:
    return torch.softmax(logits / temperature, dim=0)


@exercise.mistake("These are divided logits; a softmax must still make them probabilities.")
def still_logits(logits: Tensor, temperature: float) -> Tensor:
    return logits / temperature


@exercise.mistake(
    "The logits are raised to a power; the probabilities may be (to 1 / temperature), the logits are divided."
)
def powers_of_logits(logits: Tensor, temperature: float) -> Tensor:
    return torch.softmax(logits.sign() * logits.abs() ** (1 / temperature), dim=-1)


@exercise.property("The probabilities of each row must sum to 1.")
def sums_to_one(probabilities: Tensor, case: Case) -> bool:
    return bool((probabilities.sum(dim=-1) - 1).abs().max() < 1e-4)
