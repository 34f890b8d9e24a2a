"""Several tasks on one encoder: a head for each, and batches of one task after the other.

Source: Caruana (1997), https://doi.org/10.1023/A:1007379606734; heads on a BERT: Liu et
al. (2019), https://arxiv.org/abs/1901.11504.
Tested by tests/finetuning/test_multi_task.py.
Left out: weights of the losses, which would have to be chosen.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.finetuning.fine_tune import shuffled
from course_lib.finetuning.heads import BertWithHead
from course_lib.training.loop import TrainingConfig, train
from course_lib.training.schedule import warmup_linear


@dataclass(frozen=True)
class TaskData:
    """A task.

    Args:
        model: an encoder, which the other tasks share, with a head of its own.
        records: what it learns from.
        lay_out: makes a batch of records.
        loss: from the model and a batch to the mean loss.
    """

    model: BertWithHead
    records: Sequence[Any]
    lay_out: Callable[[list[Any]], Any]
    loss: Callable[[nn.Module, Any], Tensor]


def fine_tune_together(
    tasks: Mapping[str, TaskData],
    order: Sequence[str],
    *,
    n_steps: int,
    batch_size: int = 16,
    learning_rate: float = 5e-4,
    seed: int = 0,
    weight_decay: float = 0.01,
) -> list[float]:
    """Train all tasks in place, a batch of one of them a step; return the losses.

    Args:
        tasks: by name; their models share an encoder.
        order: which task comes when, again and again: ("a", "b", "a") gives "a" two of
            three steps.
        n_steps: of all tasks together.
        batch_size, learning_rate, seed, weight_decay: as for `fine_tune`.

    Raises:
        ValueError: if the order names no task, or not one of these; if the models do not
            share an encoder.
    """
    if not order or {*order} - {*tasks}:
        must = f"order must name one or more of {', '.join(tasks)}"
        raise ValueError(f"{must}, got {list(order)}.")
    n_encoders = len({id(task.model.bert) for task in tasks.values()})
    if n_encoders != 1:
        raise ValueError(f"all models must share one encoder, got {n_encoders}.")

    def loss_of_task(model: nn.Module, batch: tuple[str, Any]) -> Tensor:
        name, of_task = batch
        return tasks[name].loss(model.get_submodule(name), of_task)

    together = nn.ModuleDict({name: task.model for name, task in tasks.items()})
    free = [one for one in together.parameters() if one.requires_grad]
    return train(
        together,
        batches_in_turn(tasks, order, batch_size, seed),
        n_steps,
        learning_rate,
        loss=loss_of_task,
        optimizer=torch.optim.AdamW(free, lr=learning_rate, weight_decay=weight_decay),
        schedule=partial(warmup_linear, n_steps=n_steps, n_warmup=n_steps // 10),
        config=TrainingConfig(progress=False),
    )


def batches_in_turn(
    tasks: Mapping[str, TaskData], order: Sequence[str], batch_size: int, seed: int
) -> Iterator[tuple[str, Any]]:
    """Yield (name, batch) without end."""
    streams = {k: shuffled(one.records, batch_size, seed) for k, one in tasks.items()}
    for name in cycle(order):
        yield name, tasks[name].lay_out(next(streams[name]))
