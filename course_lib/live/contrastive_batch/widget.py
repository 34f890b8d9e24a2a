"""Turn six sentences on a circle: watch the softmax of their cosines, the loss, and where the gradient pulls."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
import traitlets
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.finetuning.contrastive import in_batch_loss
from course_lib.finetuning.sentence_vectors import cosine
from course_lib.live.figure import LiveFigure
from course_lib.plots.heatmap import draw_heatmap


class Batch(NamedTuple):
    """What the figure shows at a setting; gradients are per radian, first texts before second ones."""

    probabilities: Float[Tensor, "text candidate"]
    loss: float
    gradients: list[float]


class ContrastiveBatch(LiveFigure):
    """A batch of three pairs, as vectors of length 1 in a plane.

    Args:
        first: a sentence of each pair.
        second: its partner.
        angles: in degrees, those of `first` and then those of `second`.
        temperature: at the start; the task is to be done without going below it.
        goal: the loss to come under.

    Raises:
        ValueError: if there are not as many partners as sentences, or not one angle for each.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    first = traitlets.List(traitlets.Unicode()).tag(sync=True)
    second = traitlets.List(traitlets.Unicode()).tag(sync=True)
    angles = traitlets.List(traitlets.Float()).tag(sync=True)
    temperature = traitlets.Float(0.5).tag(sync=True)
    goal = traitlets.Float(0.15).tag(sync=True)

    alt = (
        "A three by three grid: how much probability each sentence gives each candidate at the start; its partner, on "
        "the diagonal, does not get the most everywhere. In the live figure the sentences are points on a circle that "
        "one drags, a slider sets the temperature, and the grid, the loss and arrows of the gradient follow."
    )

    def __init__(
        self,
        first: Sequence[str],
        second: Sequence[str],
        angles: Sequence[float],
        temperature: float = 0.5,
        goal: float = 0.15,
    ) -> None:
        if len(first) != len(second):
            sizes = f"{len(first)} and {len(second)}"
            raise ValueError(f"each sentence must have its partner, got {sizes}.")
        if len(angles) != 2 * len(first):
            raise ValueError(f"there must be {2 * len(first)} angles, one a sentence, got {len(angles)}.")
        super().__init__(
            first=list(first),
            second=list(second),
            angles=[float(one) for one in angles],
            temperature=float(temperature),
            goal=float(goal),
        )

    def batch(self) -> Batch:
        """Return probabilities, loss and gradients at the present setting, as the library computes them."""
        radians = torch.tensor([math.radians(one) for one in self.angles], dtype=torch.double, requires_grad=True)
        vectors = torch.stack([radians.cos(), radians.sin()], dim=1)
        first, second = vectors.chunk(2)
        loss = in_batch_loss(first, second, self.temperature)
        (gradients,) = torch.autograd.grad(loss, radians)
        probabilities = (cosine(first, second) / self.temperature).softmax(dim=1)
        return Batch(probabilities.detach(), loss.item(), gradients.tolist())

    def still(self) -> Axes:
        batch = self.batch()
        n = len(self.first)
        return draw_heatmap(
            batch.probabilities,
            [f"A{i + 1}" for i in range(n)],
            [f"B{i + 1}" for i in range(n)],
            title=f"Probability of each candidate, loss {batch.loss:.2f}",
            xlabel="candidate",
            ylabel="sentence",
        )
