"""How likely a model finds a whole answer: the sum of what it says of each token."""

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tuning_and_alignment.answer_log_probability",
    title="The log-probability of an answer",
    chapter="17",
    level=2,
    minutes=15,
    hints=[
        "p(answer) is a product over its tokens, so log p is a sum. Which positions belong to the answer?",
        "Take the log-softmax over the vocabulary, pick the target's column at each position, and add up where the "
        "target is not -100. -100 is no column: replace it first.",
        "`logp = logits.log_softmax(-1)`; `picked = logp.gather(-1, targets.clamp(min=0)[..., None])[..., 0]`; then "
        "`(picked * (targets != -100)).sum(-1)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, seq: int, vocab: int, hidden: int) -> Case:
        logits = torch.randn(batch, seq, vocab, generator=rng)
        targets = torch.randint(vocab, (batch, seq), generator=rng)
        targets[:, :hidden] = -100
        targets[0, -1] = -100  # answers of different lengths
        return {"logits": logits, "targets": targets}

    return [draw(3, 6, 5, 2), draw(2, 4, 7, 1)]


@exercise.solution
def my_answer_log_prob(
    logits: Float[Tensor, "batch seq vocab"],
    targets: Int[Tensor, "batch seq"],
) -> Float[Tensor, " batch"]:
    """Return log p of each row's answer; targets of -100 are no part of it."""
    log_probs = logits.log_softmax(dim=-1)
    counts = targets != -100
    picked = log_probs.gather(-1, targets.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    return (picked * counts).sum(dim=-1)


@exercise.also_right
def by_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    return -F.cross_entropy(logits.transpose(1, 2), targets, reduction="none", ignore_index=-100).sum(-1)


@exercise.also_right
def by_loops(logits: Tensor, targets: Tensor) -> Tensor:
    rows = []
    for scores, wanted in zip(logits, targets.tolist(), strict=True):
        logp = torch.log(scores.softmax(-1))
        rows.append(sum(logp[i, token] for i, token in enumerate(wanted) if token >= 0))
    return torch.stack([torch.as_tensor(row) for row in rows])


def picked(logits: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    logp = logits.log_softmax(-1).gather(-1, targets.clamp(min=0)[..., None])[..., 0]
    return logp, targets != -100


@exercise.mistake("This is the mean over the answer's tokens; the log-probability of the answer is their sum.")
def mean(logits: Tensor, targets: Tensor) -> Tensor:
    logp, counts = picked(logits, targets)
    return (logp * counts).sum(-1) / counts.sum(-1)


@exercise.mistake("Positions with the target -100 count as token 0; they must not count at all.")
def hidden_count(logits: Tensor, targets: Tensor) -> Tensor:
    return picked(logits, targets)[0].sum(-1)


@exercise.mistake("The sign is wrong: this is the loss. A log-probability is at most 0.")
def negative(logits: Tensor, targets: Tensor) -> Tensor:
    logp, counts = picked(logits, targets)
    return -(logp * counts).sum(-1)


@exercise.mistake("These are logits added up, before any softmax: probabilities must sum to 1 first.")
def no_softmax(logits: Tensor, targets: Tensor) -> Tensor:
    at = logits.gather(-1, targets.clamp(min=0)[..., None])[..., 0]
    return (at * (targets != -100)).sum(-1)


@exercise.mistake("The log is missing: these are probabilities, added up.")
def no_log(logits: Tensor, targets: Tensor) -> Tensor:
    logp, counts = picked(logits, targets)
    return (logp.exp() * counts).sum(-1)


@exercise.mistake("The softmax runs over the positions; it must run over the vocabulary, the last axis.")
def wrong_axis(logits: Tensor, targets: Tensor) -> Tensor:
    logp = logits.log_softmax(1).gather(-1, targets.clamp(min=0)[..., None])[..., 0]
    return (logp * (targets != -100)).sum(-1)


@exercise.mistake("All rows are added up to one number; each answer needs its own.")
def one_number(logits: Tensor, targets: Tensor) -> Tensor:
    logp, counts = picked(logits, targets)
    return (logp * counts).sum()


@exercise.property("A log-probability is at most 0.")
def at_most_zero(answer: Tensor, case: Case) -> bool:
    return bool((answer <= 0).all())
