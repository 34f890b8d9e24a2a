"""One step of PageRank."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "summarisation.rank_step",
    title="One step of PageRank",
    chapter="20",
    level=2,
    minutes=12,
    hints=[
        "Node i shares its score among the others in proportion to row i of the weights. What must a row sum to?",
        "Divide each row by its sum; new scores are `scores @ rows`; then mix: damping times that, and (1 - damping) "
        "spread evenly over all n nodes.",
        "`rows = weights / weights.sum(dim=1, keepdim=True)`; return `(1 - damping) / len(scores) + damping * "
        "scores @ rows`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, damping: float) -> Case:
        weights = torch.rand(n, n, generator=rng) + 0.1  # not symmetric
        weights.fill_diagonal_(0)
        scores = torch.rand(n, generator=rng) + 0.1
        return {"scores": scores / scores.sum(), "weights": weights, "damping": damping}

    return [draw(4, 0.85), draw(5, 0.6)]


@exercise.solution
def my_rank_step(
    scores: Float[Tensor, " node"],
    weights: Float[Tensor, "node node"],
    damping: float,
) -> Float[Tensor, " node"]:
    """Return the scores after one step.

    weights[i, j] says how strongly node i recommends node j; no row is all zero.
    """
    rows = weights / weights.sum(dim=1, keepdim=True)
    return (1 - damping) / len(scores) + damping * scores @ rows


@exercise.also_right
def by_columns(scores: Tensor, weights: Tensor, damping: float) -> Tensor:
    columns = weights.T / weights.sum(dim=1)
    return torch.full_like(scores, (1 - damping) / len(scores)) + damping * (columns @ scores)


@exercise.also_right
def as_loops(scores: Tensor, weights: Tensor, damping: float) -> Tensor:
    n = len(scores)
    after = [
        (1 - damping) / n + damping * sum(float(scores[i] * weights[i, j] / weights[i].sum()) for i in range(n))
        for j in range(n)
    ]
    return torch.tensor(after)


@exercise.mistake("The weights are not normalised: each row must sum to 1, or a node gives away more than it has.")
def not_normalised(scores: Tensor, weights: Tensor, damping: float) -> Tensor:
    return (1 - damping) / len(scores) + damping * scores @ weights


@exercise.mistake("The columns are normalised; what a node gives away is its row.")
def columns_normalised(scores: Tensor, weights: Tensor, damping: float) -> Tensor:
    return (1 - damping) / len(scores) + damping * scores @ (weights / weights.sum(dim=0))


@exercise.mistake("`rows @ scores` takes the mean of the neighbours' scores; what flows in is `scores @ rows`.")
def wrong_side(scores: Tensor, weights: Tensor, damping: float) -> Tensor:
    rows = weights / weights.sum(dim=1, keepdim=True)
    return (1 - damping) / len(scores) + damping * rows @ scores


@exercise.mistake("(1 - damping) is not divided by the number of nodes: the scores no longer sum to 1.")
def jump_not_shared(scores: Tensor, weights: Tensor, damping: float) -> Tensor:
    rows = weights / weights.sum(dim=1, keepdim=True)
    return (1 - damping) + damping * scores @ rows


@exercise.mistake("Damping and 1 - damping are exchanged: damping is the share that follows the weights.")
def exchanged(scores: Tensor, weights: Tensor, damping: float) -> Tensor:
    return my_rank_step(scores, weights, 1 - damping)


@exercise.mistake("The random jump is missing: without it a closed group of nodes keeps everything.")
def no_jump(scores: Tensor, weights: Tensor, damping: float) -> Tensor:
    return damping * scores @ (weights / weights.sum(dim=1, keepdim=True))


@exercise.mistake("A node keeps (1 - damping) of its own score; that share must be spread over all nodes alike.")
def keeps_its_own(scores: Tensor, weights: Tensor, damping: float) -> Tensor:
    rows = weights / weights.sum(dim=1, keepdim=True)
    return (1 - damping) * scores + damping * scores @ rows


@exercise.property("The scores must still sum to 1.")
def sums_to_one(after: Tensor, case: Case) -> bool:
    return bool((after.sum() - 1).abs() < 1e-4)
