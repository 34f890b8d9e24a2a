"""The memory of a training: what the forward pass keeps for the backward pass, and less.

What is kept is counted exactly, by the hooks that PyTorch calls whenever an operation
saves a tensor: it depends on the model and the batch alone, not on the machine.
Recomputing: Chen et al. (2016), https://arxiv.org/abs/1604.06174 ("gradient" or
"activation checkpointing": nothing to do with checkpoints on a disk).
Held by tests/training/test_memory.py.
Left out: what operations need for a moment; what an allocator keeps in reserve.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint


def saved_tensors(
    forward: Callable[[], Any],
    model: nn.Module | None = None,
) -> list[Tensor]:
    """Return the tensors that a forward pass keeps until its backward pass.

    A tensor that is kept twice is there once; the model's own weights are not, as they
    are in memory anyway.

    Args:
        forward: runs it.
        model: whose weights to leave out.
    """
    weights = [] if model is None else [*model.parameters(), *model.buffers()]
    known = {one.untyped_storage().data_ptr() for one in weights}
    kept: dict[int, Tensor] = {}  # held, so that no address is used a second time

    def note(tensor: Tensor) -> Tensor:
        address = tensor.untyped_storage().data_ptr()
        if address not in known:
            kept[address] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        forward()
    return list(kept.values())


def saved_bytes(forward: Callable[[], Any], model: nn.Module | None = None) -> int:
    """Return the bytes of the `saved_tensors`."""
    return sum(one.untyped_storage().nbytes() for one in saved_tensors(forward, model))


@contextmanager
def recomputed_blocks(model: nn.Module) -> Iterator[None]:
    """Let each block keep its input alone, and compute again what its gradient needs.

    The gradients are the same; a step has one more forward pass through the blocks.

    >>> from course_lib.models.gpt import GPT, GPTConfig
    >>> model = GPT(GPTConfig(vocab_size=9))
    >>> with recomputed_blocks(model):
    ...     loss = model(torch.tensor([[3, 1, 4]])).sum()
    ...     loss.backward()

    Raises:
        ValueError: if the model has no list of blocks.
    """
    lists = [one for one in model.modules() if isinstance(one, nn.ModuleList)]
    blocks = [block for one in lists for block in one]
    if not blocks:
        raise ValueError(f"the model must have blocks, got {type(model).__name__}.")
    for block in blocks:
        block.forward = partial(checkpoint, block.forward, use_reentrant=False)
    try:
        yield
    finally:
        for block in blocks:
            del block.forward  # the class's own shows again
