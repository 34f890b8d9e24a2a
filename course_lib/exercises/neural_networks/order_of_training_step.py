"""The lines of a training step, shuffled, among them two that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "neural_networks.order_of_training_step",
    title="A training step in order",
    chapter="04",
    level=1,
    minutes=6,
    hints=[
        "The old gradients go, the loss is measured, its gradient is computed, the weights move. Then the loss is "
        "returned as a plain number.",
        "Two lines are not needed: one lets the weights climb instead of fall, one forgets the gradients after they "
        "were computed and before they were used.",
        "A stands first, then D, B, F, and E last.",
    ],
    signature="def training_step(weight, x, y, learning_rate):",
    lines=[
        "weight.grad = None",
        "loss.backward()",
        "weight.grad.zero_()",
        "loss = ((x @ weight - y) ** 2).mean()",
        "return loss.item(), weight.detach()",
        "weight.data -= learning_rate * weight.grad",
        "weight.data += learning_rate * weight.grad",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    weight = torch.randn(3, generator=rng).requires_grad_()
    weight.grad = torch.randn(3, generator=rng)  # left over from an earlier step
    return [{"weight": weight, "x": torch.randn(5, 3, generator=rng), "y": torch.randn(5, generator=rng),
             "learning_rate": 0.1}]  # fmt: skip


exercise.solution("ADBFE")
exercise.also_right("DABFE")
exercise.also_right("a, d, b, f, e")

exercise.mistake("The old gradient is not forgotten before `backward()`, which adds to it.")("DBFE")
exercise.mistake("Line G climbs: the gradient points uphill, so it is subtracted.")("ADBGE")
exercise.mistake(
    "Line C sets the gradient to 0 after it was computed, or the step is missing: the weights do not move."
)("DBCFE")
exercise.mistake("The weights move before `backward()`: by the gradient left from the step before.")("DFABE")
exercise.mistake("The gradient is forgotten between `backward()` and the step: there is nothing to step by.")("DBAFE")
exercise.mistake("`backward()` comes before there is a loss.")("ABDFE")


@exercise.property("The weights must move.")
def moved(output: list[object], case: Case) -> bool:
    return not torch.equal(torch.as_tensor(output[1]), case["weight"].detach())
