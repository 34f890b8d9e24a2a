"""The lines of PageRank by power iteration, shuffled, among them two that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "summarisation.order_of_textrank",
    title="Put the lines of PageRank in order",
    chapter="20",
    level=1,
    minutes=6,
    hints=[
        "What happens once, before the walk begins? What is done again and again?",
        "The rows are normalised once; the scores begin alike; a loop repeats the step; then the scores are returned. "
        "Of the two ways to normalise, a row shares out what a sentence gives away.",
        "B comes first, then D, then the loop F with its step A, and E ends the function.",
    ],
    signature="def my_pagerank(weights, damping, n_steps):",
    lines=[
        "    scores = (1 - damping) / n + damping * scores @ rows",
        "n, rows = len(weights), weights / weights.sum(dim=1, keepdim=True)",
        "n, rows = len(weights), weights / weights.sum(dim=0, keepdim=True)",
        "scores = torch.full((n,), 1 / n)",
        "return scores",
        "for _ in range(n_steps):",
        "    scores = torch.full((n,), 1 / n)",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, damping: float, n_steps: int) -> Case:
        weights = torch.rand(n, n, generator=rng) + 0.1
        weights[0] *= 3  # far from even after the first step, too
        return {"weights": weights.fill_diagonal_(0), "damping": damping, "n_steps": n_steps}

    return [draw(4, 0.85, 3), draw(5, 0.6, 4)]


exercise.solution("BDFAE")
exercise.also_right("b d f a e")
exercise.also_right("B, D, F, A, E")

exercise.mistake(
    "All scores stay alike: line C shares out by columns, line G starts anew in each round; or nothing is repeated."
)("CDFAE")
exercise.mistake("The scores are used before they begin: give every sentence 1/n first.")("BFADE")
exercise.mistake("The loop does not repeat the step: put A inside it.")("BDAFE")
exercise.mistake("Nothing is returned: end with E.")("BDFA")
exercise.mistake("n and the rows are used before they are computed: begin with B.")("DBFAE")
