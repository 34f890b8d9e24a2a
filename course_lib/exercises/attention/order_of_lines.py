"""The lines of attention, shuffled, among them two that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "attention.order_of_lines",
    title="Put the lines of attention in order",
    chapter="06",
    level=1,
    minutes=5,
    hints=[
        "What must exist before anything else? And which line ends the function?",
        "Scores, scaled, masked, and only then weights: the softmax must see all that is done to the scores. Two lines "
        "are not needed: a query's weights run over the keys, and the scale is a square root.",
        "C comes first and B last; D is the right softmax and stands just before B.",
    ],
    signature="def my_attention(query, key, value, mask):",
    lines=[
        'scores = scores.masked_fill(~mask, float("-inf"))',
        "return weights @ value",
        "scores = query @ key.transpose(-2, -1)",
        "weights = torch.softmax(scores, dim=-1)",
        "scores = scores / query.shape[-1]",
        "scores = scores / query.shape[-1] ** 0.5",
        "weights = torch.softmax(scores, dim=-2)",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    sizes = {"query": (2, 5, 4), "key": (2, 7, 4), "value": (2, 7, 6)}
    mask = torch.rand(5, 7, generator=rng) < 0.5
    mask[:, 0], mask[0] = True, True  # each query sees a key; key 0 and query 0 see and are seen by all
    mask[1:, 1] = False
    return [{**{name: torch.randn(*size, generator=rng) for name, size in sizes.items()}, "mask": mask}]


exercise.solution("CFADB")
exercise.also_right("CAFDB")
exercise.also_right("c, f, a, d, b")

exercise.mistake("The scores are scaled after the softmax has used them (or not at all): too late.")("CADFB")
exercise.mistake("The scores are masked after the softmax has used them (or not at all): too late.")("CFDAB")
exercise.mistake("The softmax comes before both the scale and the mask, so that neither has an effect.")("CDFAB")
exercise.mistake("The values are averaged before the softmax has made the weights.")("CFABD")
exercise.mistake("A line uses the scores before they are computed: compare queries with keys first.")("FCADB")
exercise.mistake("Line G lets the softmax run over the queries; each query's weights over the keys must sum to 1.")(
    "CFAGB"
)
exercise.mistake("Line E divides by d_head; the scale is its square root.")("CEADB")


@exercise.property("An average of the values cannot be larger than the largest value, nor smaller than the smallest.")
def within_the_values(output: torch.Tensor, case: Case) -> bool:
    return bool(output.max() <= case["value"].max() + 1e-4 and output.min() >= case["value"].min() - 1e-4)
