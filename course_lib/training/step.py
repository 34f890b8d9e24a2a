"""The parts of one step of training: draw batches, add gradients, look before the leap.

loop.py puts them together. Tested by tests/training/test_step.py.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.objectives.causal import causal_loss
from course_lib.training.optimizer_state import AnyOptimizer
from course_lib.training.optimizers import Optimizer

Loss = Callable[[nn.Module, Any], Tensor]


def next_token_loss(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
    """Return the causal loss of (inputs, targets), moved to where the model is."""
    device = next(model.parameters()).device
    inputs, targets = (part.to(device) for part in batch)
    return causal_loss(model(inputs), targets)


def draw(batches: Iterator[Any], step: int) -> Any:
    """Return the next batch.

    Raises:
        ValueError: if there is none.
    """
    try:
        return next(batches)
    except StopIteration:
        raise ValueError(
            f"there must be a batch for every step, got the last one before step {step}: "
            "for more than one epoch, give an iterator without end."
        ) from None


def add_gradients(
    model: nn.Module,
    batches: list[Any],
    loss: Loss,
    count: Callable[[Any], float] | None = None,
    precision: str = "float32",
) -> float:
    """Add the gradients of the mean loss over all targets; return that mean.

    It is the mean of the batches' means, each weighed by how many targets it has.
    bfloat16 has float32's range, so that gradients need no scaling, as float16's do.

    Raises:
        ValueError: if there are no targets.
    """
    counts = [count(batch) if count else 1.0 for batch in batches]
    if not sum(counts) > 0:
        came = sum(counts)
        raise ValueError(f"a step's batches must have at least 1 target, got {came}.")
    device = next(model.parameters()).device.type
    in_16_bits = precision == "bfloat16"
    mean = 0.0
    for batch, n_targets in zip(batches, counts, strict=True):
        with torch.autocast(device, torch.bfloat16, enabled=in_16_bits):
            part = loss(model, batch)
        part = part * (n_targets / sum(counts))
        part.backward()
        mean += part.item()
    return mean


def set_learning_rate(optimizer: AnyOptimizer, learning_rate: float) -> None:
    if isinstance(optimizer, Optimizer):
        optimizer.learning_rate = learning_rate
    else:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate


def check_finite(record: dict[str, float], step: int, learning_rate: float) -> None:
    """Stop before numbers that are none spread to the weights."""
    for name, value in record.items():
        if not math.isfinite(value):
            what = name.replace("_", " ")
            to_do = f"lower the learning rate, now {learning_rate}"
            raise ValueError(f"the {what} became {value} at step {step}; {to_do}.")
