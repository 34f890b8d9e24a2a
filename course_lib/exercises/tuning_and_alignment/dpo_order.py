"""The lines of DPO's loss, shuffled, among them two that do not belong."""

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "tuning_and_alignment.dpo_order",
    title="Put the lines of DPO in order",
    chapter="17",
    level=2,
    minutes=10,
    hints=[
        "First how far the model has moved for each answer, then the margin, then the loss. Two lines stay out.",
        "The rewards compare the model with the reference, not one answer with the other; -log σ(m) = log(1 + e⁻ᵐ).",
        "Begin with the two log-ratios, in any order; then `margin`, then `loss`, then `return`.",
    ],
    signature="def my_dpo(chosen, rejected, ref_chosen, ref_rejected, beta):",
    lines=[
        "margin = beta * (moved_chosen - moved_rejected)",
        "return loss.mean()",
        "moved_chosen = chosen - ref_chosen",
        "loss = torch.log1p(torch.exp(-margin))",
        "moved_rejected = rejected - ref_rejected",
        "loss = torch.log1p(torch.exp(margin))",
        "margin = beta * (chosen - rejected)",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    names = ("chosen", "rejected", "ref_chosen", "ref_rejected")
    drawn = {name: -3 - 4 * torch.rand(5, generator=rng) for name in names}
    return [{**drawn, "beta": 0.5}]


def the_loss(chosen: Tensor, rejected: Tensor, ref_chosen: Tensor, ref_rejected: Tensor, beta: float) -> Tensor:
    return -F.logsigmoid(beta * ((chosen - ref_chosen) - (rejected - ref_rejected))).mean()


exercise.solution("CEADB")
exercise.also_right("ECADB")
exercise.also_right(["C", "E", "A", "D", "B"])
exercise.mistake("The loss has the wrong sign inside: so it falls when the rejected answer wins.")("CEAFB")
exercise.mistake("This margin ignores the reference: then a likely answer is rewarded for being likely at the start.")(
    "GDB"
)
exercise.mistake("The loss is used before it is made: `return` comes last.")("CEABD")
exercise.mistake("The margin is computed before the log-ratios that it needs.")("ACEDB")
exercise.mistake("The log-ratio of the rejected answer is missing: the margin needs both.")("CADB")
exercise.mistake("The log-ratio of the chosen answer is missing, and the margin needs both.")("EADB")
exercise.mistake("Nothing is returned: the last line must be `return`.")("CEAD")
