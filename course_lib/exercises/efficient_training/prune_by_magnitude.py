"""Set the smallest weights to 0."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "efficient_training.prune_by_magnitude",
    title="Prune by size",
    chapter="12",
    level=2,
    minutes=10,
    hints=[
        "Small means near 0: −0.01 is smaller than 0.5 and than −2. How many numbers are to go?",
        "round(sparsity · how many there are), taken from the whole matrix and not row by row. Sort the sizes; what is "
        "left of that place becomes 0. Work on a copy, and leave the matrix as it is.",
        "`order = weight.abs().flatten().argsort()`; make a copy with `clone()`, and set "
        "`copy.view(-1)[order[:n_zeros]] = 0`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(rows: int, columns: int, sparsity: float) -> Case:
        order = torch.randperm(rows * columns, generator=rng)
        sizes = (order + 1).float().view(rows, columns) / 10  # no two of one size
        signs = torch.randint(2, (rows, columns), generator=rng) * 2 - 1
        signs.view(-1)[order.argsort()[:2]] = torch.tensor([-1, 1])  # both signs among the smallest
        return {"weight": sizes * signs * torch.linspace(1, 5.1731, rows)[:, None], "sparsity": sparsity}

    return [draw(4, 5, 0.5), draw(3, 8, 0.75), draw(6, 5, 0.2), draw(2, 3, 0.0)]


@exercise.runner
def run(answer: Any, case: Case) -> Any:
    given = case["weight"].clone()
    pruned = answer(given, case["sparsity"])
    unchanged = torch.tensor(float(torch.equal(given, case["weight"])))
    return {"pruned": pruned, "is the matrix that was given unchanged": unchanged}


@exercise.solution
def my_prune(
    weight: Float[Tensor, "row column"],
    sparsity: float,
) -> Float[Tensor, "row column"]:
    """Return a copy in which this share of the numbers, the smallest in size, is 0."""
    pruned = weight.clone()
    order = weight.abs().flatten().argsort()
    n_zeros = round(sparsity * weight.numel())
    pruned.view(-1)[order[:n_zeros]] = 0
    return pruned


@exercise.also_right
def by_threshold(weight: Tensor, sparsity: float) -> Tensor:
    n_zeros = round(sparsity * weight.numel())
    if n_zeros == 0:
        return weight
    threshold = weight.abs().flatten().kthvalue(n_zeros).values
    return weight * (weight.abs() > threshold)


@exercise.also_right
def by_top_k(weight: Tensor, sparsity: float) -> Tensor:
    n_kept = weight.numel() - round(sparsity * weight.numel())
    kept = weight.abs().flatten().topk(n_kept).indices
    return torch.zeros(weight.numel()).index_put((kept,), weight.flatten()[kept]).view_as(weight)


@exercise.mistake("The numbers are sorted with their signs, so that large negative ones go first: sort their sizes.")
def signed(weight: Tensor, sparsity: float) -> Tensor:
    pruned = weight.clone()
    pruned.view(-1)[weight.flatten().argsort()[: round(sparsity * weight.numel())]] = 0
    return pruned


@exercise.mistake("The largest numbers are set to 0; the smallest must be.")
def largest(weight: Tensor, sparsity: float) -> Tensor:
    pruned = weight.clone()
    n_zeros = round(sparsity * weight.numel())
    pruned.view(-1)[weight.abs().flatten().argsort(descending=True)[:n_zeros]] = 0
    return pruned


@exercise.mistake("`sparsity` is taken for the share that stays; it is the share of zeros.")
def share_that_stays(weight: Tensor, sparsity: float) -> Tensor:
    return my_prune(weight, 1 - sparsity)


@exercise.mistake("Each row loses the same share; rank the whole matrix, of which some rows matter less than others.")
def row_by_row(weight: Tensor, sparsity: float) -> Tensor:
    pruned = weight.clone()
    for row in pruned:
        row[row.abs().argsort()[: round(sparsity * len(row))]] = 0
    return pruned


@exercise.mistake("The threshold is a share of the largest number: that does not give the share of zeros asked for.")
def share_of_the_largest(weight: Tensor, sparsity: float) -> Tensor:
    return weight * (weight.abs() >= sparsity * weight.abs().max())


@exercise.mistake("The numbers that stay have become 1: this is the mask, to be multiplied by the weights.")
def mask_only(weight: Tensor, sparsity: float) -> Tensor:
    return (my_prune(weight, sparsity) != 0).float()


@exercise.mistake("The matrix that was given has changed: work on a copy (`clone()`).")
def in_place(weight: Tensor, sparsity: float) -> Tensor:
    return weight.copy_(my_prune(weight, sparsity)) if sparsity else weight.mul_(2).div_(2).add_(0)


@exercise.property("The share of zeros must be the one asked for.")
def right_share(result: dict, case: Case) -> bool:
    wanted = round(case["sparsity"] * case["weight"].numel())
    return int((result["pruned"] == 0).sum()) == wanted
