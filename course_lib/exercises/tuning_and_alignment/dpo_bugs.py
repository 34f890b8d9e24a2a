"""Three bugs in a step of DPO, none of which raises an error."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
import torch.nn.functional as F


def my_dpo_step(weights, reference, chosen, rejected, beta):
    """Return the loss and its gradient, for a model log p(y) = weights · y.

    weights, reference: [feature], of the model and of the one it started from
    chosen, rejected: [pair feature], what the answers y of each pair look like
    """
    weights = weights.clone().requires_grad_()
    reference = weights
    moved_chosen = chosen @ weights - chosen @ reference
    moved_rejected = rejected @ weights - rejected @ reference
    loss = beta * -F.logsigmoid(moved_chosen - moved_rejected)
    loss = loss.sum()
    loss.backward()
    return loss.detach(), weights.grad
'''

exercise = FindTheBug(
    "tuning_and_alignment.dpo_bugs",
    title="Three bugs in a step of DPO",
    chapter="17",
    level=3,
    minutes=15,
    hints=[
        "One bug makes the loss log 2 times something, whatever the weights. One puts a factor outside a function. One "
        "makes the gradient grow with the batch.",
        "Is the reference still the model from the start? Where does β stand in -log σ(β · margin)? Sum or mean?",
        "Delete `reference = weights`; write `-F.logsigmoid(beta * (moved_chosen - moved_rejected))`; take `.mean()`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(pairs: int, n: int, beta: float) -> Case:
        shapes = {"weights": (n,), "reference": (n,), "chosen": (pairs, n), "rejected": (pairs, n)}
        return {**{k: torch.randn(shape, generator=rng) for k, shape in shapes.items()}, "beta": beta}

    return [draw(3, 4, 0.3), draw(5, 6, 2.0)]


@exercise.solution
def my_dpo_step(
    weights: Tensor, reference: Tensor, chosen: Tensor, rejected: Tensor, beta: float
) -> tuple[Tensor, Tensor]:
    """Return the loss and the gradient of the weights, for a model log p(y) = weights · y."""
    weights = weights.clone().requires_grad_()
    moved_chosen = chosen @ weights - chosen @ reference
    moved_rejected = rejected @ weights - rejected @ reference
    loss = -F.logsigmoid(beta * (moved_chosen - moved_rejected)).mean()
    loss.backward()
    return loss.detach(), weights.grad  # type: ignore[return-value]


@exercise.also_right
def by_autograd(
    weights: Tensor, reference: Tensor, chosen: Tensor, rejected: Tensor, beta: float
) -> tuple[Tensor, Tensor]:
    free = weights.detach().clone().requires_grad_()
    margin = (chosen - rejected) @ (free - reference.detach())
    loss = F.softplus(-beta * margin).mean()
    return loss.detach(), torch.autograd.grad(loss, free)[0]


@exercise.also_right
def by_hand(weights: Tensor, reference: Tensor, chosen: Tensor, rejected: Tensor, beta: float) -> tuple[Tensor, Tensor]:
    apart = chosen - rejected
    margin = beta * apart @ (weights - reference)
    pull = torch.sigmoid(-margin)
    return F.softplus(-margin).mean(), -(beta * pull[:, None] * apart).mean(0)


def leaving_in(*bugs: str) -> Callable[..., tuple[Tensor, Tensor]]:
    """Return the step with some of its bugs still in it, or mended in a wrong way."""

    def step(
        weights: Tensor, reference: Tensor, chosen: Tensor, rejected: Tensor, beta: float
    ) -> tuple[Tensor, Tensor]:
        weights = weights.clone().requires_grad_()
        if "no reference" in bugs:
            reference = torch.zeros_like(weights)
        if "moving" in bugs:
            reference = weights
        if "detached" in bugs:
            reference = weights.detach()
        margin = (chosen - rejected) @ weights - (chosen - rejected) @ reference
        inner = 1 if {"outside", "no beta"} & {*bugs} else beta
        loss = -F.logsigmoid(inner * margin) * (beta if "outside" in bugs else 1)
        loss = loss.sum() if "sum" in bugs else loss.mean()
        loss.backward()
        assert weights.grad is not None
        return loss.detach(), weights.grad

    return step


for bugs, message in {
    "moving": "The reference is the model itself: it moves along, both differences are 0, and so is the gradient.",
    "detached": "The reference is a copy of the model as it is now; it must be the one given, from the start.",
    "no reference": "The reference is gone: it must be the model from the start, as it was given.",
    "outside": "β stands outside: it only scales the loss. It must multiply the margin, inside the sigmoid.",
    "no beta": "β is gone altogether: it multiplies the margin, inside the sigmoid.",
    "sum": "The losses are summed, so that the gradient grows with the batch: take the mean.",
}.items():
    exercise.mistake(message)(leaving_in(bugs))
exercise.mistake(
    "The reference moves along, β stands outside, and the losses are summed: that is the listing as it was."
)(leaving_in("moving", "outside", "sum"))
