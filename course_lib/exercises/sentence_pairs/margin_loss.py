"""The margin loss: the right one must lead."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "sentence_pairs.margin_loss",
    title="A lead of a margin",
    chapter="15",
    level=2,
    minutes=10,
    hints=[
        "For each triple: by how much does the positive's cosine fail to lead by the margin?",
        "The lead is cos(anchor, positive) - cos(anchor, negative). Where it reaches the "
        "margin, the loss is 0; never less.",
        "`lead = F.cosine_similarity(anchor, positive) - F.cosine_similarity(anchor, negative)`, "
        "then `F.relu(margin - lead).mean()`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, size: int, margin: float, near: float) -> Case:
        anchor, positive, negative = torch.randn(3, n, size, generator=rng)
        positive = positive + anchor * torch.linspace(0, near, n)[:, None]
        return {"anchor": 2 * anchor, "positive": positive, "negative": negative, "margin": margin}

    return [draw(9, 4, 0.5, 2), draw(40, 3, 0.1, 9)]  # in the second most lead by far


@exercise.solution
def my_margin_loss(
    anchor: Float[Tensor, "triple d_model"],
    positive: Float[Tensor, "triple d_model"],
    negative: Float[Tensor, "triple d_model"],
    margin: float,
) -> Float[Tensor, ""]:
    """Return the mean of max(0, margin - cos(to positive) + cos(to negative)).

    A lead larger than the margin earns nothing more.
    """
    near = F.cosine_similarity(anchor, positive)
    far = F.cosine_similarity(anchor, negative)
    return F.relu(margin - near + far).mean()


@exercise.also_right
def with_pytorch(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    loss = torch.nn.TripletMarginWithDistanceLoss(
        distance_function=lambda a, b: 1 - F.cosine_similarity(a, b), margin=margin
    )
    return loss(anchor, positive, negative)


@exercise.also_right
def as_a_loop(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    total = torch.zeros(())
    for a, p, n in zip(anchor, positive, negative, strict=True):
        lead = a @ p / (a.norm() * p.norm()) - a @ n / (a.norm() * n.norm())
        total = total + max(torch.zeros(()), margin - lead)
    return total / len(anchor)


def missing(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    return margin - F.cosine_similarity(anchor, positive) + F.cosine_similarity(anchor, negative)


@exercise.mistake("Nothing stops at 0: a lead larger than the margin must not be rewarded.")
def no_floor(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    return missing(anchor, positive, negative, margin).mean()


@exercise.mistake("Positive and negative have changed places: the wrong one is pulled near.")
def swapped(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    return my_margin_loss(anchor, negative, positive, margin)


@exercise.mistake("The margin is left out: a lead of 0 would do.")
def no_margin(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    return my_margin_loss(anchor, positive, negative, 0.0)


@exercise.mistake("The mean is taken before the floor at 0: one triple's large lead pays for another's lack.")
def mean_first(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    return F.relu(missing(anchor, positive, negative, margin).mean())


@exercise.mistake("These are dot products: bring the vectors to length 1, or use the cosine.")
def dot_products(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    return F.relu(margin - (anchor * positive).sum(1) + (anchor * negative).sum(1)).mean()


@exercise.mistake("The positive is compared with the negative; both must be compared with the anchor.")
def without_anchor(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    near, far = F.cosine_similarity(anchor, positive), F.cosine_similarity(positive, negative)
    return F.relu(margin - near + far).mean()


@exercise.mistake("This is the sum over the triples; the loss is their mean.")
def summed(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    return F.relu(missing(anchor, positive, negative, margin)).sum()


@exercise.property("A floor at 0 means that the loss is never negative.")
def not_negative(output: Tensor, case: Case) -> bool:
    return bool(output >= 0)
