"""What a GPU must hold, when weights, gradients and optimizer are shared out."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "efficient_training.zero_memory",
    title="Memory on each GPU",
    chapter="12",
    level=2,
    minutes=10,
    hints=[
        "Three kinds of numbers for each parameter: 2 bytes of weight, 2 of gradient, 12 of the optimizer. Each stage "
        "shares out one kind more.",
        "Stage 1 divides the 12 by the number of GPUs, stage 2 the gradient's 2 too, stage 3 the weight's 2 too.",
        "`weights = 2 / n_gpus if stage >= 3 else 2`, and so on; the sum of the three times n_parameters.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    n_parameters = float(torch.randint(1000, 5000, (), generator=rng)) * 1e6
    return [{"n_parameters": n_parameters, "n_gpus": 8, "stage": stage} for stage in (0, 1, 2, 3)]


@exercise.solution
def my_bytes_per_gpu(n_parameters: float, n_gpus: int, stage: int) -> float:
    """Return the bytes of weights (2), gradients (2) and optimizer (12) on each GPU.

    Stage 1 shares the optimizer's out among the GPUs, 2 gradients too, 3 weights too.
    """
    optimizer = 12 / n_gpus if stage >= 1 else 12
    gradients = 2 / n_gpus if stage >= 2 else 2
    weights = 2 / n_gpus if stage >= 3 else 2
    return n_parameters * (optimizer + gradients + weights)


@exercise.also_right
def by_a_table(n_parameters: float, n_gpus: int, stage: int) -> float:
    whole = [16, 4, 2, 0][stage]
    return n_parameters * (whole + (16 - whole) / n_gpus)


@exercise.also_right
def by_a_loop(n_parameters: float, n_gpus: int, stage: int) -> float:
    kinds = [12, 2, 2]
    return n_parameters * sum(size / n_gpus if i < stage else size for i, size in enumerate(kinds))


@exercise.mistake("Everything is divided at stage 1 already: stage 1 shares out the optimizer's 12 bytes only.")
def all_at_stage_1(n_parameters: float, n_gpus: int, stage: int) -> float:
    return n_parameters * 16 / (n_gpus if stage else 1)


@exercise.mistake("The order is turned round: what is shared out first is the optimizer, the weights last.")
def weights_first(n_parameters: float, n_gpus: int, stage: int) -> float:
    sizes = [2, 2, 12]
    return n_parameters * sum(size / n_gpus if i < stage else size for i, size in enumerate(sizes))


@exercise.mistake("The optimizer has 8 bytes here; with the master copy of the weight in 32 bits it is 12.")
def no_master_weights(n_parameters: float, n_gpus: int, stage: int) -> float:
    return n_parameters * sum(size / n_gpus if i < stage else size for i, size in enumerate([8, 2, 2]))


@exercise.mistake("Weights and gradients are counted with 4 bytes; in mixed precision they have 2.")
def in_32_bits(n_parameters: float, n_gpus: int, stage: int) -> float:
    return n_parameters * sum(size / n_gpus if i < stage else size for i, size in enumerate([12, 4, 4]))


@exercise.mistake("Each stage shares out only its own kind: stage 2 shares the optimizer's out as well, stage 3 all.")
def one_kind_only(n_parameters: float, n_gpus: int, stage: int) -> float:
    return n_parameters * sum(size / n_gpus if i + 1 == stage else size for i, size in enumerate([12, 2, 2]))


@exercise.mistake("The stages are shifted by one: stage 0 shares out nothing, stage 1 the optimizer.")
def shifted(n_parameters: float, n_gpus: int, stage: int) -> float:
    return my_bytes_per_gpu(n_parameters, n_gpus, stage + 1)


@exercise.mistake("This is the memory of all GPUs together; asked for is that of each one.")
def of_all(n_parameters: float, n_gpus: int, stage: int) -> float:
    return my_bytes_per_gpu(n_parameters, n_gpus, stage) * n_gpus


@exercise.property("At stage 3 a GPU holds a share of everything: 16 bytes a parameter, divided by the number of GPUs.")
def whole_share(value: float, case: Case) -> bool:
    return case["stage"] != 3 or abs(value * case["n_gpus"] / case["n_parameters"] - 16) < 1e-3
