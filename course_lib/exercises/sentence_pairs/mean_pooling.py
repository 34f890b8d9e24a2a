"""One vector for a text: the mean over its real tokens."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "sentence_pairs.mean_pooling",
    title="The mean of the real tokens",
    chapter="15",
    level=2,
    minutes=10,
    hints=[
        "Padding must count neither in the sum nor in the number that one divides by.",
        "Give the mask a last axis of size 1, so that it meets [batch seq d_model]; multiply, and sum over the tokens.",
        "`kept = hidden * mask.unsqueeze(-1)`; then `kept.sum(dim=1) / mask.sum(dim=1, keepdim=True)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(lengths: list[int], n_tokens: int, d_model: int) -> Case:
        hidden = torch.randn(len(lengths), n_tokens, d_model, generator=rng) + 0.5
        mask = torch.arange(n_tokens) < torch.tensor(lengths)[:, None]
        return {"hidden": hidden, "mask": mask}

    return [draw([5, 2, 3], 5, 4), draw([4, 6], 7, 3), draw([3, 3, 3, 3], 3, 2)]


@exercise.solution
def my_mean_pool(
    hidden: Float[Tensor, "batch seq d_model"], mask: Bool[Tensor, "batch seq"]
) -> Float[Tensor, "batch d_model"]:
    """Return each text's mean vector. `mask` is True at real tokens."""
    kept = hidden * mask.unsqueeze(-1)
    return kept.sum(dim=1) / mask.sum(dim=1, keepdim=True)


@exercise.also_right
def one_by_one(hidden: Tensor, mask: Tensor) -> Tensor:
    return torch.stack([text[real].mean(dim=0) for text, real in zip(hidden, mask, strict=True)])


@exercise.also_right
def as_weights(hidden: Tensor, mask: Tensor) -> Tensor:
    weights = mask.float() / mask.float().sum(dim=1, keepdim=True)
    return torch.einsum("bs,bsd->bd", weights, hidden)


@exercise.mistake("Padding is in the mean: the mask is ignored.")
def unmasked(hidden: Tensor, mask: Tensor) -> Tensor:
    return hidden.mean(dim=1)


@exercise.mistake("The sum leaves padding out, but is divided by all tokens, padding included.")
def divided_by_all(hidden: Tensor, mask: Tensor) -> Tensor:
    return (hidden * mask.unsqueeze(-1)).mean(dim=1)


@exercise.mistake("The mask is inverted: it is True at real tokens.")
def inverted(hidden: Tensor, mask: Tensor) -> Tensor:
    return (hidden * ~mask.unsqueeze(-1)).sum(dim=1) / (~mask).sum(dim=1, keepdim=True).clamp(min=1)


@exercise.mistake("This is the sum; divide it by the number of real tokens.")
def not_divided(hidden: Tensor, mask: Tensor) -> Tensor:
    return (hidden * mask.unsqueeze(-1)).sum(dim=1)


@exercise.mistake("This is the vector of [CLS], the first token; the mean was asked for.")
def first_token(hidden: Tensor, mask: Tensor) -> Tensor:
    return hidden[:, 0]


@exercise.mistake("This is the largest number along each axis; the mean was asked for.")
def maxima(hidden: Tensor, mask: Tensor) -> Tensor:
    return hidden.masked_fill(~mask.unsqueeze(-1), float("-inf")).amax(dim=1)


@exercise.mistake("One mean over the tokens of all texts together: each text has its own.")
def over_the_batch(hidden: Tensor, mask: Tensor) -> Tensor:
    return hidden[mask].mean(dim=0).expand(len(hidden), -1)


@exercise.property("A mean cannot be larger than the largest number, nor smaller than the smallest.")
def within(output: Tensor, case: Case) -> bool:
    hidden = case["hidden"]
    return bool(output.max() <= hidden.max() + 1e-5 and output.min() >= hidden.min() - 1e-5)
