"""DPO: learn from which of two answers is preferred, without a model of rewards.

    loss = -log σ( β · [ log π(y⁺)/π₀(y⁺) - log π(y⁻)/π₀(y⁻) ] )

π is the model that learns, π₀ the one it started from, which stays as it is; y⁺ is the
chosen answer, y⁻ the rejected one. β · log π(y)/π₀(y) is the reward that π implies.
Source: Rafailov et al. (2023), equation 7, https://arxiv.org/abs/2305.18290.
Tested by tests/finetuning/test_preferences.py.
Left out: labels that may be wrong (conservative DPO), losses without a reference.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.finetuning.answers import AnswerBatch, answer_batch, answer_log_probs
from course_lib.finetuning.fine_tune import fine_tune, in_batches
from course_lib.tokenizers.tokenizer import Tokenizer


class Pair(NamedTuple):
    """Two answers to one prompt, of which the first is preferred."""

    prompt: str
    chosen: str
    rejected: str


class DPO(NamedTuple):
    """The loss, and the rewards that the model implies."""

    loss: Float[Tensor, ""]
    chosen: Float[Tensor, " batch"]
    rejected: Float[Tensor, " batch"]


def dpo(
    chosen: Float[Tensor, " batch"],
    rejected: Float[Tensor, " batch"],
    reference_chosen: Float[Tensor, " batch"],
    reference_rejected: Float[Tensor, " batch"],
    beta: float = 0.1,
) -> DPO:
    """Return the mean loss of some pairs, and the rewards, from log-probabilities.

    Args:
        chosen, rejected: log p of the answers under the model that learns.
        reference_chosen, reference_rejected: the same under the model it started from.
        beta: how much a step away from the reference costs.

    Raises:
        ValueError: if beta is not positive.
    """
    if not beta > 0:
        raise ValueError(f"beta must be positive, got {beta}.")
    reward_chosen = beta * (chosen - reference_chosen)
    reward_rejected = beta * (rejected - reference_rejected)
    loss = -F.logsigmoid(reward_chosen - reward_rejected).mean()
    return DPO(loss, reward_chosen, reward_rejected)


class Scored(NamedTuple):
    """A pair, and what the reference says of its two answers."""

    pair: Pair
    chosen: float
    rejected: float


class PreferenceBatch(NamedTuple):
    """Chosen answers above, rejected ones below; what the reference says of both."""

    answers: AnswerBatch
    reference: Float[Tensor, " answers"]


def both_answers(pairs: Sequence[Pair], tokenizer: Tokenizer) -> AnswerBatch:
    """Lay out the chosen answers, then the rejected ones."""
    chosen = [(one.prompt, one.chosen) for one in pairs]
    rejected = [(one.prompt, one.rejected) for one in pairs]
    return answer_batch([*chosen, *rejected], tokenizer)


def scored(
    reference: nn.Module,
    tokenizer: Tokenizer,
    pairs: Sequence[Pair],
) -> list[Scored]:
    """Ask the reference once: its answers never change, so it need not be kept."""
    lay_out = partial(both_answers, tokenizer=tokenizer)
    found: list[tuple[float, float]] = []
    for said in in_batches(reference, pairs, lay_out, answer_log_probs, batch_size=16):
        found += zip(*(half.tolist() for half in said.chunk(2)), strict=True)
    return [Scored(pair, *said) for pair, said in zip(pairs, found, strict=True)]


def prefer(
    model: nn.Module,
    tokenizer: Tokenizer,
    pairs: Sequence[Pair],
    *,
    beta: float = 0.1,
    n_steps: int,
    batch_size: int = 8,
    learning_rate: float = 1e-4,
    seed: int = 0,
) -> list[float]:
    """Train a model by DPO, with itself as it is now as the reference; return the losses.

    Raises:
        ValueError: if there are no pairs, or beta is not positive.
    """

    def lay_out(examples: list[Scored]) -> PreferenceBatch:
        reference = [one.chosen for one in examples]
        reference += [one.rejected for one in examples]
        answers = both_answers([one.pair for one in examples], tokenizer)
        return PreferenceBatch(answers, torch.tensor(reference))

    def loss(model: nn.Module, batch: PreferenceBatch) -> Tensor:
        chosen, rejected = answer_log_probs(model, batch.answers).chunk(2)
        old_chosen, old_rejected = batch.reference.chunk(2)
        return dpo(chosen, rejected, old_chosen, old_rejected, beta).loss

    examples = scored(model, tokenizer, pairs)
    how: Any = {"n_steps": n_steps, "batch_size": batch_size, "seed": seed}
    how["learning_rate"] = learning_rate
    return fine_tune(model, examples, lay_out, loss, **how)


def implied_rewards(
    model: nn.Module,
    tokenizer: Tokenizer,
    examples: Sequence[Scored],
    beta: float = 0.1,
) -> tuple[Tensor, Tensor]:
    """Return the reward of each chosen and of each rejected answer."""
    now = scored(model, tokenizer, [one.pair for one in examples])
    both = zip(now, examples, strict=True)
    change = [(a.chosen - b.chosen, a.rejected - b.rejected) for a, b in both]
    chosen, rejected = torch.tensor(change).T * beta
    return chosen, rejected
