"""Fine-tuning: a few hundred steps with a low learning rate, on examples of the task.

The steps are those of training/loop.py; here is what fine-tuning adds: epochs over a
small set, a schedule that falls in a straight line, parts that stay as they are.
Source of the schedule: Devlin et al. (2019), appendix A.2, https://arxiv.org/abs/1810.04805.
Tested by tests/finetuning/test_fine_tune.py.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from course_lib.training.loop import TrainingConfig, train
from course_lib.training.schedule import warmup_linear

Example = TypeVar("Example")
LayOut = Callable[[list[Example]], Any]  # makes a batch of examples


def fine_tune(
    model: nn.Module,
    examples: Sequence[Example],
    lay_out: LayOut,
    loss: Callable[[Any, Any], Tensor],
    *,
    n_steps: int,
    batch_size: int = 32,
    learning_rate: float = 5e-4,
    seed: int = 0,
    warmup_share: float = 0.1,
    weight_decay: float = 0.01,
    progress: bool = False,
) -> list[float]:
    """Train a model in place, and return the loss of each step.

    Only parameters that require a gradient move: see `frozen`.

    Args:
        model: what to train, in evaluation mode afterwards.
        examples: of the task.
        lay_out: makes the batch that `loss` understands of a list of examples.
        loss: from the model and a batch to the mean loss.
        n_steps: how often the weights move.
        batch_size: examples a step.
        learning_rate: the highest one, reached after the warm-up.
        seed: of the examples' order.
        warmup_share: the part of the steps in which the learning rate rises.
        weight_decay: of AdamW.
        progress: whether to draw a progress bar.

    Raises:
        ValueError: if there are no examples, nothing is left to train, or the loss stops
            being a finite number.
    """
    trained = [one for one in model.parameters() if one.requires_grad]
    if not trained:
        raise ValueError("some parameter must be free to move, got all of them frozen.")
    optimizer = torch.optim.AdamW(trained, lr=learning_rate, weight_decay=weight_decay)
    n_warmup = int(warmup_share * n_steps)
    return train(
        model,
        (lay_out(batch) for batch in shuffled(examples, batch_size, seed)),
        n_steps,
        learning_rate,
        loss=loss,
        optimizer=optimizer,
        schedule=partial(warmup_linear, n_steps=n_steps, n_warmup=n_warmup),
        config=TrainingConfig(progress=progress),
    )


def shuffled(
    examples: Sequence[Example],
    batch_size: int,
    seed: int = 0,
) -> Iterator[list[Example]]:
    """Yield batches without end: each epoch has every example once, in a new order.

    Raises:
        ValueError: if there are no examples, or the batches would be empty.
    """
    if not len(examples) or batch_size < 1:
        must = "there must be an example, and a batch_size of at least 1"
        raise ValueError(f"{must}, got {len(examples)} and {batch_size}.")
    generator, waiting = torch.Generator().manual_seed(seed), list[int]()
    while True:
        while len(waiting) < batch_size:
            waiting += torch.randperm(len(examples), generator=generator).tolist()
        yield [examples[i] for i in waiting[:batch_size]]
        waiting = waiting[batch_size:]


@contextmanager
def frozen(*modules: nn.Module) -> Iterator[None]:
    """Keep these modules as they are, for as long as the block lasts."""
    held = [p for module in modules for p in module.parameters() if p.requires_grad]
    for parameter in held:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in held:
            parameter.requires_grad_(True)


@torch.no_grad()
def in_batches(
    model: nn.Module,
    examples: Sequence[Example],
    lay_out: LayOut,
    forward: Callable[[nn.Module, Any], Any],
    batch_size: int = 64,
) -> Iterator[Any]:
    """Yield what a model says of each batch of examples, in their order, not training."""
    was_training = model.training
    model.eval()
    try:
        for start in range(0, len(examples), batch_size):
            yield forward(model, lay_out(list(examples[start : start + batch_size])))
    finally:
        model.train(was_training)
