"""Cross-entropy from logits, however large."""

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional as F

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "neural_networks.stable_cross_entropy",
    title="Cross-entropy from logits",
    chapter="04",
    level=2,
    minutes=12,
    hints=[
        "For one example the loss is log Σ exp(logits) minus the logit of the target. Which of the two overflows?",
        "Subtract the row's largest logit from all of its logits: the loss does not change, and no exp exceeds 1.",
        "`shifted = logits - logits.amax(dim=-1, keepdim=True)`, then `shifted.exp().sum(dim=-1).log()` minus "
        "`shifted[torch.arange(len(targets)), targets]`, and the mean of that.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    targets = torch.randint(5, (4,), generator=rng)
    targets[0] = 2
    large = torch.tensor([[1000.0, 998.0, -1000.0], [-1000.0, -1003.0, -1001.0]])
    far_apart = torch.tensor([[0.0, 2.0, -150.0], [1.0, 0.0, 3.0]])  # e^-152 is 0 as a float, no exp overflows
    return [
        {"logits": 2 * torch.randn(4, 5, generator=rng), "targets": targets},
        {"logits": large, "targets": torch.tensor([1, 2])},
        {"logits": far_apart, "targets": torch.tensor([2, 0])},
    ]


@exercise.solution
def my_cross_entropy(
    logits: Float[Tensor, "batch vocab"],
    targets: Int[Tensor, "batch"],
) -> Float[Tensor, ""]:
    """Return the mean of -log p(target), also for logits of a thousand."""
    shifted = logits - logits.amax(dim=-1, keepdim=True)
    log_sum = shifted.exp().sum(dim=-1).log()
    return (log_sum - shifted[torch.arange(len(targets)), targets]).mean()


@exercise.also_right
def with_pytorch(logits: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(logits, targets)


@exercise.also_right
def from_log_softmax(logits: Tensor, targets: Tensor) -> Tensor:
    return -torch.log_softmax(logits, dim=1).gather(1, targets.unsqueeze(1)).mean()


@exercise.mistake("exp of a large logit is inf: subtract each row's largest logit before exp.")
def naive(logits: Tensor, targets: Tensor) -> Tensor:
    return -(logits.exp() / logits.exp().sum(dim=-1, keepdim=True))[torch.arange(len(targets)), targets].log().mean()


@exercise.mistake("softmax is safe, but the log of a probability that was rounded to 0 is -inf: stay with logarithms.")
def log_of_softmax(logits: Tensor, targets: Tensor) -> Tensor:
    return -torch.softmax(logits, dim=-1)[torch.arange(len(targets)), targets].log().mean()


@exercise.mistake("The sign is wrong: -log p is never negative.")
def sign(logits: Tensor, targets: Tensor) -> Tensor:
    return -my_cross_entropy(logits, targets)


@exercise.mistake("This is the sum over the examples; take the mean.")
def summed(logits: Tensor, targets: Tensor) -> Tensor:
    return my_cross_entropy(logits, targets) * len(targets)


@exercise.mistake("There is one loss for each example; the loss is their mean.")
def one_each(logits: Tensor, targets: Tensor) -> Tensor:
    return F.cross_entropy(logits, targets, reduction="none")


@exercise.mistake(
    "The largest logit is subtracted from the sum only, or from the target's logit only: it must be both."
)
def shifted_once(logits: Tensor, targets: Tensor) -> Tensor:
    top = logits.amax(dim=-1, keepdim=True)
    return ((logits - top).exp().sum(dim=-1).log() - logits[torch.arange(len(targets)), targets]).mean()


@exercise.mistake("The softmax runs over the batch (dim=0); it must run over the classes (dim=-1).")
def over_batch(logits: Tensor, targets: Tensor) -> Tensor:
    return -torch.log_softmax(logits, dim=0)[torch.arange(len(targets)), targets].mean()


@exercise.mistake("This is the mean log-sum-exp; the logit of the target must be subtracted.")
def log_sum_only(logits: Tensor, targets: Tensor) -> Tensor:
    return torch.logsumexp(logits, dim=-1).mean()


@exercise.property("-log p is never negative.")
def not_negative(output: Tensor, case: Case) -> bool:
    return bool((output >= 0).all())
