"""Three bugs in a LoRA layer, two of which only training shows."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
from torch import nn


class MyLoRA(nn.Module):
    """A frozen linear layer, and beside it B A · alpha / rank, which is trained."""

    def __init__(self, linear, rank, alpha):
        super().__init__()
        self.linear = linear
        self.A = nn.Parameter(torch.zeros(rank, linear.in_features))
        self.B = nn.Parameter(torch.zeros(linear.out_features, rank))
        self.scale = rank / alpha

    def forward(self, x):
        return self.linear(x) + self.scale * (x @ self.A.T @ self.B.T)
'''

exercise = FindTheBug(
    "tuning_and_alignment.lora_bugs",
    title="Three bugs in a LoRA",
    chapter="17",
    level=3,
    minutes=20,
    hints=[
        "One bug trains what should stay; one means that nothing is ever learned; one is a fraction. "
        "The check trains your layer for some steps, then sets A and B to values of its own.",
        "Who says that `linear` is frozen? What is the gradient of A where B is 0, and that of B where A is 0?",
        "`linear.requires_grad_(False)`; draw A at random (`torch.randn(...)`) and leave B at 0; alpha / rank.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n_in: int, n_out: int, rank: int, alpha: float) -> Case:
        shapes = {"W": (n_out, n_in), "x": (8, n_in), "target": (8, n_out), "A": (rank, n_in), "B": (n_out, rank)}
        drawn = {name: torch.randn(shape, generator=rng) for name, shape in shapes.items()}
        return {**drawn, "rank": rank, "alpha": alpha}

    return [draw(5, 6, 2, 6.0), draw(6, 4, 3, 1.0)]


@exercise.runner
def trained(answer: Any, case: Case) -> dict[str, Any]:
    """Train the layer for three steps; say what moved, and what it computes."""
    linear = nn.Linear(case["W"].shape[1], case["W"].shape[0], bias=False)
    linear.load_state_dict({"weight": case["W"]})
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layer = answer(linear, case["rank"], case["alpha"])
    starts_as_it_was = torch.allclose(layer(case["x"]), case["x"] @ case["W"].T, atol=1e-5)
    free = [one for one in layer.parameters() if one.requires_grad]
    before = {name: getattr(layer, name).detach().clone() for name in ("A", "B")}
    for _ in range(3 if free else 0):
        loss = (layer(case["x"]) - case["target"]).square().mean()
        for one, slope in zip(free, torch.autograd.grad(loss, free), strict=True):
            one.data -= 0.01 * slope
    learned = any(not torch.equal(getattr(layer, name), was) for name, was in before.items())
    stayed = torch.equal(linear.weight, case["W"])
    with torch.no_grad():
        linear.weight.copy_(case["W"])
        layer.A.copy_(case["A"])
        layer.B.copy_(case["B"])
        output = layer(case["x"])
    return {
        "the layer starts as it was": starts_as_it_was,
        "A or B has learned": learned,
        "the frozen weights have stayed": stayed,
        "what it computes": output,
    }


@exercise.solution
class MyLoRA(nn.Module):
    """A frozen linear layer, and beside it B A · alpha / rank, which is trained."""

    def __init__(self, linear: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.A = nn.Parameter(torch.randn(rank, linear.in_features) / linear.in_features**0.5)
        self.B = nn.Parameter(torch.zeros(linear.out_features, rank))
        self.scale = alpha / rank

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x) + self.scale * (x @ self.A.T @ self.B.T)


def variant(*bugs: str, random_b: bool = False) -> Callable[[nn.Linear, int, float], nn.Module]:
    """Return a class with some of the bugs left in, or mended in another way."""

    class Variant(nn.Module):
        def __init__(self, linear: nn.Linear, rank: int, alpha: float) -> None:
            super().__init__()
            self.linear = linear
            if "not frozen" not in bugs:
                for one in linear.parameters():
                    one.requires_grad = False
            a, b = torch.randn(rank, linear.in_features), torch.zeros(linear.out_features, rank)
            if random_b:
                a, b = torch.zeros_like(a), torch.randn_like(b)
            if "both zero" in bugs:
                a = torch.zeros_like(a)
            if "both random" in bugs:
                b = torch.randn_like(b)
            self.A, self.B = nn.Parameter(a), nn.Parameter(b)
            self.scale = {"upside down": rank / alpha, "no scale": 1.0, "no rank": alpha}.get(
                bugs[0] if bugs else "", alpha / rank
            )

        def forward(self, x: Tensor) -> Tensor:
            return self.linear(x) + self.scale * (x @ self.A.T @ self.B.T)

    return Variant


exercise.also_right(variant())
exercise.also_right(variant(random_b=True))

exercise.mistake("The scale is rank / alpha; it must be alpha / rank.")(variant("upside down"))
exercise.mistake("The scale is gone; it must be alpha / rank.")(variant("no scale"))
exercise.mistake("The scale is alpha alone; divide by the rank.")(variant("no rank"))
exercise.mistake("A and B both start at 0: each one's gradient holds the other as a factor, so neither ever moves.")(
    variant("both zero")
)
exercise.mistake("A and B both start at random: the model begins with a change that nobody asked for. Let B be 0.")(
    variant("both random")
)
exercise.mistake("The linear layer is not frozen: its weights train too, and there is nothing saved.")(
    variant("not frozen")
)
exercise.mistake("Nothing is mended yet: the layer trains, A and B do not, and the scale is upside down.")(
    variant("upside down", "both zero", "not frozen")
)
