"""Four bugs in a training loop, none of which stops it."""

import copy
from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional as F

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
import torch.nn.functional as F


def my_train(model, optimizer, batches, validation):
    """Train on the batches; return the model's loss on the validation set.

    model: ends in logits, has dropout; batches: (x, y) pairs; validation: one such pair
    """
    model.train()
    for x, y in batches:
        loss = F.cross_entropy(torch.softmax(model(x), dim=-1), y)
        optimizer.step()
        loss.backward()
    with torch.no_grad():
        x, y = validation
        return F.cross_entropy(model(x), y).item()
'''

exercise = FindTheBug(
    "neural_networks.training_loop_bugs",
    title="Four bugs in a training loop",
    chapter="04",
    level=3,
    minutes=20,
    hints=[
        "The program runs to its end, and the loss even falls a little. Go through one step: what is in `.grad` when "
        "the optimizer moves? What does `F.cross_entropy` expect?",
        "`F.cross_entropy` takes logits. `backward()` adds to old gradients, and must come before the step. And who "
        "measures on validation data must tell the model that training is over.",
        "In the loop: `loss = F.cross_entropy(model(x), y)`, `optimizer.zero_grad()`, `loss.backward()`, "
        "`optimizer.step()`. Before measuring: `model.eval()`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def pair(n: int) -> tuple[torch.Tensor, torch.Tensor]:
        return torch.randn(n, 3, generator=rng), torch.randint(4, (n,), generator=rng)

    # One case without training: only what dropout does when measuring shows. All is dropped, so chance has no part.
    return [
        {"rate": 0.0, "batches": [pair(5), pair(5), pair(5)], "validation": pair(7)},
        {"rate": 1.0, "batches": [], "validation": pair(6)},
    ]


@exercise.runner
def run(answer: Callable[..., float], case: Case) -> float:
    torch.manual_seed(3)
    first, second = nn.Linear(3, 6), nn.Linear(6, 4)
    with torch.no_grad():
        second.weight.mul_(3)
    model = nn.Sequential(first, nn.ReLU(), nn.Dropout(case["rate"]), second)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    return answer(model, optimizer, copy.deepcopy(case["batches"]), case["validation"])


Pair = tuple[torch.Tensor, torch.Tensor]


@exercise.solution
def my_train(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    batches: list[tuple[torch.Tensor, torch.Tensor]],
    validation: tuple[torch.Tensor, torch.Tensor],
) -> float:
    """Train on the batches; return the model's loss on the validation set."""
    model.train()
    for x, y in batches:
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        x, y = validation
        return F.cross_entropy(model(x), y).item()


@exercise.also_right
def zeroed_first(model: nn.Module, optimizer: torch.optim.Optimizer, batches: list[Pair], validation: Pair) -> float:
    for x, y in batches:
        model.train()
        model.zero_grad()
        nn.CrossEntropyLoss()(model(x), y).backward()
        optimizer.step()
    model.train(False)
    return F.cross_entropy(model(validation[0]), validation[1]).item()


@exercise.also_right
def from_log_softmax(
    model: nn.Module, optimizer: torch.optim.Optimizer, batches: list[Pair], validation: Pair
) -> float:
    for x, y in batches:
        optimizer.zero_grad()
        F.nll_loss(F.log_softmax(model(x), dim=-1), y).backward()
        optimizer.step()
    return F.nll_loss(F.log_softmax(model.eval()(validation[0]), dim=-1), validation[1]).item()


def leaving_in(*bugs: str) -> Callable[..., float]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(model: nn.Module, optimizer: torch.optim.Optimizer, batches: list[Pair], validation: Pair) -> float:
        model.train()
        for x, y in batches:
            output = torch.softmax(model(x), dim=-1) if "softmax" in bugs else model(x)
            loss = F.cross_entropy(output, y)
            if "no zero_grad" not in bugs and "zero_grad late" not in bugs:
                optimizer.zero_grad()
            if "step first" in bugs:
                optimizer.step()
                loss.backward()
                continue
            loss.backward()
            if "zero_grad late" in bugs:
                optimizer.zero_grad()
            if "no step" not in bugs:
                optimizer.step()
        if "no eval" not in bugs:
            model.eval()
        with torch.no_grad():
            x, y = validation
            output = torch.softmax(model(x), dim=-1) if "softmax when measuring" in bugs else model(x)
            return F.cross_entropy(output, y).item()

    return program


LISTED = ("softmax", "no zero_grad", "step first", "no eval")
exercise.mistake(
    "All four bugs are still there. Begin with `F.cross_entropy`: it takes logits, and makes the softmax itself."
)(leaving_in(*LISTED))
for left, message in {
    ("softmax",): "`F.cross_entropy` takes logits: without the softmax before it.",
    (
        "no zero_grad",
    ): "Old gradients are never forgotten, and `backward()` adds to them: call `optimizer.zero_grad()`.",
    ("no zero_grad", "step first"): "`optimizer.step()` comes before `backward()`, and gradients are never forgotten.",
    (
        "zero_grad late",
    ): "The weights do not move at all: when the optimizer steps, the gradients are gone, or not there "
    "yet. The order is `zero_grad()`, `backward()`, `step()`.",
    ("no eval",): "Dropout still acts while measuring: call `model.eval()` first.",
    ("softmax when measuring",): "When measuring, too, `F.cross_entropy` takes logits.",
}.items():
    exercise.mistake(message)(leaving_in(*left))


@exercise.property("Without training, and with all neurons kept, the loss is that of the fresh model.")
def finite_and_positive(output: float, case: Case) -> bool:
    return output > 0 and (bool(case["batches"]) or abs(output - run(my_train, case)) < 1e-4)
