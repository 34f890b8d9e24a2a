"""The training loop: draw a batch, measure the loss, follow the gradient, repeat.

One loop for every model: what to learn is the loss function's affair.
The parts of a step are in step.py; early stopping and going on, in progress.py.
Held equal to the steps written out by tests/training/test_loop.py.
Several processes: distributed.py wraps model and loss. Recipes: run.py.
Left out: float16 (it needs its gradients scaled), a learning rate of its own for a group
of parameters.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn
from tqdm import tqdm

from course_lib.training.log import TrainingLog
from course_lib.training.optimizer_state import AnyOptimizer
from course_lib.training.progress import Progress, evaluate, is_due, resume, save_progress
from course_lib.training.schedule import warmup_cosine
from course_lib.training.step import (
    Loss,
    add_gradients,
    check_finite,
    draw,
    next_token_loss,
    set_learning_rate,
)


@dataclass(frozen=True)
class TrainingConfig:
    """How to train; what is left as it is does nothing out of the ordinary.

    Args:
        accumulate: batches a step: their gradients are averaged, as one big batch's are.
        max_norm: gradients longer than this are shortened to it; None leaves them.
        precision: "bfloat16" multiplies matrices in 16 bits, and keeps weights in 32.
        evaluate_every: steps from one validation to the next; the last step has one too.
        patience: validations in a row without a new best loss that end the training; the
            model then gets the best one's weights. None trains to the end.
        save_every: steps from one checkpoint to the next; the last step has one too.
        compile: whether `torch.compile` translates the model first (needs a C++
            compiler).
        progress: whether to draw a progress bar.

    Raises:
        ValueError: if a number is out of range.
    """

    accumulate: int = 1
    max_norm: float | None = 1.0
    precision: Literal["float32", "bfloat16"] = "float32"
    evaluate_every: int | None = None
    patience: int | None = None
    save_every: int | None = None
    compile: bool = False
    progress: bool = True

    def __post_init__(self) -> None:
        for name in ("accumulate", "evaluate_every", "patience", "save_every"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}.")
        norm, precision = self.max_norm, self.precision
        if norm is not None and not norm > 0:
            raise ValueError(f"max_norm must be positive, or None for any, got {norm}.")
        if precision not in ("float32", "bfloat16"):
            must = "precision must be 'float32' or 'bfloat16'"
            raise ValueError(f"{must}, got {precision!r}.")
        if self.patience is not None and self.evaluate_every is None:
            needs = f"patience = {self.patience} needs evaluate_every"
            raise ValueError(f"{needs}, got None.")

    @property
    def settings(self) -> dict[str, Any]:
        """Return what changes the weights that come out."""
        names = ("accumulate", "max_norm", "precision", "evaluate_every", "patience")
        return {name: getattr(self, name) for name in names}


PLAIN = TrainingConfig()


def train(
    model: nn.Module,
    batches: Iterable[Any],
    n_steps: int,
    learning_rate: float,
    *,
    loss: Loss = next_token_loss,
    count: Callable[[Any], float] | None = None,
    optimizer: AnyOptimizer | None = None,
    schedule: Callable[[int], float] | None = None,
    validate: Callable[[nn.Module], float] | None = None,
    config: TrainingConfig = PLAIN,
    log: TrainingLog | None = None,
    checkpoint: str | Path | None = None,
) -> list[float]:
    """Train in place; return the loss of each step.

    Args:
        model: what to train.
        batches: what `loss` understands, one after the other.
        n_steps: how often the weights move.
        learning_rate: the highest one, for all parameters; the schedule multiplies it.
        loss: from the model and a batch to a mean; by default that of the next token.
        count: how many targets a batch has, over which its mean runs: weighs the batches
            of a step. None if all have as many.
        optimizer: one of ours or of PyTorch; None for AdamW.
        schedule: from the step, from 0, to the learning rate's factor; None for warm-up,
            then cosine.
        validate: from the model to its validation loss; it runs in evaluation mode.
        config: all that can be switched on.
        log: what gets the numbers of each step.
        checkpoint: a file to save to. If it is there, the training goes on from it:
            `batches` must begin as they did at first, and what was used is drawn again
            and passed over. A generator drawn from elsewhere than in `batches` is not
            saved, but for PyTorch's, NumPy's and Python's own.

    Raises:
        ValueError: if a loss stops being a finite number, the batches run out, arguments
            do not go together, or the checkpoint is of another training.
    """
    check_arguments(n_steps, validate, config, checkpoint)
    if optimizer is None:
        optimizer = default_optimizer(model, learning_rate)
    if schedule is None:
        schedule = partial(warmup_cosine, n_steps=n_steps, n_warmup=n_steps // 10)
    batches, progress = iter(batches), Progress()
    settings = {"n_steps": n_steps, "learning_rate": learning_rate, **config.settings}
    if checkpoint is not None:
        progress = resume(checkpoint, model, optimizer, batches, settings)
        if log is not None:
            log.rewind(progress.step)
    forward: Any = torch.compile(model) if config.compile else model
    model.train()
    steps: Any = range(progress.step, n_steps)
    if config.progress:  # tqdm's own switch stays the environment's (TQDM_DISABLE)
        steps = tqdm(steps, initial=progress.step, total=n_steps, unit="step")
    for step in steps:
        if progress.is_over(config.patience):
            break
        rate = learning_rate * schedule(step)
        set_learning_rate(optimizer, rate)
        drawn = [draw(batches, step) for _ in range(config.accumulate)]
        optimizer.zero_grad()
        value = add_gradients(forward, drawn, loss, count, config.precision)
        longest = config.max_norm or math.inf
        norm = float(nn.utils.clip_grad_norm_(model.parameters(), longest))
        record = {"loss": value, "learning_rate": rate, "gradient_norm": norm}
        check_finite(record, step, learning_rate)
        optimizer.step()
        progress.losses.append(value)
        if validate is not None and is_due(config.evaluate_every, step, n_steps):
            record["validation_loss"] = evaluate(model, validate)
            check_finite(record, step, learning_rate)
            keep = config.patience is not None
            progress.note(record["validation_loss"], model, keep)
        if log is not None:
            log.write(step, **record)
        is_over = progress.is_over(config.patience)
        saves = is_over or is_due(config.save_every, step, n_steps)
        if checkpoint is not None and saves:
            save_progress(checkpoint, model, optimizer, progress, settings)
    if config.patience is not None:
        model.load_state_dict(progress.best_weights)
    model.eval()
    return progress.losses


def default_optimizer(model: nn.Module, learning_rate: float) -> torch.optim.Optimizer:
    """Return PyTorch's AdamW with what small language models are often trained with."""
    options: dict = {"betas": (0.9, 0.98), "weight_decay": 0.1}
    return torch.optim.AdamW(model.parameters(), lr=learning_rate, **options)


def check_arguments(
    n_steps: int,
    validate: Callable[[nn.Module], float] | None,
    config: TrainingConfig,
    checkpoint: str | Path | None,
) -> None:
    """Refuse what would otherwise be passed over in silence."""
    if n_steps < 1:
        raise ValueError(f"n_steps must be at least 1, got {n_steps}.")
    every = config.evaluate_every
    if every is not None and validate is None:
        raise ValueError(f"evaluate_every = {every} needs a function validate, got None.")
    every = config.save_every
    if every is not None and checkpoint is None:
        raise ValueError(f"save_every = {every} needs the path checkpoint, got None.")
