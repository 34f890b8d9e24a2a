"""What training on many GPUs costs: memory on each, bytes sent, work lost to failures.

Memory: Rajbhandari et al. (2020), ZeRO, section 3, https://arxiv.org/abs/1910.02054. The
ring: Patarasuk and Yuan (2009), https://doi.org/10.1016/j.jpdc.2008.09.002. Checkpoints:
Young (1974), https://doi.org/10.1145/361147.361115.
Held by tests/training/test_parallel_costs.py.
Left out: activations, the time that a message needs to start, networks of unequal speed.
"""

import math
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor


class Summed(NamedTuple):
    """What each process has after an all-reduce, and how many numbers each has sent."""

    vectors: list[Tensor]
    n_sent: int


def ring_all_reduce(vectors: list[Float[Tensor, " numbers"]]) -> Summed:
    """Add up vectors that lie on n processes in a ring; each ends with the sum.

    A vector is cut into n pieces. n − 1 times each process sends one piece to the next,
    which adds it to its own; then each holds one finished piece. n − 1 times more the
    finished pieces travel round. Each sends 2 (n − 1) / n of a vector: less than two.

    Raises:
        ValueError: if the vectors are not of one length that n divides.
    """
    n, lengths = len(vectors), {len(one) for one in vectors}
    if len(lengths) != 1 or lengths.pop() % n:
        sizes = [len(one) for one in vectors]
        raise ValueError(f"vectors must be of one length that {n} divides, got {sizes}.")
    pieces = [[*one.clone().chunk(n)] for one in vectors]  # pieces[process][piece]
    n_sent = 0
    for step in range(2 * (n - 1)):
        places = [(rank, (rank - step) % n) for rank in range(n)]
        moving = [pieces[rank][which] for rank, which in places]  # all at the same time
        for (rank, which), piece in zip(places, moving, strict=True):
            to = pieces[(rank + 1) % n]
            to[which] = to[which] + piece if step < n - 1 else piece
        n_sent += len(moving[0])
    return Summed([torch.cat(one) for one in pieces], n_sent)


def bytes_per_gpu(n_parameters: float, n_gpus: int, stage: int) -> float:
    """Return the bytes of weights, gradients and AdamW's memory on each GPU.

    In mixed precision, for each parameter: 2 bytes of weight and 2 of gradient in 16
    bits; 4 each in 32 bits for the master weight and AdamW's two averages. ZeRO parts
    among the GPUs: stage 0 nothing; 1 those 12 bytes; 2 the gradients too; 3 the weights
    too, as FSDP does.

    >>> [round(bytes_per_gpu(7.5e9, 64, stage) / 1e9, 1) for stage in range(4)]
    [120.0, 31.4, 16.6, 1.9]

    Raises:
        ValueError: if the stage is not 0 to 3, or there is no GPU.
    """
    if stage not in (0, 1, 2, 3) or n_gpus < 1:
        must = "stage must be 0 to 3, and n_gpus at least 1"
        raise ValueError(f"{must}, got {stage} and {n_gpus}.")
    weights, gradients, optimizer = 2.0, 2.0, 12.0
    if stage >= 1:
        optimizer /= n_gpus
    if stage >= 2:
        gradients /= n_gpus
    if stage >= 3:
        weights /= n_gpus
    return n_parameters * (weights + gradients + optimizer)


def checkpoint_interval(seconds_to_save: float, seconds_between_failures: float) -> float:
    """Return after how many seconds to save, so that the least time is lost: √(2 δ M).

    Saving every τ seconds costs δ/τ of the time; a failure, every M seconds, loses τ/2 of
    work on average. The sum δ/τ + τ/(2M) is least there.

    >>> checkpoint_interval(60, 3 * 3600) / 60
    18.973665961010276

    Raises:
        ValueError: if a time is not positive.
    """
    if not (seconds_to_save > 0 and seconds_between_failures > 0):
        came = f"{seconds_to_save} and {seconds_between_failures}"
        raise ValueError(f"both times must be positive, got {came}.")
    return math.sqrt(2 * seconds_to_save * seconds_between_failures)


def share_lost(
    interval: float,
    seconds_to_save: float,
    seconds_between_failures: float,
) -> float:
    """Return the share of the time that goes to saving and to work done twice."""
    return seconds_to_save / interval + interval / (2 * seconds_between_failures)
