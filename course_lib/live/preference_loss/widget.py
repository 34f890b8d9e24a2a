"""Move log-probabilities and beta: watch the rewards that a model implies, DPO's loss."""

from pathlib import Path

import torch
import traitlets
from matplotlib.axes import Axes

from course_lib.finetuning.preferences import DPO, dpo
from course_lib.live.figure import LiveFigure
from course_lib.plots.bars import draw_bars


class PreferenceLoss(LiveFigure):
    """One pair of answers: their log-probabilities under the model and under the reference.

    Args:
        chosen, rejected: log p under the model that learns, -40 to 0.
        reference_chosen, reference_rejected: the same under the reference.
        beta: 0.01 to 1.

    Raises:
        ValueError: if a log-probability or beta is out of its range.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    chosen = traitlets.Float().tag(sync=True)
    rejected = traitlets.Float().tag(sync=True)
    reference_chosen = traitlets.Float().tag(sync=True)
    reference_rejected = traitlets.Float().tag(sync=True)
    beta = traitlets.Float().tag(sync=True)

    alt = (
        "Bars: the rewards that the model implies for the chosen and for the rejected "
        "answer at the start. In the live figure sliders move the four log-probabilities "
        "and beta; rewards, loss and gradient follow."
    )

    def __init__(
        self,
        chosen: float = -16,
        rejected: float = -16,
        reference_chosen: float = -20,
        reference_rejected: float = -18,
        beta: float = 0.2,
    ) -> None:
        both = {"chosen": chosen, "rejected": rejected}
        both |= {"reference_chosen": reference_chosen}
        both |= {"reference_rejected": reference_rejected}
        for name, value in both.items():
            if not -40 <= value <= 0:
                must = f"{name} must be a log-probability of -40 to 0"
                raise ValueError(f"{must}, got {value}.")
        if not 0.01 <= beta <= 1:
            raise ValueError(f"beta must be 0.01 to 1, got {beta}.")
        numbers = {name: float(value) for name, value in both.items()}
        super().__init__(**numbers, beta=float(beta))

    def numbers(self) -> DPO:
        """Return loss and rewards at the present setting, as the library computes them."""
        names = ("chosen", "rejected", "reference_chosen", "reference_rejected")
        given = [torch.tensor([getattr(self, name)], dtype=torch.float64) for name in names]
        return dpo(given[0], given[1], given[2], given[3], self.beta)

    def still(self) -> Axes:
        now = self.numbers()
        return draw_bars(
            {"reward": [now.chosen.item(), now.rejected.item()]},
            ["chosen", "rejected"],
            title=f"The rewards that the model implies: loss {now.loss.item():.3f}",
            xlabel="answer",
            ylabel="implied reward",
        )
