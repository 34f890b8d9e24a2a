"""The course's models under PyTorch Lightning, which then runs the loop.

Needs the package lightning. Held equal to `train` by
tests/training/test_lightning_module.py.
Left out: schedules, validation.
"""

import logging
from collections.abc import Sequence
from typing import Any

import lightning
import torch
from torch import Tensor, nn

from course_lib.training.step import Loss, next_token_loss


class LanguageModule(lightning.LightningModule):
    """Says what a step computes, and what moves the weights; the `Trainer` does the rest.

    Args:
        model: what to train.
        learning_rate: of AdamW.
        loss: from the model and a batch to a mean.
    """

    def __init__(
        self,
        model: nn.Module,
        learning_rate: float,
        loss: Loss = next_token_loss,
    ) -> None:
        super().__init__()
        self.model, self.learning_rate, self.loss = model, learning_rate, loss
        self.losses: list[float] = []

    def training_step(self, batch: Sequence[Tensor], batch_index: int) -> Tensor:
        loss = self.loss(self.model, tuple(batch))
        self.losses.append(loss.item())
        return loss

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.AdamW(self.parameters(), lr=self.learning_rate)


def quiet_trainer(n_steps: int, **options: Any) -> lightning.Trainer:
    """Return a `Trainer` for so many steps, on one CPU, that prints and writes nothing.

    Args:
        n_steps: how often the weights move.
        options: what else the `Trainer` is to do, such as `precision="bf16-mixed"`.
    """
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    silent: dict[str, Any] = {
        "enable_progress_bar": False,
        "enable_model_summary": False,
        "enable_checkpointing": False,
        "logger": False,
    }
    where: dict[str, Any] = {"accelerator": "cpu", "devices": 1}
    steps: dict[str, Any] = {"max_steps": n_steps, "max_epochs": -1}
    return lightning.Trainer(**steps, **silent, **where, **options)
