"""The lines of a private step, shuffled."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "trust.order_of_private_step",
    title="A private step, in order",
    chapter="27",
    level=1,
    minutes=6,
    hints=[
        "Draw, differentiate, clip, add up, disturb, divide. One line needs what another makes.",
        "Two lines do not belong: one draws a lot of a fixed size from the front, one adds noise that is too small.",
        "E comes first and C last; then come G, A, F and D.",
    ],
    signature="def my_step(examples, gradient, coins, q, most, sigma, noise):",
    lines=[
        "short = [g * min(1.0, most / (abs(g) + 1e-12)) for g in each]",
        "lot = examples[: int(q * len(examples))]",
        "return total / (q * len(examples))",
        "total = total + noise * sigma * most",
        "lot = [one for one, coin in zip(examples, coins) if coin < q]",
        "total = sum(short)",
        "each = [gradient(one) for one in lot]",
        "total = total + noise * sigma",
    ],
)


def slope(x: float) -> float:
    """Return a gradient of one number."""
    return 2 * x - 1


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    examples = (torch.randn(8, generator=rng) * 3).tolist()
    coins = [0.9, 0.1, 0.7, 0.2, 0.3, 0.8, 0.05, 0.6]
    noise = float(torch.randn(1, generator=rng)) + 2
    rest = {"gradient": slope, "q": 0.5, "most": 1.7, "sigma": 0.8, "noise": noise}
    other = rest | {"q": 0.25, "most": 0.4, "sigma": 2.5}
    return [{"examples": examples, "coins": coins, **rest}, {"examples": examples[::-1], "coins": coins, **other}]


exercise.solution("EGAFDC")
exercise.also_right("e g a f d c")
exercise.also_right(["E", "G", "A", "F", "D", "C"])

exercise.mistake("Line B takes the first examples each time: chance must decide who takes part.")("BGAFDC")
exercise.mistake("Line H leaves the clipping norm out of the noise.")("EGAFHC")
exercise.mistake("Nothing is clipped yet when line F adds up.")("EGFADC")
exercise.mistake("The gradients are asked of a lot that is not drawn yet.")("GEAFDC")
exercise.mistake("There is no noise: line D is missing.")("EGAFC")
exercise.mistake("The noise comes before there is a sum to disturb.")("EGADFC")
