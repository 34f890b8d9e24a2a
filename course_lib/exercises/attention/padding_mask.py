"""Attention weights for sentences of different lengths: padding gets no weight, an empty sentence gives no NaN."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "attention.padding_mask",
    title="Attention weights without the padding",
    chapter="06",
    level=3,
    minutes=15,
    hints=[
        "First make a boolean mask [batch key], True where a key is a real token; then ask what a row without any "
        "visible key should give, and what softmax makes of a row of minus infinities.",
        "`torch.arange(n_keys) < lengths[:, None]` is that mask. To hide keys in every head and from every query it "
        "must become [batch 1 1 key].",
        'Fill with `float("-inf")`, take the softmax over the keys, then put zeros where the mask is False: '
        "`weights.masked_fill(~visible, 0.0)` also removes the NaN of empty rows.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def scores(*sizes: int) -> Tensor:
        return torch.randn(*sizes, generator=rng)

    return [
        {"scores": scores(2, 3, 5, 7), "lengths": torch.tensor([4, 3])},
        {"scores": scores(2, 3, 5, 7), "lengths": torch.tensor([0, 6])},
        {"scores": scores(3, 3, 5, 7), "lengths": torch.tensor([7, 2, 3])},  # as many heads as sentences: a wrong axis
    ]


@exercise.solution
def masked_attention_weights(
    scores: Float[Tensor, "batch heads query key"], lengths: Int[Tensor, "batch"]
) -> Float[Tensor, "batch heads query key"]:
    """Softmax over the keys of each sentence: `lengths` are real, the rest is padding.

    Padding gets a weight of 0; in a sentence of length 0, every key does.
    """
    visible = (torch.arange(scores.shape[-1]) < lengths[:, None])[:, None, None, :]
    weights = torch.softmax(scores.masked_fill(~visible, float("-inf")), dim=-1)
    return weights.masked_fill(~visible, 0.0)


@exercise.also_right
def nan_replaced(scores: Tensor, lengths: Tensor) -> Tensor:
    return torch.softmax(torch.where(key_mask(scores, lengths), scores, -torch.inf), dim=-1).nan_to_num(0.0)


@exercise.also_right
def sentence_by_sentence(scores: Tensor, lengths: Tensor) -> Tensor:
    weights = torch.zeros_like(scores)
    for sentence, length in enumerate(lengths.tolist()):
        weights[sentence, :, :, :length] = scores[sentence, :, :, :length].softmax(dim=-1)
    return weights


def key_mask(scores: Tensor, lengths: Tensor) -> Tensor:
    return (torch.arange(scores.shape[-1]) < lengths[:, None])[:, None, None, :]


def masked_softmax(scores: Tensor, visible: Tensor, hidden: float = float("-inf")) -> Tensor:
    return scores.masked_fill(~visible, hidden).softmax(dim=-1)


@exercise.mistake("A sentence of length 0 gives NaN, the softmax of a row of minus infinities; its weights must be 0.")
def nan_row(scores: Tensor, lengths: Tensor) -> Tensor:
    return masked_softmax(scores, key_mask(scores, lengths))


@exercise.mistake("A sentence of length 0 gets equal weights: a very negative number hides nothing if all are hidden.")
def uniform_row(scores: Tensor, lengths: Tensor) -> Tensor:
    return masked_softmax(scores, key_mask(scores, lengths), hidden=-1e9)


@exercise.mistake("Padded queries are hidden; hide the padded keys, which are the last axis.")
def queries_hidden(scores: Tensor, lengths: Tensor) -> Tensor:
    visible = (torch.arange(scores.shape[-2]) < lengths[:, None])[:, None, :, None]
    return masked_softmax(scores, visible).nan_to_num(0.0)


@exercise.mistake("One key too many is visible: positions count from 0, so use `<`, not `<=`.")
def one_too_many(scores: Tensor, lengths: Tensor) -> Tensor:
    return masked_attention_weights(scores, lengths + 1)


@exercise.mistake("The mask is applied after the softmax: the weights of the real keys no longer sum to 1.")
def masked_late(scores: Tensor, lengths: Tensor) -> Tensor:
    return scores.softmax(dim=-1) * key_mask(scores, lengths)


@exercise.mistake("The mask [batch 1 key] broadcasts over the heads: it must be [batch 1 1 key].")
def wrong_axis(scores: Tensor, lengths: Tensor) -> Tensor:
    return masked_softmax(scores, key_mask(scores, lengths)[:, 0]).nan_to_num(0.0)


@exercise.mistake("The mask is inverted: the padding gets the weight, the real keys get none.")
def inverted(scores: Tensor, lengths: Tensor) -> Tensor:
    return masked_softmax(scores, ~key_mask(scores, lengths)).nan_to_num(0.0)


@exercise.mistake("Hidden scores are set to 0, and exp(0) = 1 still takes a share: set them to minus infinity.")
def zeroed(scores: Tensor, lengths: Tensor) -> Tensor:
    return masked_softmax(scores, key_mask(scores, lengths), hidden=0.0)


@exercise.mistake("The lengths are ignored: the padding gets weight.")
def unmasked(scores: Tensor, lengths: Tensor) -> Tensor:
    return scores.softmax(dim=-1)


@exercise.property("Padded keys must get weight 0.")
def padding_unseen(weights: Tensor, case: Case) -> bool:
    return not weights.masked_select(~key_mask(**case)).any()


@exercise.property("Where there are real keys, their weights must sum to 1.")
def sums_to_one(weights: Tensor, case: Case) -> bool:
    return bool((weights.sum(dim=-1)[case["lengths"] > 0] - 1).abs().max() < 1e-4)
