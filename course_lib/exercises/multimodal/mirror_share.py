"""A probe with two pictures: how often does the caption prefer its own?"""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "multimodal.mirror_share",
    title="The mirror probe",
    chapter="28",
    level=2,
    minutes=10,
    hints=[
        "Three things can happen to a caption: its picture wins, the mirror image wins, or neither. What is a model "
        "worth that can't tell them apart at all?",
        "A tie is worth half: then a model that knows nothing gets 0.5, whether it guesses or always ties.",
        "wins = (own > mirror).double(); ties = (own == mirror).double(); return (wins + ties / 2).mean().item()",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(n: int, n_ties: int) -> Case:
        own, mirror = torch.rand(n, generator=rng), torch.rand(n, generator=rng)
        mirror[:n_ties] = own[:n_ties]
        own[n_ties] = mirror[n_ties] + 0.25
        mirror[n_ties + 1] = own[n_ties + 1] + 0.125
        own[n_ties + 2] = mirror[n_ties + 2] + 0.0625
        mirror[n_ties + 3] = own[n_ties + 3] + 1.0
        own[n_ties + 4] = mirror[n_ties + 4] + 0.5
        return {"own": own[: n_ties + 5], "mirror": mirror[: n_ties + 5]}

    return [case(20, 3), case(20, 1), case(20, 7)]


@exercise.solution
def my_mirror_share(
    own: Float[Tensor, " caption"],
    mirror: Float[Tensor, " caption"],
) -> float:
    """Return the share of captions nearer to their own picture; a tie counts half.

    `own` has each caption's cosine with its picture, `mirror` with the mirror image.
    """
    wins = (own > mirror).double()
    ties = (own == mirror).double()
    return (wins + ties / 2).mean().item()


@exercise.also_right
def by_signs(own: Tensor, mirror: Tensor) -> float:
    return ((own - mirror).sign().mean().item() + 1) / 2


@exercise.also_right
def by_a_loop(own: Tensor, mirror: Tensor) -> float:
    total = 0.0
    for a, b in zip(own.tolist(), mirror.tolist(), strict=True):
        total += 1.0 if a > b else 0.5 if a == b else 0.0
    return total / len(own)


@exercise.mistake("A tie counts as right: a model that gives both pictures the same vector would get 1.")
def ties_right(own: Tensor, mirror: Tensor) -> float:
    return (own >= mirror).double().mean().item()


@exercise.mistake("A tie counts as wrong: a model that knows nothing would get less than one that guesses.")
def ties_wrong(own: Tensor, mirror: Tensor) -> float:
    return (own > mirror).double().mean().item()


@exercise.mistake("Ties are left out of the mean; they are half right, and count among all captions.")
def ties_out(own: Tensor, mirror: Tensor) -> float:
    kept = own != mirror
    return (own[kept] > mirror[kept]).double().mean().item()


@exercise.mistake("This is the share of captions nearer to the mirror image.")
def turned(own: Tensor, mirror: Tensor) -> float:
    return 1 - my_mirror_share(own, mirror)


@exercise.mistake("The means are compared: one large difference then decides for all captions.")
def of_the_means(own: Tensor, mirror: Tensor) -> float:
    return float(own.mean() > mirror.mean())


@exercise.mistake("This is the mean difference of the cosines; count the captions.")
def difference(own: Tensor, mirror: Tensor) -> float:
    return (own - mirror).double().mean().item()
