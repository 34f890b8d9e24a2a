"""How far a training is: its losses, its best weights, when to stop, and how to go on.

Early stopping: Prechelt (1998), https://doi.org/10.1007/3-540-49430-8_3. Resumed runs are
held equal to uninterrupted ones, bit for bit, by tests/training/test_progress.py.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.training.checkpoint import (
    check_same,
    read_checkpoint,
    restore,
    save_checkpoint,
)
from course_lib.training.optimizer_state import AnyOptimizer
from course_lib.training.step import draw


@dataclass
class Progress:
    """What a training has seen. `n_worse` counts the validations since the best one."""

    losses: list[float] = field(default_factory=list)
    best_loss: float = math.inf
    n_worse: int = 0
    best_weights: dict[str, Tensor] = field(default_factory=dict)

    @property
    def step(self) -> int:
        """Return the number of steps done."""
        return len(self.losses)

    def note(self, validation_loss: float, model: nn.Module, keep: bool) -> None:
        """Count; and keep a copy of the weights, if asked to, when they are the best."""
        if validation_loss >= self.best_loss:
            self.n_worse += 1
            return
        self.best_loss, self.n_worse = validation_loss, 0
        if keep:
            weights = model.state_dict()
            self.best_weights = {name: one.clone() for name, one in weights.items()}

    def is_over(self, patience: int | None) -> bool:
        return patience is not None and self.n_worse >= patience


def is_due(every: int | None, step: int, n_steps: int) -> bool:
    """Return whether to do what is done every so many steps, and after the last one."""
    return step + 1 == n_steps or (every is not None and (step + 1) % every == 0)


def evaluate(model: nn.Module, validate: Callable[[nn.Module], float]) -> float:
    """Return the validation loss, without dropout and gradients; the model trains on."""
    model.eval()
    with torch.no_grad():
        value = float(validate(model))
    model.train()
    return value


def save_progress(
    path: str | Path,
    model: nn.Module,
    optimizer: AnyOptimizer,
    progress: Progress,
    settings: dict[str, Any],
) -> None:
    """Write a checkpoint between two steps."""
    is_set = math.isfinite(progress.best_loss)  # JSON has no infinity
    numbers = {
        "settings": settings,
        "best_loss": progress.best_loss if is_set else None,
        "n_worse": progress.n_worse,
    }
    tensors = {f"best.{name}": one for name, one in progress.best_weights.items()}
    tensors["losses"] = torch.tensor(progress.losses, dtype=torch.float64)
    save_checkpoint(path, model, optimizer, numbers, tensors)


def resume(
    path: str | Path,
    model: nn.Module,
    optimizer: AnyOptimizer,
    batches: Iterator[Any],
    settings: dict[str, Any],
) -> Progress:
    """Set everything as it was when the checkpoint was written; without one, nothing.

    The batches that were used are drawn again, and passed over.

    Raises:
        ValueError: if the checkpoint is of a training with other settings, of another
            model or optimizer, or damaged; or if the batches run out.
    """
    if not Path(path).exists():
        return Progress()
    saved = read_checkpoint(path)
    numbers, extra = saved.state["progress"], saved.part("extra")
    check_same("the training", numbers["settings"], settings)
    losses = extra.pop("losses").tolist()
    for n in range(len(losses) * settings["accumulate"]):
        draw(batches, n // settings["accumulate"])
    restore(saved, model, optimizer)  # after drawing, which may have used chance
    best = math.inf if numbers["best_loss"] is None else numbers["best_loss"]
    weights = {name.removeprefix("best."): one for name, one in extra.items()}
    return Progress(losses, best, numbers["n_worse"], weights)
