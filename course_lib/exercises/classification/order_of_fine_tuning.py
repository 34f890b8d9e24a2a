"""The lines of fine-tuning, shuffled, two of which do not belong."""

import torch
from torch import Tensor, nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "classification.order_of_fine_tuning",
    title="The lines of fine-tuning",
    chapter="13",
    level=2,
    minutes=8,
    hints=[
        "What must exist before the first batch? And what may be called only after the loss is there?",
        "Head, optimiser over everything, then for each batch: logits, loss, "
        "gradients, step, and gradients back "
        "to zero. Two lines are wrong: one optimises too little, one softens the "
        "scores twice.",
        "The order begins with D, then A, then the loop F with its lines: C, H, B, then E and G in the right order.",
    ],
    signature="def fine_tuned(encoder, head, batches, rate):",
    lines=[
        "optimizer = torch.optim.SGD(model.parameters(), lr=rate)",
        "    loss.backward()",
        "    logits = model(features)",
        "model = torch.nn.Sequential(encoder, head)",
        "    optimizer.step()",
        "for features, targets in batches:",
        "    optimizer.zero_grad()",
        "    loss = torch.nn.functional.cross_entropy(logits, targets)",
        "optimizer = torch.optim.SGD(head.parameters(), lr=rate)",
        "    loss = torch.nn.functional.cross_entropy(logits.softmax(dim=-1), targets)",
        "return model.state_dict()",
    ],
)


def layer(rows: int, columns: int, rng: torch.Generator) -> nn.Linear:
    made = nn.Linear(columns, rows)
    with torch.no_grad():
        made.weight.copy_(torch.randn(rows, columns, generator=rng))
        made.bias.zero_()
    return made


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def batch(n: int) -> tuple[Tensor, Tensor]:
        x = torch.randn(n, 3, generator=rng)
        return x, torch.randint(2, (n,), generator=rng)

    return [
        {
            "encoder": layer(4, 3, rng),
            "head": layer(2, 4, rng),
            "batches": [batch(5), batch(6), batch(7)],
            "rate": 0.5,
        }
    ]


exercise.solution("DAFCHBEGK")
exercise.also_right("DAFGCHBEK")
exercise.also_right("d, a, f, c, g, h, b, e, k")

exercise.mistake("Line I trains the head alone: the encoder must be free to move, too.")("DIFCHBEGK")
exercise.mistake("Line J gives cross-entropy probabilities; it takes logits, and makes the softmax itself.")(
    "DAFCJBEGK"
)
exercise.mistake("The gradients are never set to zero: each step adds those of all steps before.")("DAFCHBEK")
exercise.mistake(
    "Nothing moves. In each round the gradients are computed, then followed, then "
    "set to zero: "
    "backward, step, zero_grad."
)("DAFCHBGEK")
exercise.mistake("The step is made before the gradients of this batch are there.")("DAFCHEBK")
exercise.mistake("The optimiser is made before the model whose parameters it moves.")("ADFCHBEGK")
