"""Which examples a process reads in an epoch: three bugs that no error message tells."""

from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch


def my_examples(n_examples, epoch, rank, n_processes, seed):
    """Return the numbers of the examples that process `rank` reads in this epoch.

    All processes together read each example once, in an order that changes from
    epoch to epoch. What can't be shared equally is left out, from the order's end.
    """
    chance = torch.Generator().manual_seed(seed + rank)
    order = torch.randperm(n_examples, generator=chance).tolist()
    return order[rank::n_processes]
'''

exercise = FindTheBug(
    "efficient_training.sampler_bugs",
    title="Three bugs in a distributed sampler",
    chapter="12",
    level=2,
    minutes=15,
    hints=[
        "Ask three questions: do two processes ever read the same example? Do two epochs ever differ? Do all processes "
        "read equally many?",
        "All processes must shuffle alike, so that their shares do not overlap. Something must change from epoch to "
        "epoch. With 10 examples and 4 processes, two examples are left over.",
        "Seed with `seed + epoch`; cut the order to `n_examples // n_processes * n_processes` before sharing it out.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    seed = int(torch.randint(1000, (), generator=rng))
    common = {"n_examples": 30, "n_processes": 3, "seed": seed}
    return [
        {**common, "epoch": 0, "rank": 1},
        {**common, "epoch": 3, "rank": 0},
        {"n_examples": 43, "epoch": 0, "rank": 0, "n_processes": 4, "seed": seed},
        {"n_examples": 43, "epoch": 1, "rank": 3, "n_processes": 4, "seed": seed},
    ]


@exercise.solution
def my_examples(
    n_examples: int,
    epoch: int,
    rank: int,
    n_processes: int,
    seed: int,
) -> list[int]:
    """Return the numbers of the examples that process `rank` reads in this epoch.

    All processes together read each example once, in an order that changes from
    epoch to epoch. What can't be shared equally is left out, from the order's end.
    """
    chance = torch.Generator().manual_seed(seed + epoch)
    order = torch.randperm(n_examples, generator=chance).tolist()
    n_shared = n_examples // n_processes * n_processes
    return order[:n_shared][rank::n_processes]


@exercise.also_right
def with_pytorch(n_examples: int, epoch: int, rank: int, n_processes: int, seed: int) -> list[int]:
    from torch.utils.data import DistributedSampler

    sampler: DistributedSampler = DistributedSampler(
        range(n_examples),  # type: ignore[arg-type]
        num_replicas=n_processes,
        rank=rank,
        seed=seed,
        drop_last=True,
    )
    sampler.set_epoch(epoch)
    return list(sampler)


@exercise.also_right
def as_a_table(n_examples: int, epoch: int, rank: int, n_processes: int, seed: int) -> list[int]:
    order = torch.randperm(n_examples, generator=torch.Generator().manual_seed(seed + epoch))
    return order[: n_examples // n_processes * n_processes].view(-1, n_processes)[:, rank].tolist()


def leaving_in(*bugs: str) -> Callable[..., list[int]]:
    """Return the sampler with some of its bugs still in it, or mended in a wrong way."""

    def program(n_examples: int, epoch: int, rank: int, n_processes: int, seed: int) -> list[int]:
        seed += (0 if "no epoch" in bugs else epoch) + (rank if "own order" in bugs else 0)
        order = torch.randperm(n_examples, generator=torch.Generator().manual_seed(seed)).tolist()
        if "no shuffle" in bugs:
            order = sorted(order)
        n_shared = n_examples // n_processes * n_processes
        if "own order" not in bugs or "unequal" not in bugs:
            order = order if "unequal" in bugs else order[:n_shared]
        if "first left out" in bugs:
            order = order[-n_shared:] if n_examples == n_shared else order[1:] + order[:1]
        if "stretches" in bugs:
            size = n_shared // n_processes
            return order[rank * size : (rank + 1) * size]
        return order[rank::n_processes]

    return program


exercise.mistake("The epoch is not used: every epoch has the same order (`set_epoch` was forgotten).")(
    leaving_in("no epoch")
)
exercise.mistake("Each process shuffles by a seed of its own: some examples are read twice, others never.")(
    leaving_in("own order")
)
exercise.mistake("Some processes get one example more: they would wait for each other for ever at the last step.")(
    leaving_in("unequal")
)
exercise.mistake("Nothing is shuffled any more.")(leaving_in("no shuffle"))
exercise.mistake("The shares are stretches of the order; asked for is every n-th, as `DistributedSampler` does it.")(
    leaving_in("stretches")
)
exercise.mistake("Each process shuffles by a seed of its own, and the same one in every epoch. More is wrong too.")(
    leaving_in("own order", "no epoch", "unequal")
)


@exercise.property("The order must be shuffled.")
def is_shuffled(examples: list[int], case: Case) -> bool:
    return examples != sorted(examples)
