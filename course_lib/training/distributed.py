"""Several processes train one model: each reads its share of a batch, all step alike.

`torchrun` starts the processes, and tells each by its environment which one it is. They
meet in three places, each an all-reduce (a sum that everyone gets): the number of
targets, the loss, and the gradients, which PyTorch averages.
Source: Li et al. (2020), PyTorch Distributed, https://arxiv.org/abs/2006.15704; sharding:
Zhao et al. (2023), PyTorch FSDP, https://arxiv.org/abs/2304.11277.
Held by tests/training/test_distributed.py: two processes make the steps that one makes.
Left out: pipelines, parallel matrices, batches that the processes can't share equally.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
from torch.distributed.fsdp import fully_shard
from torch.nn.parallel import DistributedDataParallel

Anything = TypeVar("Anything")
Sums = list[tuple[Tensor, Tensor]]  # each loss's sum, in nats; its targets


@contextmanager
def processes() -> Iterator[torch.device]:
    """Join the other processes, if torchrun started several; give this one's device.

    A GPU each, which talk by NCCL, if there are GPUs; else the CPU, and Gloo.
    """
    on_gpu = torch.cuda.is_available()
    device = torch.device("cpu")
    if on_gpu:
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    by_torchrun = "RANK" in os.environ and "WORLD_SIZE" in os.environ
    must_join = by_torchrun and not dist.is_initialized()  # the caller may have joined
    if must_join:
        dist.init_process_group("nccl" if on_gpu else "gloo")
    try:
        yield device
    finally:
        if must_join:
            dist.destroy_process_group()


def n_processes() -> int:
    """Return how many processes train together: 1 without torchrun."""
    return dist.get_world_size() if dist.is_initialized() else 1


def rank() -> int:
    """Return this process's number, from 0."""
    return dist.get_rank() if dist.is_initialized() else 0


def share(batch: tuple[Tensor, ...], number: int, n: int) -> tuple[Tensor, ...]:
    """Return one process's rows of a batch that all have drawn alike.

    >>> share((torch.arange(6),), number=1, n=3)
    (tensor([2, 3]),)

    Raises:
        ValueError: if the batch can't be divided equally.
    """
    n_rows = len(batch[0])
    if n_rows % n:
        must = f"the batch size must be a multiple of the {n} processes"
        raise ValueError(f"{must}, got {n_rows}.")
    size = n_rows // n
    return tuple(part[number * size : (number + 1) * size] for part in batch)


def from_first(make: Callable[[], Anything]) -> Anything:
    """Return what the first process makes, in every process."""
    made: list[Any] = [make() if rank() == 0 else None]
    if n_processes() > 1:
        dist.broadcast_object_list(made, src=0)
    return made[0]


def all_sum(value: Tensor) -> Tensor:
    """Return the sum of a number over all processes."""
    value = value.detach().clone()
    if n_processes() > 1:
        dist.all_reduce(value)
    return value


def mean_over_all(sums: Sums) -> Tensor:
    """Return the mean loss over all processes' targets; of several losses, their sum.

    Its gradient is n times this process's part, since PyTorch then takes the mean of the
    gradients of the n processes. A mean of the processes' means would be wrong where one
    has more targets.
    """
    n, loss = n_processes(), torch.zeros(())
    for summed, n_targets in sums:
        everywhere = all_sum(n_targets).clamp(min=1)
        loss = loss.to(summed.device) + n * summed / everywhere
    if n == 1:
        return loss
    return loss + (all_sum(loss) / n - loss.detach())  # that value, this gradient


def in_parallel(model: nn.Module, device: torch.device) -> nn.Module:
    """Return a model that calls this one and averages the gradients of all processes.

    Both share their weights, so that this one's can be saved under their plain names.
    """
    if n_processes() == 1:
        return model
    ids = [device.index] if device.type == "cuda" else None
    return DistributedDataParallel(model, device_ids=ids)


def shard(model: nn.Module) -> None:
    """Leave each process a part of every weight; a block's come when it is needed."""
    for module in model.modules():
        if isinstance(module, nn.ModuleList):
            for block in module:
                fully_shard(block)
    fully_shard(model)


def whole_weights(model: nn.Module) -> dict[str, Tensor]:
    """Return a sharded model's weights, whole, on the CPU; {} but in the first."""
    options = StateDictOptions(full_state_dict=True, cpu_offload=True)
    weights: dict[str, Any] = get_model_state_dict(model, options=options)
    return weights
