"""One step of prompt tuning, its lines shuffled."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "prompting.order_of_lines",
    title="One step of prompt tuning",
    chapter="16",
    level=2,
    minutes=10,
    hints=[
        "What is trained must be a leaf with a gradient before anything is computed from it. What is returned?",
        "The vectors stand before the text; the model reads both; a loss; its gradient; a "
        "step of the vectors, down the slope. Three lines are wrong: the model stays as it is.",
        "D comes first, then F, B, C and A; the last line is the step of the vectors, not of the model.",
    ],
    signature="def my_step(vectors, embedded, model, target, rate):",
    lines=[
        "loss.backward()",
        "logits = torch.arange(len(rows)).float() @ rows.tanh() @ model",
        "loss = torch.nn.functional.cross_entropy(logits, target)",
        "vectors = vectors.clone().requires_grad_(True)",
        "return model - rate * model.grad",
        "rows = torch.cat([vectors, embedded])",
        "rows = torch.cat([embedded, vectors])",
        "return vectors.detach() - rate * vectors.grad",
        "return vectors.detach() + rate * vectors.grad",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {
            "vectors": torch.randn(2, 4, generator=rng),
            "embedded": torch.randn(5, 4, generator=rng),
            "model": torch.randn(4, 3, generator=rng),
            "target": torch.tensor(1),
            "rate": 0.01,
        }
    ]


exercise.solution("DFBCAH")
exercise.also_right("d, f, b, c, a, h")
exercise.also_right(["D", "F", "B", "C", "A", "H"])

exercise.mistake("Line E moves the model, which is frozen and has no gradient: the vectors move.")("DFBCAE")
exercise.mistake("Line G puts the vectors after the text; a soft prompt stands before it.")("DGBCAH")
exercise.mistake("Line I goes up the slope: the step is against the gradient.")("DFBCAI")
exercise.mistake("The rows are joined before the vectors ask for a gradient: they get none.")("FDBCAH")
exercise.mistake("The model reads the rows before they are there.")("DBFCAH")
exercise.mistake("The gradient is asked for before there is a loss.")("DFBACH")


@exercise.property("A small step down the slope must make the loss smaller.")
def is_better(output: torch.Tensor, case: Case) -> bool:
    def loss(vectors: torch.Tensor) -> float:
        rows = torch.cat([vectors, case["embedded"]])
        logits = torch.arange(len(rows)).float() @ rows.tanh() @ case["model"]
        return torch.nn.functional.cross_entropy(logits, case["target"]).item()

    return loss(output) <= loss(case["vectors"]) + 1e-6
