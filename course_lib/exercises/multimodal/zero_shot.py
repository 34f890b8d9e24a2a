"""Classes made of prompts."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "multimodal.zero_shot",
    title="Classes made of prompts",
    chapter="28",
    level=2,
    minutes=15,
    hints=[
        "For each class: one vector, made of its prompts. For each picture: its cosine with each class's vector.",
        "Bring each prompt to length 1, take the mean over the prompts, bring that to length 1 again.",
        "mean = F.normalize(one, dim=1).mean(dim=0); classes = F.normalize(torch.stack(means), dim=1); "
        "return F.normalize(pictures, dim=1) @ classes.T",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(n_pictures: int, width: int, counts: list[int]) -> Case:
        prompts = []
        for n in counts:
            lengths = 0.5 + 4 * torch.rand(n, 1, generator=rng)
            prompts.append(lengths * F.normalize(torch.randn(n, width, generator=rng), dim=1))
        return {"pictures": 3 * torch.randn(n_pictures, width, generator=rng), "prompts": prompts}

    return [case(4, 5, [2, 3, 4]), case(3, 6, [3, 3])]


@exercise.solution
def my_zero_shot(
    pictures: Float[Tensor, "picture d_shared"],
    prompts: list[Float[Tensor, "_ d_shared"]],
) -> Float[Tensor, "picture class"]:
    """Return the cosine of each picture with each class.

    A class's vector is the mean of its prompts' vectors, each of length 1 by then.
    """
    means = [F.normalize(one, dim=1).mean(dim=0) for one in prompts]
    classes = F.normalize(torch.stack(means), dim=1)
    return F.normalize(pictures, dim=1) @ classes.T


@exercise.also_right
def by_cosine_similarity(pictures: Tensor, prompts: list[Tensor]) -> Tensor:
    columns = []
    for one in prompts:
        middle = (one / one.norm(dim=1, keepdim=True)).mean(dim=0)
        columns.append(F.cosine_similarity(pictures, middle[None]))
    return torch.stack(columns, dim=1)


@exercise.also_right
def by_sums(pictures: Tensor, prompts: list[Tensor]) -> Tensor:
    sums = torch.stack([F.normalize(one, dim=1).sum(dim=0) for one in prompts])
    return (pictures @ sums.T) / (pictures.norm(dim=1)[:, None] * sums.norm(dim=1))


@exercise.mistake("The prompts are averaged as they are: a long vector then counts more than a short one.")
def prompts_as_they_are(pictures: Tensor, prompts: list[Tensor]) -> Tensor:
    means = torch.stack([one.mean(dim=0) for one in prompts])
    return F.normalize(pictures, dim=1) @ F.normalize(means, dim=1).T


@exercise.mistake("The class's vector is not brought to length 1: this is the mean cosine with its prompts.")
def mean_cosine(pictures: Tensor, prompts: list[Tensor]) -> Tensor:
    means = torch.stack([F.normalize(one, dim=1).mean(dim=0) for one in prompts])
    return F.normalize(pictures, dim=1) @ means.T


@exercise.mistake("The nearest prompt decides; the class is the mean of all its prompts.")
def nearest_prompt(pictures: Tensor, prompts: list[Tensor]) -> Tensor:
    unit = F.normalize(pictures, dim=1)
    return torch.stack([(unit @ F.normalize(one, dim=1).T).max(dim=1).values for one in prompts], dim=1)


@exercise.mistake("Only the first prompt of each class is used.")
def first_prompt(pictures: Tensor, prompts: list[Tensor]) -> Tensor:
    return F.normalize(pictures, dim=1) @ F.normalize(torch.stack([one[0] for one in prompts]), dim=1).T


@exercise.mistake("The pictures are not brought to length 1: these are products, not cosines.")
def long_pictures(pictures: Tensor, prompts: list[Tensor]) -> Tensor:
    return my_zero_shot(pictures, prompts) * pictures.norm(dim=1)[:, None]


@exercise.mistake("Rows and columns are exchanged: there must be one row a picture.")
def exchanged(pictures: Tensor, prompts: list[Tensor]) -> Tensor:
    return my_zero_shot(pictures, prompts).T


@exercise.mistake("Return the cosines themselves: a softmax over the classes is not asked for.")
def softmax_too(pictures: Tensor, prompts: list[Tensor]) -> Tensor:
    return my_zero_shot(pictures, prompts).softmax(dim=1)


@exercise.property("A cosine lies between -1 and 1.")
def cosines(answer: Tensor, case: Case) -> bool:
    return bool(answer.abs().max() <= 1 + 1e-5)
