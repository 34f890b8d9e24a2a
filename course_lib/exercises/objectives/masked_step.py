"""The lines of a masked step, shuffled, among them three that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "objectives.masked_step",
    title="The lines of a masked step",
    chapter="08",
    level=2,
    minutes=5,
    hints=[
        "What must be known before anything is hidden? And what does the last line return?",
        "Choose, hide, read, compare. The targets are taken from the tokens as they were; special tokens are spared "
        "before anything is hidden. Three lines are not needed.",
        "B comes first, then F, then D, then A; C is the last line.",
    ],
    signature="def my_masked_step(token_ids, throw, is_special, mask_id, table):",
    lines=[
        "logits = table[inputs] + table[inputs].mean(dim=1, keepdim=True)  # the model",
        "chosen = throw < 0.15",
        "return torch.nn.functional.cross_entropy(logits[chosen], token_ids[chosen])",
        "inputs = token_ids.masked_fill(chosen, mask_id)",
        "return torch.nn.functional.cross_entropy(logits[chosen], inputs[chosen])",
        "chosen = chosen & ~is_special",
        "logits = table[token_ids] + table[token_ids].mean(dim=1, keepdim=True)  # the model",
        "return torch.nn.functional.cross_entropy(logits.flatten(0, 1), token_ids.flatten())",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    token_ids = torch.randint(4, 9, (3, 8), generator=rng)
    throw = torch.rand(3, 8, generator=rng)
    throw[:, 0], throw[:, 3], throw[:, 4] = 0.05, 0.1, 0.5
    is_special = torch.zeros(3, 8, dtype=torch.bool)
    is_special[:, 0] = True
    table = torch.randn(9, 9, generator=rng)
    return [
        {
            "token_ids": token_ids,
            "throw": throw,
            "is_special": is_special,
            "mask_id": 3,
            "table": table,
        }
    ]


exercise.solution("BFDAC")
exercise.also_right("b, f, d, a, c")
exercise.also_right(["B", "F", "D", "A", "C"])

exercise.mistake("Line G lets the model read the tokens that it is to guess.")("BFDGC")
exercise.mistake("Line E asks for the damaged tokens: the right answer is always [MASK].")("BFDAE")
exercise.mistake("Line H counts every position; only the hidden ones ask something.")("BFDAH")
exercise.mistake("Line F is missing: special tokens are hidden too.")("BDAC")
exercise.mistake("Line F comes after the hiding: special tokens do not count, but they are hidden already.")("BDFAC")
exercise.mistake("A line uses `inputs` before line D has made them.")("BFADC")
exercise.mistake("Line F or D uses `chosen` before line B has made it.")("FBDAC")


@exercise.property("The loss is a number.")
def a_number(loss: torch.Tensor, case: Case) -> bool:
    return loss.ndim == 0 and bool(abs(loss - leaky(case)) > 1e-6)


def leaky(case: Case) -> torch.Tensor:
    """The loss of a model that reads what it is to guess."""
    chosen = (case["throw"] < 0.15) & ~case["is_special"]
    logits = case["table"][case["token_ids"]]
    logits = logits + logits.mean(dim=1, keepdim=True)
    return torch.nn.functional.cross_entropy(logits[chosen], case["token_ids"][chosen])
