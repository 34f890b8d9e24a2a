"""The head that fills gaps: from a vector to a score for each token of the vocabulary."""

from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "bert.masked_head",
    title="The head that fills gaps",
    chapter="09",
    level=2,
    minutes=10,
    hints=[
        "Four steps: a linear map of the width, a bend, a norm, and then a score for each "
        "token. Which table has a vector for each token?",
        "`F.gelu` after the map, `F.layer_norm` over the last axis after that. A token's "
        "score is the dot product with its row of the embedding, plus its bias.",
        "`x = F.layer_norm(F.gelu(F.linear(hidden, weight, bias)), hidden.shape[-1:])`, "
        "then `x @ embedding.T + token_bias`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {
            "hidden": torch.randn(*shape, 5, generator=rng),
            "weight": torch.randn(5, 5, generator=rng),
            "bias": torch.randn(5, generator=rng),
            "embedding": torch.randn(11, 5, generator=rng),
            "token_bias": torch.randn(11, generator=rng),
        }
        for shape in ((2, 4), (7,))
    ]


@exercise.solution
def my_token_logits(
    hidden: Float[Tensor, "*batch d_model"],
    weight: Float[Tensor, "d_model d_model"],
    bias: Float[Tensor, " d_model"],
    embedding: Float[Tensor, "vocab d_model"],
    token_bias: Float[Tensor, " vocab"],
) -> Float[Tensor, "*batch vocab"]:
    """Return the scores of the tokens that may stand where each vector stands.

    A linear map with `weight` and `bias`, as `nn.Linear`; GELU; a layer norm without
    scale and shift; then the embedding as output layer, with a bias for each token.
    """
    x = F.gelu(F.linear(hidden, weight, bias))
    x = F.layer_norm(x, x.shape[-1:])
    return x @ embedding.T + token_bias


@exercise.also_right
def in_one_line(hidden: Tensor, weight: Tensor, bias: Tensor, embedding: Tensor, token_bias: Tensor) -> Tensor:
    x = F.layer_norm(F.gelu(hidden @ weight.T + bias), (embedding.shape[1],))
    return F.linear(x, embedding, token_bias)


@exercise.also_right
def written_out(hidden: Tensor, weight: Tensor, bias: Tensor, embedding: Tensor, token_bias: Tensor) -> Tensor:
    x = torch.einsum("...d,od->...o", hidden, weight) + bias
    x = x * (1 + torch.erf(x / 2**0.5)) / 2
    centred = x - x.mean(dim=-1, keepdim=True)
    x = centred / (x.var(dim=-1, keepdim=True, correction=0) + 1e-5).sqrt()
    return torch.einsum("...d,vd->...v", x, embedding) + token_bias


def head(*changes: str, **case: Any) -> Tensor:
    """Return the head's scores, with some steps left out or changed."""
    x = case["hidden"]
    weight = case["weight"] if "not transposed" in changes else case["weight"].T
    if "no map" not in changes:
        x = x @ weight + case["bias"]
    if "norm first" in changes:
        x = F.layer_norm(x, x.shape[-1:])
    if "relu" in changes:
        x = F.relu(x)
    elif "no bend" not in changes:
        x = F.gelu(x)
    if not {"no norm", "norm first"} & {*changes}:
        x = F.layer_norm(x, x.shape if "all axes" in changes else x.shape[-1:])
    logits = x @ case["embedding"].T
    if "no token bias" not in changes:
        logits = logits + case["token_bias"]
    return logits.softmax(dim=-1) if "softmax" in changes else logits


def changed(*changes: str) -> Any:
    return lambda **case: head(*changes, **case)


for change, message in {
    "no map": "The first linear map is missing: `weight` and `bias` belong before GELU.",
    "no bend": "GELU is missing, between the linear map and the norm.",
    "relu": "The bend is ReLU; BERT's is GELU.",
    "no norm": "The layer norm is missing, between GELU and the scores.",
    "norm first": "The norm comes before GELU; it comes after.",
    "all axes": "The norm averages over several tokens; use the last axis only.",
    "no token bias": "`token_bias` is missing: each token has a score of its own.",
    "not transposed": "`weight` is not transposed: `nn.Linear` is `x @ weight.T + bias`.",
    "softmax": "These are probabilities; asked for are the logits, before the softmax.",
}.items():
    exercise.mistake(message)(changed(change))


@exercise.property("Logits are no probabilities: they need not sum to 1.")
def are_logits(output: Tensor, case: Case) -> bool:
    return not torch.allclose(output.sum(dim=-1), torch.ones(()))
