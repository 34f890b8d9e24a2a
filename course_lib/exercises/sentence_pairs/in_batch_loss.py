"""The contrastive loss with the rest of the batch as negatives."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "sentence_pairs.in_batch_loss",
    title="The in-batch loss",
    chapter="15",
    level=2,
    minutes=15,
    hints=[
        "It is a classification: for each text, which of the candidates is its partner? The cosines are the scores.",
        "Normalise both; the logits are the table of cosines divided by the temperature; the "
        "right column of row i is i.",
        "`logits = F.normalize(first, dim=1) @ F.normalize(second, dim=1).T / temperature`; then "
        "`F.cross_entropy(logits, torch.arange(len(first)))`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, m: int, size: int, temperature: float) -> Case:
        first = torch.randn(n, size, generator=rng)
        second = torch.randn(m, size, generator=rng)
        second[:n] += first
        return {"first": 2 * first, "second": second, "temperature": temperature}

    return [draw(3, 3, 4, 0.5), draw(4, 4, 5, 0.1), draw(3, 7, 4, 0.3)]


@exercise.solution
def my_in_batch_loss(
    first: Float[Tensor, "pair d_model"],
    second: Float[Tensor, "candidate d_model"],
    temperature: float,
) -> Float[Tensor, ""]:
    """Return the mean of -ln p(partner), over the softmax of cosine / temperature.

    Row i of `second` is the partner of row i of `first`. There may be more rows:
    further candidates, which are nobody's partner.
    """
    a, b = F.normalize(first, dim=1), F.normalize(second, dim=1)
    logits = a @ b.T / temperature
    return F.cross_entropy(logits, torch.arange(len(first)))


@exercise.also_right
def written_out(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    cosines = F.cosine_similarity(first[:, None], second[None], dim=-1)
    log_p = (cosines / temperature).log_softmax(dim=1)
    return -log_p.diagonal().mean()


@exercise.also_right
def as_a_loop(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    total = torch.zeros(())
    for i, one in enumerate(first):
        scores = F.cosine_similarity(one[None], second) / temperature
        total = total + scores.logsumexp(dim=0) - scores[i]
    return total / len(first)


def table(first: Tensor, second: Tensor) -> Tensor:
    return F.normalize(first, dim=1) @ F.normalize(second, dim=1).T


def loss_of(logits: Tensor) -> Tensor:
    return F.cross_entropy(logits, torch.arange(len(logits)))


@exercise.mistake("The vectors are not brought to length 1: these are dot products.")
def dot_products(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    return loss_of(first @ second.T / temperature)


@exercise.mistake("The temperature is missing: divide the cosines by it.")
def without_temperature(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    return loss_of(table(first, second))


@exercise.mistake("The cosines are multiplied by the temperature; divide them by it.")
def multiplied(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    return loss_of(table(first, second) * temperature)


@exercise.mistake("Only the texts' own partners count: the candidates beyond the batch are left out.")
def without_extra(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    return loss_of(table(first, second[: len(first)]) / temperature)


@exercise.mistake("The softmax runs over the texts (dim=0); each text chooses among candidates (dim=1).")
def other_axis(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    logits = table(first, second) / temperature
    return -logits.log_softmax(dim=0).diagonal().mean()


@exercise.mistake("This is the sum over the pairs; the loss is their mean.")
def summed(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    return loss_of(table(first, second) / temperature) * len(first)


@exercise.mistake("The softmax is taken twice: `F.cross_entropy` takes it itself, give it the logits.")
def softmax_twice(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    return loss_of((table(first, second) / temperature).softmax(dim=1))


@exercise.mistake("The partner itself is left out of the softmax: it must be among the candidates.")
def without_partner(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    logits = table(first, second) / temperature
    is_partner = torch.eye(*logits.shape).bool()
    others = logits.masked_fill(is_partner, float("-inf")).logsumexp(dim=1)
    return (others - logits.diagonal()).mean()


@exercise.property("-ln of a probability is not negative.")
def not_negative(output: Tensor, case: Case) -> bool:
    return bool(output >= 0)
