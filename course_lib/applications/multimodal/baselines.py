"""What any picture model must beat: colours counted, the nearest picture by pixels, and a ViT with labels.

Tested by tests/applications/multimodal/test_baselines.py.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from course_lib.applications.multimodal.small import PICTURE
from course_lib.finetuning.fine_tune import fine_tune, in_batches
from course_lib.models.vit import ViTForClassification


class LabelledPictures(NamedTuple):
    """Pictures, numbers from -1 to 1, and the class of each."""

    images: Float[Tensor, "picture channels height width"]
    labels: Int[Tensor, " picture"]


def colour_histogram(
    images: Float[Tensor, "picture 3 height width"], n_levels: int = 4
) -> Float[Tensor, "picture bin"]:
    """Return for each picture the share of its pixels in each of n_levels³ boxes of red, green and blue.

    Raises:
        ValueError: if there are fewer than 2 levels.
    """
    if n_levels < 2:
        raise ValueError(f"n_levels must be at least 2, got {n_levels}.")
    levels = ((images + 1) / 2 * n_levels).long().clamp(0, n_levels - 1)
    red, green, blue = levels.flatten(2).unbind(dim=1)
    boxes = (red * n_levels + green) * n_levels + blue
    return F.one_hot(boxes, n_levels**3).float().mean(dim=1)


def by_histogram(train: LabelledPictures, images: Tensor) -> Int[Tensor, " picture"]:
    """Return the classes that a logistic regression finds by the colours alone."""
    model = LogisticRegression(C=1000.0, max_iter=2000)
    model.fit(colour_histogram(train.images).numpy(), train.labels.numpy())
    return torch.from_numpy(np.asarray(model.predict(colour_histogram(images).numpy())))


def by_pixels(train: LabelledPictures, images: Tensor) -> Int[Tensor, " picture"]:
    """Return the class of the training picture whose numbers are nearest."""
    distances = torch.cdist(images.flatten(1), train.images.flatten(1))
    return train.labels[distances.argmin(dim=1)]


def by_vit(
    train: LabelledPictures, images: Tensor, n_classes: int, n_steps: int, seed: int = 0
) -> Int[Tensor, " picture"]:
    """Return the classes of a `ViT` that has learned from these labels only."""
    torch.manual_seed(seed)
    model = ViTForClassification(replace(PICTURE, n_classes=n_classes))
    how: Any = {"n_steps": n_steps, "batch_size": 64, "learning_rate": 3e-3, "seed": seed}
    rows = range(len(train.labels))

    def chosen(batch: Sequence[int]) -> LabelledPictures:
        return LabelledPictures(train.images[list(batch)], train.labels[list(batch)])

    fine_tune(model, rows, chosen, class_loss, **how)
    answers = in_batches(model, range(len(images)), lambda some: images[some], lambda model, x: model(x).argmax(dim=1))
    return torch.cat([*answers])


def class_loss(model: nn.Module, batch: LabelledPictures) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the classes."""
    return F.cross_entropy(model(batch.images), batch.labels)
