"""Softmax that large scores cannot break: exp(x - max) instead of exp(x)."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "attention.stable_softmax",
    title="A softmax that survives large scores",
    chapter="06",
    level=2,
    minutes=10,
    hints=[
        "exp(1000) is infinite in floating point, and inf / inf is NaN. Softmax does not change if the same number is "
        "taken from all the scores of a row: which number makes every exponent harmless?",
        "Take from each row its own largest score: then the largest exponent is exp(0) = 1. Maximum and sum run along "
        "`dim`.",
        "`scores.amax(dim=dim, keepdim=True)` keeps the axis, so that it lines up with the scores again; the sum needs "
        "`keepdim=True` for the same reason.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    ordinary = torch.randn(2, 3, 5, generator=rng)
    square = torch.randn(4, 4, generator=rng)  # where a forgotten keepdim raises nothing and is simply wrong
    large = torch.tensor([[1000.0, 999.0, 0.0], [-1000.0, -1001.0, -1002.0]]) + torch.rand(2, 3, generator=rng)
    return [{"scores": square}, {"scores": ordinary, "dim": 1}, {"scores": large}]


@exercise.solution
def softmax(scores: Float[Tensor, "..."], dim: int = -1) -> Float[Tensor, "..."]:
    """Turn scores, however large, into weights that sum to 1 along `dim`."""
    exponentials = torch.exp(scores - scores.amax(dim=dim, keepdim=True))
    return exponentials / exponentials.sum(dim=dim, keepdim=True)


@exercise.also_right
def from_logarithms(scores: Tensor, dim: int = -1) -> Tensor:
    return torch.exp(scores - torch.logsumexp(scores, dim=dim, keepdim=True))


@exercise.also_right
def last_axis_first(scores: Tensor, dim: int = -1) -> Tensor:
    rows = scores.movedim(dim, 0)
    exponentials = (rows - rows.max(dim=0).values).exp()
    return (exponentials / exponentials.sum(dim=0)).movedim(0, dim)


@exercise.mistake("The largest score is not subtracted: exp(1000) is infinite, exp(-1000) is 0, and both end as NaN.")
def no_maximum(scores: Tensor, dim: int = -1) -> Tensor:
    return scores.exp() / scores.exp().sum(dim=dim, keepdim=True)


@exercise.mistake("One maximum serves the whole tensor: a row far below it becomes 0/0. Each row needs its own.")
def one_maximum(scores: Tensor, dim: int = -1) -> Tensor:
    return no_maximum(scores - scores.max(), dim)


@exercise.mistake("`dim` is ignored: the softmax always runs along the last axis.")
def last_axis_only(scores: Tensor, dim: int = -1) -> Tensor:
    return softmax(scores)


@exercise.mistake("The sum loses its axis, so that it divides the columns: keepdim=True is missing in the sum.")
def sum_without_keepdim(scores: Tensor, dim: int = -1) -> Tensor:
    exponentials = torch.exp(scores - scores.amax(dim=dim, keepdim=True))
    return exponentials / exponentials.sum(dim=dim)


@exercise.mistake("The maximum loses its axis, so that it shifts the columns: keepdim=True is missing in the maximum.")
def maximum_without_keepdim(scores: Tensor, dim: int = -1) -> Tensor:
    return no_maximum(scores - scores.amax(dim=dim), dim)


@exercise.mistake("The sum runs over the whole tensor; each row must sum to 1 by itself.")
def one_sum(scores: Tensor, dim: int = -1) -> Tensor:
    exponentials = torch.exp(scores - scores.amax(dim=dim, keepdim=True))
    return exponentials / exponentials.sum()


@exercise.mistake("These are the logarithms of the weights (log-softmax): take exp of them.")
def logarithms(scores: Tensor, dim: int = -1) -> Tensor:
    return softmax(scores, dim).log()


@exercise.mistake("These are the exponentials; they still have to be divided by their sum.")
def not_divided(scores: Tensor, dim: int = -1) -> Tensor:
    return torch.exp(scores - scores.amax(dim=dim, keepdim=True))


@exercise.mistake("Clamping the scores makes 1000 and 999 equal: subtract the maximum, which keeps the differences.")
def clamped(scores: Tensor, dim: int = -1) -> Tensor:
    return softmax(scores.clamp(-50, 50), dim)


@exercise.mistake("The scores are divided by their maximum; subtract it: only differences leave the softmax unchanged.")
def divided_by_maximum(scores: Tensor, dim: int = -1) -> Tensor:
    return softmax(scores / scores.amax(dim=dim, keepdim=True), dim)


@exercise.property("The weights along `dim` must sum to 1.")
def sums_to_one(weights: Tensor, case: Case) -> bool:
    return bool((weights.sum(dim=case.get("dim", -1)) - 1).abs().max() < 1e-4)


@exercise.property("Weights are never negative.")
def not_negative(weights: Tensor, case: Case) -> bool:
    return bool((weights >= 0).all())
