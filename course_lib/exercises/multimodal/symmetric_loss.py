"""CLIP's loss: both directions."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "multimodal.symmetric_loss",
    title="The symmetric loss",
    chapter="28",
    level=2,
    minutes=15,
    hints=[
        "Four steps: all vectors to length 1, all products times the scale, a cross-entropy along the rows, and one "
        "along the columns.",
        "Row i holds picture i with all texts, and its target is i: torch.arange(len(pictures)). The columns are the "
        "rows of logits.T.",
        "logits = scale * F.normalize(pictures, dim=1) @ F.normalize(texts, dim=1).T; "
        "return (F.cross_entropy(logits, targets) + F.cross_entropy(logits.T, targets)) / 2",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    sizes = [(3, 5, 4.0), (6, 4, 10.0)]
    return [
        {
            "pictures": 2 * torch.randn(n, width, generator=rng),
            "texts": torch.randn(n, width, generator=rng) + 0.5,
            "scale": scale,
        }
        for n, width, scale in sizes
    ]


@exercise.solution
def my_symmetric_loss(
    pictures: Float[Tensor, "pair d_shared"],
    texts: Float[Tensor, "pair d_shared"],
    scale: float,
) -> Float[Tensor, ""]:
    """Return the mean of the losses picture → text and text → picture.

    Row i of `texts` is the caption of row i of `pictures`. Logits: cosines times scale.
    """
    logits = scale * F.normalize(pictures, dim=1) @ F.normalize(texts, dim=1).T
    targets = torch.arange(len(pictures))
    return (F.cross_entropy(logits, targets) + F.cross_entropy(logits.T, targets)) / 2


@exercise.also_right
def by_log_softmax(pictures: Tensor, texts: Tensor, scale: float) -> Tensor:
    lengths = pictures.norm(dim=1)[:, None] * texts.norm(dim=1)[None, :]
    logits = scale * (pictures @ texts.T) / lengths
    rows, columns = logits.log_softmax(dim=1), logits.log_softmax(dim=0)
    return -(rows.diagonal().mean() + columns.diagonal().mean()) / 2


@exercise.also_right
def by_loops(pictures: Tensor, texts: Tensor, scale: float) -> Tensor:
    cosines = torch.stack([F.cosine_similarity(one[None], texts) for one in pictures])
    total = torch.tensor(0.0)
    for i in range(len(pictures)):
        for line in (cosines[i], cosines[:, i]):
            total = total + torch.logsumexp(scale * line, dim=0) - scale * line[i]
    return total / (2 * len(pictures))


@exercise.mistake("Only the texts compete for a picture; the pictures must compete for a text as well.")
def one_side(pictures: Tensor, texts: Tensor, scale: float) -> Tensor:
    logits = scale * F.normalize(pictures, dim=1) @ F.normalize(texts, dim=1).T
    return F.cross_entropy(logits, torch.arange(len(pictures)))


@exercise.mistake("Only the pictures compete for a text; the texts must compete for a picture as well.")
def other_side(pictures: Tensor, texts: Tensor, scale: float) -> Tensor:
    return one_side(texts, pictures, scale)


@exercise.mistake("The two losses are added up; take their mean.")
def summed(pictures: Tensor, texts: Tensor, scale: float) -> Tensor:
    return 2 * my_symmetric_loss(pictures, texts, scale)


@exercise.mistake("The vectors are not brought to length 1: a long one then wins by its length.")
def not_normalised(pictures: Tensor, texts: Tensor, scale: float) -> Tensor:
    logits = scale * pictures @ texts.T
    targets = torch.arange(len(pictures))
    return (F.cross_entropy(logits, targets) + F.cross_entropy(logits.T, targets)) / 2


@exercise.mistake("F.normalize ran over dim=0: each column of the batch got length 1, not each vector.")
def wrong_dim(pictures: Tensor, texts: Tensor, scale: float) -> Tensor:
    logits = scale * F.normalize(pictures, dim=0) @ F.normalize(texts, dim=0).T
    targets = torch.arange(len(pictures))
    return (F.cross_entropy(logits, targets) + F.cross_entropy(logits.T, targets)) / 2


@exercise.mistake("The cosines are divided by the scale; the scale is 1 / temperature, so multiply.")
def divided(pictures: Tensor, texts: Tensor, scale: float) -> Tensor:
    return my_symmetric_loss(pictures, texts, 1 / scale)


@exercise.mistake("The scale is missing: cosines lie so close together that the softmax hardly tells them apart.")
def unscaled(pictures: Tensor, texts: Tensor, scale: float) -> Tensor:
    return my_symmetric_loss(pictures, texts, 1.0)
