"""The training loop: draw a batch, measure the loss, follow the gradient, repeat.

One loop for every model: what to learn is the loss function's affair.
Held equal to the steps written out, and resumed runs to uninterrupted ones bit for bit,
by tests/training/test_loop.py.
Left out: several devices, float16 (it needs its gradients scaled), a learning rate of
its own for a group of parameters.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn
from tqdm import tqdm

from course_lib.objectives.causal import causal_loss
from course_lib.training.checkpoint import AnyOptimizer, check_same, read_checkpoint, restore, save_checkpoint
from course_lib.training.log import TrainingLog
from course_lib.training.optimizers import Optimizer
from course_lib.training.schedule import warmup_cosine

Loss = Callable[[nn.Module, Any], Tensor]


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
        compile: whether `torch.compile` translates the model first (needs a C++ compiler).
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
        if self.max_norm is not None and not self.max_norm > 0:
            raise ValueError(f"max_norm must be positive, or None for no clipping, got {self.max_norm}.")
        if self.precision not in ("float32", "bfloat16"):
            raise ValueError(f"precision must be 'float32' or 'bfloat16', got {self.precision!r}.")
        if self.patience is not None and self.evaluate_every is None:
            raise ValueError(f"patience = {self.patience} needs evaluate_every, got None.")


PLAIN = TrainingConfig()


@dataclass
class Progress:
    """How far a training is. `n_worse` counts the validations since the best one."""

    losses: list[float] = field(default_factory=list)
    best_loss: float = math.inf
    n_worse: int = 0
    best_weights: dict[str, Tensor] = field(default_factory=dict)

    @property
    def step(self) -> int:
        """Return the number of steps done."""
        return len(self.losses)

    def note(self, validation_loss: float, model: nn.Module, keep: bool) -> None:
        """Count; and keep a copy of the weights, if asked to, when they are the best so far."""
        if validation_loss >= self.best_loss:
            self.n_worse += 1
            return
        self.best_loss, self.n_worse = validation_loss, 0
        if keep:
            self.best_weights = {name: one.clone() for name, one in model.state_dict().items()}

    def is_over(self, patience: int | None) -> bool:
        return patience is not None and self.n_worse >= patience


def next_token_loss(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
    """Return the causal loss of a batch of (inputs, targets), moved to where the model is."""
    device = next(model.parameters()).device
    inputs, targets = (part.to(device) for part in batch)
    return causal_loss(model(inputs), targets)


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
            `batches` must begin as they did at first, and what was used is drawn again and
            passed over. A generator drawn from elsewhere than in `batches` is not saved,
            but for PyTorch's, NumPy's and Python's own.

    Raises:
        ValueError: if a loss stops being a finite number, the batches run out, arguments
            do not go together, or the checkpoint is of another training.
    """
    check_arguments(n_steps, validate, config, checkpoint)
    if optimizer is None:
        optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate, betas=(0.9, 0.98), weight_decay=0.1)
    if schedule is None:
        schedule = partial(warmup_cosine, n_steps=n_steps, n_warmup=n_steps // 10)
    batches, progress = iter(batches), Progress()
    settings = {"n_steps": n_steps, "learning_rate": learning_rate, **numeric_settings(config)}
    if checkpoint is not None:
        progress = resume(checkpoint, model, optimizer, batches, settings)
        if log is not None:
            log.rewind(progress.step)
    forward: Any = torch.compile(model) if config.compile else model
    model.train()
    first = progress.step
    steps = range(first, n_steps)  # tqdm's own switch stays the environment's (TQDM_DISABLE)
    for step in tqdm(steps, initial=first, total=n_steps, unit="step") if config.progress else steps:
        if progress.is_over(config.patience):
            break
        rate = learning_rate * schedule(step)
        set_learning_rate(optimizer, rate)
        drawn = [draw(batches, step) for _ in range(config.accumulate)]
        optimizer.zero_grad()
        value = add_gradients(forward, drawn, loss, count, config.precision)
        norm = nn.utils.clip_grad_norm_(model.parameters(), config.max_norm or math.inf)
        record = {"loss": value, "learning_rate": rate, "gradient_norm": float(norm)}
        check_finite(record, step, learning_rate)
        optimizer.step()
        progress.losses.append(value)
        if validate is not None and is_due(config.evaluate_every, step, n_steps):
            record["validation_loss"] = evaluate(model, validate)
            check_finite(record, step, learning_rate)
            progress.note(record["validation_loss"], model, keep=config.patience is not None)
        if log is not None:
            log.write(step, **record)
        ends = step + 1 == n_steps or progress.is_over(config.patience)
        if checkpoint is not None and (ends or is_due(config.save_every, step, n_steps)):
            save(checkpoint, model, optimizer, progress, settings)
    if config.patience is not None:
        model.load_state_dict(progress.best_weights)
    model.eval()
    return progress.losses


def add_gradients(
    model: nn.Module,
    batches: list[Any],
    loss: Loss,
    count: Callable[[Any], float] | None = None,
    precision: str = "float32",
) -> float:
    """Add the gradients of the mean loss over all targets of the batches; return that mean.

    It is the mean of the batches' means, each weighed by how many targets it has.
    bfloat16 has float32's range, so that gradients need no scaling, as float16's do.
    """
    counts = [count(batch) if count else 1.0 for batch in batches]
    if not sum(counts) > 0:
        raise ValueError(f"the batches of a step must have at least 1 target, got {sum(counts)}.")
    device = next(model.parameters()).device.type
    mean = 0.0
    for batch, n_targets in zip(batches, counts, strict=True):
        with torch.autocast(device, torch.bfloat16, enabled=precision == "bfloat16"):
            part = loss(model, batch)
        part = part * (n_targets / sum(counts))
        part.backward()
        mean += part.item()
    return mean


def evaluate(model: nn.Module, validate: Callable[[nn.Module], float]) -> float:
    """Return the validation loss, without dropout and gradients; the model trains on."""
    model.eval()
    with torch.no_grad():
        value = float(validate(model))
    model.train()
    return value


def set_learning_rate(optimizer: AnyOptimizer, learning_rate: float) -> None:
    if isinstance(optimizer, Optimizer):
        optimizer.learning_rate = learning_rate
    else:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate


def draw(batches: Iterator[Any], step: int) -> Any:
    """Return the next batch."""
    try:
        return next(batches)
    except StopIteration:
        raise ValueError(
            f"there must be a batch for every step, got the last one before step {step}: "
            "for more than one epoch, give an iterator without end."
        ) from None


def is_due(every: int | None, step: int, n_steps: int) -> bool:
    """Return whether to do what is done every so many steps, and after the last one."""
    return step + 1 == n_steps or (every is not None and (step + 1) % every == 0)


def save(
    path: str | Path,
    model: nn.Module,
    optimizer: AnyOptimizer,
    progress: Progress,
    settings: dict[str, Any],
) -> None:
    """Write a checkpoint between two steps."""
    best = progress.best_loss if math.isfinite(progress.best_loss) else None  # JSON has no infinity
    numbers = {"settings": settings, "best_loss": best, "n_worse": progress.n_worse}
    losses = torch.tensor(progress.losses, dtype=torch.float64)
    best_weights = {f"best.{name}": one for name, one in progress.best_weights.items()}
    save_checkpoint(path, model, optimizer, numbers, {"losses": losses, **best_weights})


def resume(
    path: str | Path,
    model: nn.Module,
    optimizer: AnyOptimizer,
    batches: Iterator[Any],
    settings: dict[str, Any],
) -> Progress:
    """Set everything as it was when the checkpoint was written; without one, change nothing."""
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


def numeric_settings(config: TrainingConfig) -> dict[str, Any]:
    """Return what changes the weights that come out."""
    names = ("accumulate", "max_norm", "precision", "evaluate_every", "patience")
    return {name: getattr(config, name) for name in names}


def check_arguments(
    n_steps: int,
    validate: Callable[[nn.Module], float] | None,
    config: TrainingConfig,
    checkpoint: str | Path | None,
) -> None:
    """Refuse what would otherwise be passed over in silence."""
    if n_steps < 1:
        raise ValueError(f"n_steps must be at least 1, got {n_steps}.")
    if config.evaluate_every is not None and validate is None:
        raise ValueError(f"evaluate_every = {config.evaluate_every} needs a function validate, got None.")
    if config.save_every is not None and checkpoint is None:
        raise ValueError(f"save_every = {config.save_every} needs the path of a checkpoint, got None.")


def check_finite(record: dict[str, float], step: int, learning_rate: float) -> None:
    """Stop before numbers that are none spread to the weights."""
    for name, value in record.items():
        if not math.isfinite(value):
            raise ValueError(
                f"the {name.replace('_', ' ')} became {value} at step {step}; "
                f"lower the learning rate, now {learning_rate}."
            )
