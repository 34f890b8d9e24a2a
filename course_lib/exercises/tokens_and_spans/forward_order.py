"""The lines of the forward algorithm, shuffled, among them two that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "tokens_and_spans.forward_order",
    title="The forward algorithm in order",
    chapter="14",
    level=2,
    minutes=8,
    hints=[
        "It is Viterbi with one change: where that took the best path, this one adds all of them up.",
        "Sums of exponentials are taken over the label before, axis 0 of the pairs. First start, "
        "then the loop, and in it first the pairs; at the end one number for all last labels.",
        "C starts; the loop is A, then E, then G; B returns. D and F stay out: D is Viterbi's "
        "line, F sums over the wrong axis.",
    ],
    signature="def my_log_partition(emissions, transitions):",
    lines=[
        "for scores in emissions[1:]:",
        "return alpha.logsumexp(dim=0)",
        "alpha = emissions[0]",
        "    alpha = pairs.max(dim=0).values + scores",
        "    pairs = alpha[:, None] + transitions",
        "    alpha = pairs.logsumexp(dim=1) + scores",
        "    alpha = pairs.logsumexp(dim=0) + scores",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {
            "emissions": torch.randn(5, 3, generator=rng),
            "transitions": torch.randn(3, 3, generator=rng),
        }
    ]


exercise.solution("CAEGB")
exercise.also_right("c, a, e, g, b")
exercise.also_right(["C", "A", "E", "G", "B"])

exercise.mistake("Line D keeps the best path alone: that is Viterbi. All paths must be added up.")("CAEDB")
exercise.mistake("Line F sums over the next label (axis 1); the label before is axis 0.")("CAEFB")
exercise.mistake("The loop uses the pairs before they are made.")("CAGEB")
exercise.mistake("alpha is used before it has a value: the first word's emissions start it.")("AEGCB")
exercise.mistake("The function returns before the loop: only the first word is counted.")("CBAEG")


@exercise.property("The sum over all paths is at least the best path's score.")
def at_least_the_best(output: torch.Tensor, case: Case) -> bool:
    best = case["emissions"][0]
    for scores in case["emissions"][1:]:
        best = (best[:, None] + case["transitions"]).max(dim=0).values + scores
    return bool(output >= best.max() - 1e-4)
