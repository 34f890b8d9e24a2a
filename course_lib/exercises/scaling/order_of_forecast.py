"""The lines of a forecast by a power law, shuffled, among them two that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "scaling.order_of_forecast",
    title="Put the lines of a forecast in order",
    chapter="11",
    level=2,
    minutes=5,
    hints=[
        "Both logarithms first, then the line through them, and the forecast last.",
        "What is straight is the logarithm of what the loss has above its floor. The intercept needs the slope. Two "
        "lines are not needed: one subtracts the floor too late, one forgets to come back from the logarithm.",
        "D and B come first, then C, then E; A is the last line.",
    ],
    signature="def forecast(sizes, losses, floor, larger):",
    lines=[
        "return floor + torch.exp(intercept + slope * torch.log(larger))",
        "y = torch.log(losses - floor)",
        "slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()",
        "x = torch.log(sizes)",
        "intercept = y.mean() - slope * x.mean()",
        "y = torch.log(losses) - floor",
        "return floor + intercept + slope * torch.log(larger)",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    sizes = torch.logspace(3.5, 5.5, 6)
    losses = 0.7 + (20_000 / sizes) ** 0.3 * (1 + 0.02 * torch.randn(6, generator=rng))
    return [{"sizes": sizes, "losses": losses, "floor": 0.7, "larger": torch.tensor(2e6)}]


exercise.solution("DBCEA")
exercise.also_right("BDCEA")
exercise.also_right("d, b, c, e, a")

exercise.mistake("Line F subtracts the floor from the logarithm; it must go from the losses, before.")("DFCEA")
exercise.mistake("Line G stays among the logarithms: the forecast needs torch.exp.")("DBCEG")
exercise.mistake("Line F subtracts the floor too late, and line G forgets to leave the logarithms.")("DFCEG")
exercise.mistake("The intercept is computed before the slope that it needs.")("DBECA")
exercise.mistake("The slope is computed before one of the logarithms that it compares.")("DCBEA")


@exercise.property("A larger model is forecast to have a loss above the floor.")
def above_the_floor(loss: torch.Tensor, case: Case) -> bool:
    return bool(loss > case["floor"])
