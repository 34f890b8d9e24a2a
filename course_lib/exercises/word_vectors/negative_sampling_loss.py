"""The loss of one true pair and its noise words."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "word_vectors.negative_sampling_loss",
    title="The loss of negative sampling",
    chapter="03",
    level=2,
    minutes=15,
    hints=[
        "Two questions to the model, each answered by a sigmoid: is the true neighbour true, and is each noise word "
        "false? The loss is the sum of minus the logarithms of the right answers' probabilities.",
        "For the neighbour the right answer has the probability σ(centre · context); for a noise word 1 - σ(centre · "
        "noise), which is σ(-centre · noise). Sum over the noise words.",
        "`-F.logsigmoid(centre @ context) - F.logsigmoid(-(noise @ centre)).sum()`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    sizes = ((4, 3), (6, 5))
    return [
        {
            "centre": torch.randn(d, generator=rng),
            "context": torch.randn(d, generator=rng),
            "noise": torch.randn(k, d, generator=rng),
        }
        for d, k in sizes
    ] + [{"centre": torch.full((2,), 10.0), "context": torch.full((2,), -10.0), "noise": torch.tensor([[10.0, 9.0]])}]


@exercise.solution
def my_loss(
    centre: Float[Tensor, "d_vector"],
    context: Float[Tensor, "d_vector"],
    noise: Float[Tensor, "n_negative d_vector"],
) -> Float[Tensor, ""]:
    """Return -log σ(centre · context) - log σ(-centre · n) for each noise word n."""
    true = F.logsigmoid(centre @ context)
    false = F.logsigmoid(-(noise @ centre))
    return -(true + false.sum())


@exercise.also_right
def by_softplus(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return F.softplus(-centre @ context) + F.softplus(noise @ centre).sum()


@exercise.also_right
def by_cross_entropy(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    scores = torch.cat([context[None], noise]) @ centre
    labels = torch.tensor([1.0] + [0.0] * len(noise))
    return F.binary_cross_entropy_with_logits(scores, labels, reduction="sum")


@exercise.mistake("The sign of the noise is missing: σ(centre · noise) rewards the model for taking noise as true.")
def noise_rewarded(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return -(F.logsigmoid(centre @ context) + F.logsigmoid(noise @ centre).sum())


@exercise.mistake("The loss has the wrong sign: logarithms of probabilities are negative, a loss is positive.")
def wrong_sign(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return -my_loss(centre, context, noise)


@exercise.mistake("The noise term is subtracted twice over: both terms have a minus in front of the logarithm.")
def opposite_terms(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return -F.logsigmoid(centre @ context) + F.logsigmoid(-(noise @ centre)).sum()


@exercise.mistake("The noise words' terms are averaged; they are to be summed.")
def averaged(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return -(F.logsigmoid(centre @ context) + F.logsigmoid(-(noise @ centre)).mean())


@exercise.mistake("The noise is left out: then the model can call every pair true.")
def without_noise(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return -F.logsigmoid(centre @ context)


@exercise.mistake("There are no logarithms: these are the probabilities themselves.")
def probabilities(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return -(torch.sigmoid(centre @ context) + torch.sigmoid(-(noise @ centre)).sum())


@exercise.mistake("`log(sigmoid(x))` is minus infinity for x below about -104: use `F.logsigmoid(x)`.")
def overflowing(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return -(torch.sigmoid(centre @ context).log() + torch.sigmoid(-(noise @ centre)).log().sum())


@exercise.mistake("The noise words are compared with the true neighbour; the guess is made from the centre word.")
def noise_with_context(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return -(F.logsigmoid(centre @ context) + F.logsigmoid(-(noise @ context)).sum())


@exercise.mistake("The noise words are added up before the sigmoid: each is a question of its own.")
def noise_summed_first(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    return -(F.logsigmoid(centre @ context) + F.logsigmoid(-(noise.sum(dim=0) @ centre)))


@exercise.property("A loss of minus logarithms of probabilities is not negative.")
def not_negative(loss: Tensor, case: Case) -> bool:
    return bool(loss >= 0)
