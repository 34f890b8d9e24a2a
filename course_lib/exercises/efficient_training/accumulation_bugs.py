"""A training loop that accumulates gradients, with three bugs that raise nothing."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch


def my_training(model, optimizer, batches, accumulate, max_norm):
    """Take one step for every `accumulate` batches.

    The gradient of a step is at most max_norm long.
    """
    for number, (x, y) in enumerate(batches):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        if (number + 1) % accumulate == 0:
            optimizer.step()
'''

exercise = FindTheBug(
    "efficient_training.accumulation_bugs",
    title="Three bugs in an accumulating loop",
    chapter="12",
    level=2,
    minutes=10,
    hints=[
        "Follow `.grad` through two batches with accumulate = 2. What is in it when the step is taken? How long may it "
        "be?",
        "The gradients are forgotten too often; the losses are added and should be averaged; a part is clipped where "
        "the whole should be.",
        "Divide the loss by `accumulate`; clip, step, and only then `zero_grad()`, all three in the `if`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(accumulate: int, max_norm: float) -> Case:
        batches = [(torch.randn(3, 4, generator=rng), torch.randn(3, 2, generator=rng)) for _ in range(2 * accumulate)]
        return {"seed": 7, "batches": batches, "accumulate": accumulate, "max_norm": max_norm}

    return [draw(3, 1e6), draw(2, 0.5), draw(1, 1e6)]


@exercise.runner
def run(answer: Any, case: Case) -> Any:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(case["seed"])
        model = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with torch.enable_grad():
        answer(model, optimizer, list(case["batches"]), case["accumulate"], case["max_norm"])
    return torch.cat([model.weight.detach().flatten(), model.bias.detach()])


@exercise.solution
def my_training(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    batches: list[tuple[Tensor, Tensor]],
    accumulate: int,
    max_norm: float,
) -> None:
    """Take one step for every `accumulate` batches.

    The gradient of a step is at most max_norm long.
    """
    for number, (x, y) in enumerate(batches):
        loss = ((model(x) - y) ** 2).mean() / accumulate
        loss.backward()
        if (number + 1) % accumulate == 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()
            optimizer.zero_grad()


@exercise.also_right
def zero_grad_first(model: nn.Module, optimizer: Any, batches: list, accumulate: int, max_norm: float) -> None:
    for number, (x, y) in enumerate(batches):
        if number % accumulate == 0:
            optimizer.zero_grad()
        (((model(x) - y) ** 2).mean() / accumulate).backward()
        if number % accumulate == accumulate - 1:
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()


@exercise.also_right
def by_groups(model: nn.Module, optimizer: Any, batches: list, accumulate: int, max_norm: float) -> None:
    for start in range(0, len(batches), accumulate):
        optimizer.zero_grad()
        losses = [((model(x) - y) ** 2).mean() for x, y in batches[start : start + accumulate]]
        torch.stack(losses).mean().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()


def leaving_in(*bugs: str) -> Callable[..., None]:
    """Return the loop with some of its bugs still in it, or mended in a wrong way."""

    def program(model: nn.Module, optimizer: Any, batches: list, accumulate: int, max_norm: float) -> None:
        for number, (x, y) in enumerate(batches):
            if "zero each" in bugs:
                optimizer.zero_grad()
            loss = ((model(x) - y) ** 2).mean() / (1 if "not divided" in bugs else accumulate)
            loss.backward()
            if "clip each" in bugs:
                torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            if (number + 1) % accumulate == 0 or "step each" in bugs:
                if not {"clip each", "no clip"} & {*bugs}:
                    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                if not {"zero each", "never zero"} & {*bugs}:
                    optimizer.zero_grad()

    return program


BUGS = {
    "zero each": "`zero_grad()` runs for every batch, so that only the last one's gradient is there at the step.",
    "not divided": "The losses are added up: divide each by `accumulate`, so that the step is that of their mean.",
    "clip each": "The gradient is clipped after each batch; clip the sum, once, before the step.",
    "no clip": "Nothing is clipped any more: the gradient must be at most max_norm long at the step.",
    "never zero": "The gradients are never forgotten: after a step, start again from 0.",
    "step each": "The weights move after every batch; a step belongs to `accumulate` of them.",
}
for bug, message in BUGS.items():
    exercise.mistake(message)(leaving_in(bug))
both = f"{BUGS['zero each']} It is not the only bug."
exercise.mistake(both)(leaving_in("zero each", "not divided", "clip each"))
