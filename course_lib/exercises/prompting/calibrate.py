"""Take out what the model answers by habit. Source: Zhao et al. (2021), section 5."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "prompting.calibrate",
    title="Calibrate by an input without content",
    chapter="16",
    level=1,
    minutes=10,
    hints=[
        "What the model says of an input without content is its habit. If it gives an "
        "answer twice as often there, that answer should count half.",
        "Divide each text's probabilities by those of the content-free input, label by "
        "label. Are they probabilities still?",
        "`weighed = probabilities / content_free`, then divide each row by its sum (`dim=-1, keepdim=True`).",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, labels: int) -> Case:
        rows = torch.randn(n + 1, labels, generator=rng).softmax(dim=-1)
        return {"probabilities": rows[:-1], "content_free": rows[-1]}

    return [draw(5, 3), draw(4, 2)]


@exercise.solution
def my_calibrated(
    probabilities: Float[Tensor, "text label"],
    content_free: Float[Tensor, " label"],
) -> Float[Tensor, "text label"]:
    """Return the labels' probabilities with the model's habit taken out.

    `content_free` is what it gives each label where the input says nothing.
    """
    weighed = probabilities / content_free
    return weighed / weighed.sum(dim=-1, keepdim=True)


@exercise.also_right
def by_logarithms(probabilities: Tensor, content_free: Tensor) -> Tensor:
    return (probabilities.log() - content_free.log()).softmax(dim=-1)


@exercise.also_right
def by_a_matrix(probabilities: Tensor, content_free: Tensor) -> Tensor:
    weighed = probabilities @ torch.diag(content_free).inverse()
    return torch.nn.functional.normalize(weighed, p=1, dim=-1)


@exercise.mistake("The rows do not sum to 1 any more: divide each by its sum.")
def not_normalised(probabilities: Tensor, content_free: Tensor) -> Tensor:
    return probabilities / content_free


@exercise.mistake("The habit is subtracted, which can go below 0; divide by it.")
def subtracted(probabilities: Tensor, content_free: Tensor) -> Tensor:
    return probabilities - content_free


@exercise.mistake("The habit is multiplied in, which makes it worse: divide by it.")
def multiplied(probabilities: Tensor, content_free: Tensor) -> Tensor:
    weighed = probabilities * content_free
    return weighed / weighed.sum(dim=-1, keepdim=True)


@exercise.mistake("The columns are made to sum to 1, over the texts; each text's labels must.")
def over_texts(probabilities: Tensor, content_free: Tensor) -> Tensor:
    weighed = probabilities / content_free
    return weighed / weighed.sum(dim=0, keepdim=True)


@exercise.mistake("The habit is the mean over these texts; it must be that of the content-free input.")
def mean_of_the_texts(probabilities: Tensor, content_free: Tensor) -> Tensor:
    return my_calibrated(probabilities, probabilities.mean(dim=0))


@exercise.mistake("A softmax of the quotients is not their share of the sum: they are no logarithms.")
def softmaxed(probabilities: Tensor, content_free: Tensor) -> Tensor:
    return (probabilities / content_free).softmax(dim=-1)


@exercise.mistake("Nothing is calibrated: the probabilities came back as they were.")
def unchanged(probabilities: Tensor, content_free: Tensor) -> Tensor:
    return probabilities.clone()


@exercise.property("The labels of each text must sum to 1.")
def sums_to_one(output: Tensor, case: Case) -> bool:
    return bool((output.sum(dim=-1) - 1).abs().max() < 1e-4)
