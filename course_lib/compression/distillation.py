"""Distillation: a small model learns from all the probabilities that a large one gives.

Source: Hinton, Vinyals and Dean (2015), section 2, https://arxiv.org/abs/1503.02531;
every other layer of the teacher as a start: Sanh et al. (2019), DistilBERT, section 3,
https://arxiv.org/abs/1910.01108.
Held equal to the paper's formula and gradient by tests/compression/test_distillation.py.
Left out: hidden states as targets, text that the teacher writes.
"""

import copy
from dataclasses import replace

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.models.gpt import GPT
from course_lib.training.step import Loss


def soft_loss(
    student: Float[Tensor, "*batch vocab"],
    teacher: Float[Tensor, "*batch vocab"],
    temperature: float = 1.0,
) -> Float[Tensor, ""]:
    """Return T² · KL(teacher ‖ student), both softened by the temperature T.

    Dividing logits by T makes the gradient about T² times smaller; the factor undoes it,
    so that T can be changed without changing the weight of this loss.

    Raises:
        ValueError: if the temperature is not positive.
    """
    if not temperature > 0:
        raise ValueError(f"temperature must be positive, got {temperature}.")
    log_p = F.log_softmax(teacher / temperature, dim=-1).flatten(0, -2)
    log_q = F.log_softmax(student / temperature, dim=-1).flatten(0, -2)
    kl = F.kl_div(log_q, log_p, reduction="batchmean", log_target=True)
    return temperature**2 * kl


def distillation_loss(
    student: Float[Tensor, "*batch vocab"],
    teacher: Float[Tensor, "*batch vocab"],
    targets: Int[Tensor, "*batch"],
    temperature: float = 2.0,
    share: float = 0.5,
) -> Float[Tensor, ""]:
    """Return a mixture: `share` of the teacher's loss, the rest of the text's.

    Raises:
        ValueError: if the share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must be between 0 and 1, got {share}.")
    hard = F.cross_entropy(student.flatten(0, -2), targets.flatten())
    return share * soft_loss(student, teacher, temperature) + (1 - share) * hard


def learn_from(teacher: nn.Module, temperature: float = 2.0, share: float = 0.5) -> Loss:
    """Return a loss for `train`: the student's model and batch in, the mixture out."""
    teacher.eval()

    def loss(student: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
        inputs, targets = batch
        with torch.no_grad():
            wise = teacher(inputs)
        return distillation_loss(student(inputs), wise, targets, temperature, share)

    return loss


def every_other_layer(teacher: GPT) -> GPT:
    """Return a student with half the teacher's layers: its first, third, fifth …"""
    kept = range(0, teacher.config.n_layers, 2)
    student = GPT(replace(teacher.config, n_layers=len(kept)))
    state = {k: v for k, v in teacher.state_dict().items() if not k.startswith("blocks.")}
    student.load_state_dict(state, strict=False)
    for block, i in zip(student.blocks, kept, strict=True):
        block.load_state_dict(copy.deepcopy(teacher.blocks[i].state_dict()))
    return student
