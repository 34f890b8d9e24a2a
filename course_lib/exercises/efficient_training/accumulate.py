"""The gradient of a big batch, in parts that fit into memory."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "efficient_training.accumulate",
    title="Accumulate gradients",
    chapter="12",
    level=2,
    minutes=15,
    hints=[
        "`backward()` adds to what is in `.grad` already. Two things must happen so that the sum is the gradient of "
        "the mean over all rows.",
        "Forget the old gradients once, before the first part. The mean over all rows is the parts' means, each "
        "weighed by its share of the rows: the last part may be smaller.",
        "`model.zero_grad()`, then for each `(x, y)` in `zip(inputs.split(size), targets.split(size))`: the part's "
        "loss times `len(x) / len(inputs)`, then `backward()`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, size: int) -> Case:
        return {
            "seed": int(torch.randint(1000, (), generator=rng)),
            "inputs": torch.randn(n, 5, generator=rng),
            "targets": torch.randint(3, (n,), generator=rng),
            "size": size,
        }

    return [draw(8, 2), draw(7, 3), draw(4, 4)]


@exercise.runner
def run(answer: Any, case: Case) -> Any:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(case["seed"])
        model = nn.Linear(5, 3)
    F.cross_entropy(model(case["inputs"]), case["targets"].flip(0)).backward()  # old gradients are there
    before = model.weight.detach().clone()
    with torch.enable_grad():
        returned = answer(model, case["inputs"].clone(), case["targets"].clone(), case["size"])
    gradient = model.weight.grad if model.weight.grad is not None else torch.zeros(0)
    return {"gradient": gradient, "returned": returned, "weights moved": (model.weight - before).abs().max()}


@exercise.solution
def my_gradients(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    size: int,
) -> None:
    """Leave in .grad the gradient of the mean cross-entropy over all rows.

    Only `size` rows may go through the model at a time. Return nothing, step nothing.
    """
    model.zero_grad()
    for x, y in zip(inputs.split(size), targets.split(size), strict=True):
        loss = F.cross_entropy(model(x), y)
        (loss * len(x) / len(inputs)).backward()


@exercise.also_right
def sums_divided(model: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> None:
    for parameter in model.parameters():
        parameter.grad = None
    for start in range(0, len(inputs), size):
        part = slice(start, start + size)
        (F.cross_entropy(model(inputs[part]), targets[part], reduction="sum") / len(inputs)).backward()


@exercise.also_right
def divided_at_the_end(model: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> None:
    model.zero_grad(set_to_none=False)
    for x, y in zip(inputs.split(size), targets.split(size), strict=True):
        F.cross_entropy(model(x), y, reduction="sum").backward()
    for parameter in model.parameters():
        if parameter.grad is not None:
            parameter.grad /= len(inputs)


def parts(inputs: Tensor, targets: Tensor, size: int) -> list[tuple[Tensor, Tensor]]:
    return list(zip(inputs.split(size), targets.split(size), strict=True))


@exercise.mistake("The old gradients are still in the sum: forget them once, before the first part.")
def no_zero_grad(model: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> None:
    for x, y in parts(inputs, targets, size):
        (F.cross_entropy(model(x), y) * len(x) / len(inputs)).backward()


@exercise.mistake("`zero_grad()` is called for each part, so that only the last one's gradient is left.")
def zero_grad_inside(model: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> None:
    for x, y in parts(inputs, targets, size):
        model.zero_grad()
        (F.cross_entropy(model(x), y) * len(x) / len(inputs)).backward()


@exercise.mistake("The parts' means are added up and not divided: the gradient is too long by the number of parts.")
def not_divided(model: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> None:
    model.zero_grad()
    for x, y in parts(inputs, targets, size):
        F.cross_entropy(model(x), y).backward()


@exercise.mistake("Each part has the same weight: a smaller last part must count less, by its share of the rows.")
def equal_weights(model: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> None:
    model.zero_grad()
    for x, y in parts(inputs, targets, size):
        (F.cross_entropy(model(x), y) / len(parts(inputs, targets, size))).backward()


@exercise.mistake("The loss is divided by the size of a part; `cross_entropy` has done that already.")
def divided_twice(model: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> None:
    model.zero_grad()
    for x, y in parts(inputs, targets, size):
        (F.cross_entropy(model(x), y) / len(x)).backward()


@exercise.mistake("The rows that do not fill a part are left out.")
def remainder_dropped(model: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> None:
    n = len(inputs) // size * size
    my_gradients(model, inputs[:n], targets[:n], size)


@exercise.mistake("The weights move after each part: accumulate first, and leave the step to the caller.")
def steps_inside(model: nn.Module, inputs: Tensor, targets: Tensor, size: int) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.zero_grad()
    for x, y in parts(inputs, targets, size):
        (F.cross_entropy(model(x), y) * len(x) / len(inputs)).backward()
        optimizer.step()
