"""The head of a text classifier, by hand: [CLS], pooled, times a small matrix."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "classification.label_logits",
    title="The head",
    chapter="13",
    level=2,
    minutes=10,
    hints=[
        "Two steps: the pooled vector of the first token, as in chapter 09, and a linear layer that reads it.",
        "`hidden[:, 0]` is [CLS]. The pooler is a linear map and tanh; the head is a linear map and nothing more.",
        "`pooled = torch.tanh(hidden[:, 0] @ pool_weight.T + pool_bias)`; then `pooled @ head_weight.T + head_bias`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(*sizes: int) -> Tensor:
        return torch.randn(*sizes, generator=rng)

    return [
        {
            "hidden": draw(3, 7, 5),
            "pool_weight": draw(5, 5),
            "pool_bias": draw(5),
            "head_weight": draw(4, 5),
            "head_bias": draw(4),
        }
    ]


@exercise.solution
def my_label_logits(
    hidden: Float[Tensor, "batch seq d_model"],
    pool_weight: Float[Tensor, "d_model d_model"],
    pool_bias: Float[Tensor, " d_model"],
    head_weight: Float[Tensor, "label d_model"],
    head_bias: Float[Tensor, " label"],
) -> Float[Tensor, "batch label"]:
    """Return the labels' scores: [CLS] pooled (linear, tanh), then the head (linear).

    Weights have the shapes of `nn.Linear`.
    """
    pooled = torch.tanh(hidden[:, 0] @ pool_weight.T + pool_bias)
    return pooled @ head_weight.T + head_bias


@exercise.also_right
def functional(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    linear = torch.nn.functional.linear
    return linear(linear(hidden[:, 0], pool_weight, pool_bias).tanh(), head_weight, head_bias)


@exercise.also_right
def all_tokens_first(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    pooled = torch.tanh(torch.einsum("bsd,ed->bse", hidden, pool_weight) + pool_bias)
    return (torch.einsum("bse,le->bsl", pooled, head_weight) + head_bias)[:, 0]


@exercise.mistake("The vectors of all tokens are averaged; BERT's head reads the first one, [CLS].")
def averaged(
    hidden: Tensor,
    pool_weight: Tensor,
    pool_bias: Tensor,
    head_weight: Tensor,
    head_bias: Tensor,
) -> Tensor:
    mean = hidden.mean(dim=1, keepdim=True)
    return functional(mean, pool_weight, pool_bias, head_weight, head_bias)


@exercise.mistake("The last token is read; [CLS] is the first.")
def last_token(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    return functional(hidden[:, -1:], pool_weight, pool_bias, head_weight, head_bias)


@exercise.mistake("The first text of the batch is taken; the first token of each text is `hidden[:, 0]`.")
def first_text(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    return functional(hidden[0][:, None], pool_weight, pool_bias, head_weight, head_bias)


@exercise.mistake("The pooler has no tanh.")
def without_tanh(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    pooled = hidden[:, 0] @ pool_weight.T + pool_bias
    return pooled @ head_weight.T + head_bias


@exercise.mistake("The tanh comes after the head too (or instead): logits are not bounded.")
def tanh_at_the_end(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    return functional(hidden, pool_weight, pool_bias, head_weight, head_bias).tanh()


@exercise.mistake("The pooler is passed by: the head reads [CLS] as the encoder left it.")
def without_pooler(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    return hidden[:, 0] @ head_weight.T + head_bias


@exercise.mistake("The pooler's weight is not transposed: a linear layer computes x @ weight.T + bias.")
def not_transposed(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    return functional(hidden, pool_weight.T, pool_bias, head_weight, head_bias)


@exercise.mistake("The biases are missing.")
def without_biases(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    return torch.tanh(hidden[:, 0] @ pool_weight.T) @ head_weight.T


@exercise.mistake("These are probabilities; asked for are logits, before the softmax.")
def probabilities(
    hidden: Tensor, pool_weight: Tensor, pool_bias: Tensor, head_weight: Tensor, head_bias: Tensor
) -> Tensor:
    return functional(hidden, pool_weight, pool_bias, head_weight, head_bias).softmax(dim=-1)
