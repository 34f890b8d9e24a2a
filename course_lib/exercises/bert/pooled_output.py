"""One vector for the whole sequence, made of that of [CLS]."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "bert.pooled_output",
    title="The pooled output",
    chapter="09",
    level=1,
    minutes=6,
    hints=[
        "Which of the vectors in `hidden` is that of [CLS], in every sequence of the batch? "
        "The other tokens are not read.",
        "Take `hidden[:, 0]`, map it linearly, and bend the result with `torch.tanh`. As in "
        "`nn.Linear`, a row of `weight` belongs to a number of the output.",
        "`torch.tanh(hidden[:, 0] @ weight.T + bias)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {
            "hidden": torch.randn(batch, n_tokens, 5, generator=rng),
            "weight": torch.randn(5, 5, generator=rng) / 2,
            "bias": torch.randn(5, generator=rng),
        }
        for batch, n_tokens in ((3, 4), (2, 7))
    ]


@exercise.solution
def my_pooled(
    hidden: Float[Tensor, "batch seq d_model"],
    weight: Float[Tensor, "d_model d_model"],
    bias: Float[Tensor, " d_model"],
) -> Float[Tensor, "batch d_model"]:
    """Return [CLS]'s vector, mapped linearly as `nn.Linear` does, then bent by tanh."""
    return torch.tanh(hidden[:, 0] @ weight.T + bias)


@exercise.also_right
def with_pytorch(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.nn.functional.linear(hidden, weight, bias)[:, 0].tanh()


@exercise.also_right
def with_einsum(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    mapped = torch.einsum("bd,od->bo", hidden.select(1, 0), weight) + bias
    return (mapped.exp() - (-mapped).exp()) / (mapped.exp() + (-mapped).exp())


@exercise.mistake("This is the mean over all tokens; BERT pools by taking [CLS] alone.")
def mean(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(hidden.mean(dim=1) @ weight.T + bias)


@exercise.mistake("This is the last token's vector; [CLS] is the first.")
def last(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(hidden[:, -1] @ weight.T + bias)


@exercise.mistake("`hidden[0]` is the first *sequence*; the first token of each is `hidden[:, 0]`.")
def first_sequence(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(hidden[0] @ weight.T + bias)


@exercise.mistake("The bend is missing: tanh comes after the linear map.")
def without_tanh(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return hidden[:, 0] @ weight.T + bias


@exercise.mistake("tanh comes before the linear map; it comes after.")
def tanh_first(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(hidden[:, 0]) @ weight.T + bias


@exercise.mistake("The weight is not transposed: as in `nn.Linear`, x becomes `x @ weight.T + bias`.")
def not_transposed(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(hidden[:, 0] @ weight + bias)


@exercise.mistake("The bias is missing.")
def without_bias(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(hidden[:, 0] @ weight.T)


@exercise.mistake("Every token is pooled; asked for is one vector a sequence, [CLS]'s.")
def every_token(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(hidden @ weight.T + bias)


@exercise.property("After tanh, no number is beyond -1 or 1.")
def bounded(output: Tensor, case: Case) -> bool:
    return bool(output.abs().max() <= 1)
