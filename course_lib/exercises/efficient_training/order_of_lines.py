"""The lines of a step that accumulates, clips and moves, among them two that do not belong."""

import torch
from torch import nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "efficient_training.order_of_lines",
    title="Put the lines of an accumulated step in order",
    chapter="12",
    level=1,
    minutes=5,
    hints=[
        "What must be gone before the first gradient is added? What comes last?",
        "The two parts of the batch each add their gradient. Clipping needs the whole sum, and the step needs the "
        "clipped one. Two lines are not needed: one clips losses, one divides by the wrong thing.",
        "B comes first and E last; A and G, in either order, come between; D stands just before E.",
    ],
    signature="def my_step(model, optimizer, loss, first, second, max_norm):",
    lines=[
        "(loss(model(first)) / 2).backward()",
        "optimizer.zero_grad()",
        "(loss(model(second)) / len(second)).backward()",
        "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)",
        "optimizer.step()",
        "loss(model(first)).clamp(max=max_norm).backward()",
        "(loss(model(second)) / 2).backward()",
    ],
)


def start(case: Case) -> tuple[nn.Linear, torch.optim.Optimizer]:
    """Return a model with the case's weights, and with gradients left from before; and its optimizer."""
    model = nn.Linear(3, 1, bias=False)
    with torch.no_grad():
        model.weight.copy_(case["weight"])
    model.weight.grad = case["old_gradient"].clone()
    return model, torch.optim.SGD(model.parameters(), lr=0.1)


run_lines = OrderTheLines.run


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(max_norm: float) -> Case:
        case: Case = {name: torch.randn(1, 3, generator=rng) for name in ("weight", "old_gradient")}
        case |= {name: torch.randn(4, 3, generator=rng) + 1 for name in ("first", "second")}
        return {**case, "max_norm": max_norm}

    return [draw(1e6), draw(0.3)]


def run(answer: object, case: Case) -> torch.Tensor:
    """Take the step that the lines make; return what the weights become."""
    model, optimizer = start(case)
    arguments = {
        "model": model,
        "optimizer": optimizer,
        "loss": lambda output: (output - 3).square().mean(),
        **{name: case[name] for name in ("first", "second", "max_norm")},
    }
    with torch.enable_grad():
        run_lines(exercise, answer, arguments)
    return model.weight.detach().clone()


exercise.run = run  # type: ignore[method-assign]

exercise.solution("BAGDE")
exercise.also_right("BGADE")
exercise.also_right("b, a, g, d, e")

exercise.mistake("Old gradients are still in the sum: forget them before the first part adds its own.")("AGDE")
exercise.mistake("`zero_grad()` stands between the parts, so that the first one's gradient is lost.")("ABGDE")
exercise.mistake("The step comes before the second part has added its gradient.")("BADEG")
exercise.mistake("The gradient is clipped before the second part has added its own: clip the whole.")("BADGE")
exercise.mistake("The gradient is clipped before the first part has added its own: clip the whole.")("BGDAE")
exercise.mistake("The step comes first, along old gradients: nothing of this batch has a part in it.")("EBAGD")
exercise.mistake("Old gradients are clipped and followed: nothing of this batch has a part in the step.")("DEBAG")
exercise.mistake("The step comes before the second part, and old gradients are in it too.")("AEBGD")
exercise.mistake("The step comes before the first part, and old gradients are in it too.")("GEBAD")
exercise.mistake("The step is taken before the gradient is clipped (or it is not clipped at all).")("BAGED")
exercise.mistake("Line C divides a mean by the number of rows again; divide by the number of parts.")("BACDE")
exercise.mistake("Line F clips the loss; what must not be too long is the gradient.")("BFGDE")
exercise.mistake("Nothing moves the weights: the step must come last, after the gradient is there.")("BAGD")


@exercise.property("A step is at most learning rate times max_norm long.")
def is_short_enough(weight: torch.Tensor, case: Case) -> bool:
    return bool((weight - case["weight"]).norm() <= 0.1 * case["max_norm"] + 1e-5)
