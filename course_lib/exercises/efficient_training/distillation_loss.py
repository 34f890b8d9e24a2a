"""Learn from a teacher's probabilities: T² · KL. Source: Hinton et al. (2015), section 2."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "efficient_training.distillation_loss",
    title="The loss of distillation",
    chapter="12",
    level=3,
    minutes=20,
    hints=[
        "Three steps: soften both by the temperature, measure how far the student's probabilities are from the "
        "teacher's, make up for the smaller gradients.",
        "Divide both logits by T before the softmax. KL(teacher ‖ student) sums p (ln p − ln q) over the vocabulary, "
        "with p the teacher's; take the mean over the rows, then multiply by T².",
        "`log_p = F.log_softmax(teacher / T, dim=-1)`, `log_q` the same of the student; "
        "`(log_p.exp() * (log_p - log_q)).sum(dim=-1).mean() * T**2`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, temperature: float) -> Case:
        student, teacher = (2 * torch.randn(n, 7, generator=rng) for _ in range(2))
        return {"student": student, "teacher": teacher, "temperature": temperature}

    same = torch.randn(3, 7, generator=rng)
    return [draw(4, 1.0), draw(5, 3.0), {"student": same, "teacher": same.clone(), "temperature": 2.0}]


@exercise.solution
def my_soft_loss(
    student: Float[Tensor, "row vocab"],
    teacher: Float[Tensor, "row vocab"],
    temperature: float,
) -> Float[Tensor, ""]:
    """Return T² times the mean over rows of KL(teacher ‖ student), both softened by T.

    Both are logits. It is 0 if the two agree.
    """
    log_p = F.log_softmax(teacher / temperature, dim=-1)
    log_q = F.log_softmax(student / temperature, dim=-1)
    kl = (log_p.exp() * (log_p - log_q)).sum(dim=-1)
    return temperature**2 * kl.mean()


@exercise.also_right
def with_pytorch(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    log_q, p = (student / temperature).log_softmax(-1), (teacher / temperature).softmax(-1)
    return F.kl_div(log_q, p, reduction="batchmean") * temperature**2


@exercise.also_right
def by_cross_entropies(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    p = torch.softmax(teacher / temperature, dim=-1)
    entropy = F.cross_entropy(teacher / temperature, p)
    return (F.cross_entropy(student / temperature, p) - entropy) * temperature * temperature


def kl(log_p: Tensor, log_q: Tensor) -> Tensor:
    return (log_p.exp() * (log_p - log_q)).sum(dim=-1).mean()


def softened(logits: Tensor, temperature: float) -> Tensor:
    return F.log_softmax(logits / temperature, dim=-1)


@exercise.mistake("The factor T² is missing: gradients shrink by about T² when logits are divided by T.")
def no_square(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return kl(softened(teacher, temperature), softened(student, temperature))


@exercise.mistake("The factor is T; it must be T²: the logits are divided by T on both sides.")
def factor_t(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return no_square(student, teacher, temperature) * temperature


@exercise.mistake("Student and teacher are swapped: KL(teacher ‖ student) weighs by the teacher's probabilities.")
def swapped(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return my_soft_loss(teacher, student, temperature)


@exercise.mistake("Only the teacher is softened; divide the student's logits by T as well.")
def student_not_softened(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return temperature**2 * kl(softened(teacher, temperature), softened(student, 1.0))


@exercise.mistake("Only the student is softened; divide the teacher's logits by T as well.")
def teacher_not_softened(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return temperature**2 * kl(softened(teacher, 1.0), softened(student, temperature))


@exercise.mistake("The logits are multiplied by T, which sharpens; a temperature above 1 divides, and softens.")
def multiplied(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return temperature**2 * kl(softened(teacher, 1 / temperature), softened(student, 1 / temperature))


@exercise.mistake("The mean runs over rows and vocabulary; sum over the vocabulary, then take the mean over the rows.")
def mean_of_all(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return my_soft_loss(student, teacher, temperature) / student.shape[-1]


@exercise.mistake("The rows are summed; take their mean, so that the loss does not grow with the batch.")
def sum_of_rows(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return my_soft_loss(student, teacher, temperature) * len(student)


@exercise.mistake("The teacher's entropy is still in it (this is the cross-entropy): two that agree must have loss 0.")
def cross_entropy(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    p = torch.softmax(teacher / temperature, dim=-1)
    return temperature**2 * F.cross_entropy(student / temperature, p)


@exercise.mistake("Only the teacher's favourite word counts (its argmax): all its probabilities are to be learned.")
def hard_targets(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return F.cross_entropy(student, teacher.argmax(dim=-1))


@exercise.mistake("The squared distance between the logits is another loss; compare probabilities.")
def squared(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    return (student - teacher).square().mean()


@exercise.property("Where student and teacher agree, the loss is 0.")
def zero_if_they_agree(loss: Any, case: Case) -> bool:
    return not torch.equal(case["student"], case["teacher"]) or abs(float(loss)) < 1e-4
