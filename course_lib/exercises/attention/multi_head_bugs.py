"""Four bugs in a program for attention with several heads, of the kind that printed programs have."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_attention(query, key, value, mask=None, dropout=0.0, training=False):
    """Attend with several heads, each on its own query, key and value.

    query, key, value: [batch heads seq d_head]
    mask: [batch key], True where visible
    dropout: the share of weights that is set to 0, in training only
    """
    scores = query @ key.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask.unsqueeze(1), float("-inf"))
    weights = F.softmax(scores, dim=-1) / query.shape[-1] ** 0.5
    weights = F.dropout(weights, dropout)
    return weights @ value
'''

exercise = FindTheBug(
    "attention.multi_head_bugs",
    title="Four bugs in a multi-head attention",
    chapter="06",
    level=3,
    minutes=20,
    hints=[
        "One bug stops the program at once; one changes the result for everybody; one shows only with a mask; one only "
        "outside training. Mend them in this order, and check after each.",
        "Where does `F` come from? What does the softmax see, scores or scaled scores? Which axis of "
        "[batch heads query key] does the first axis of the mask meet? Who tells `F.dropout` that training is over?",
        "Import `torch.nn.functional as F`; divide the scores before the softmax; use `mask[:, None, None, :]`; call "
        "`F.dropout(weights, dropout, training)`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int) -> Case:
        sizes = {"query": (5, 4), "key": (7, 4), "value": (7, 6)}
        return {name: torch.randn(batch, 3, *size, generator=rng) for name, size in sizes.items()}

    mask = torch.rand(3, 7, generator=rng) < 0.5
    mask[:, :2] = torch.tensor([[True, False], [False, True], [True, True]])  # no two sentences see the same keys
    return [  # each case shows one bug; dropout is all or nothing, so that chance has no part in it
        draw(2),
        {**draw(3), "mask": mask},  # as many heads as sentences: a mask on the wrong axis raises nothing
        {**draw(2), "dropout": 1.0, "training": False},
        {**draw(2), "dropout": 1.0, "training": True},
    ]


@exercise.solution
def my_attention(
    query: Float[Tensor, "batch heads query d_head"],
    key: Float[Tensor, "batch heads key d_head"],
    value: Float[Tensor, "batch heads key d_value"],
    mask: Bool[Tensor, "batch key"] | None = None,
    dropout: float = 0.0,
    training: bool = False,
) -> Float[Tensor, "batch heads query d_value"]:
    """Attend with several heads; `dropout` acts in training only."""
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask[:, None, None, :], float("-inf"))
    weights = F.dropout(F.softmax(scores, dim=-1), dropout, training)
    return weights @ value


@exercise.also_right
def with_pytorch(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None, dropout: float = 0.0, training: bool = False
) -> Tensor:
    visible = None if mask is None else mask[:, None, None]
    return F.scaled_dot_product_attention(query, key, value, visible, dropout if training else 0.0)


@exercise.also_right
def query_scaled(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None, dropout: float = 0.0, training: bool = False
) -> Tensor:
    scores = torch.einsum("bhqd,bhkd->bhqk", query * query.shape[-1] ** -0.5, key)
    if mask is not None:
        scores = scores + torch.zeros(mask.shape).masked_fill(~mask, -1e9).unsqueeze(1).unsqueeze(1)
    weights = scores.softmax(dim=-1)
    return (F.dropout(weights, p=dropout) if training else weights) @ value


def leaving_in(*bugs: str) -> Callable[..., Tensor]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(
        query: Tensor,
        key: Tensor,
        value: Tensor,
        mask: Tensor | None = None,
        dropout: float = 0.0,
        training: bool = False,
    ) -> Tensor:
        d_head = query.shape[-1]
        scores = query @ key.transpose(-2, -1) / (1 if {"scaled late", "not scaled"} & {*bugs} else d_head**0.5)
        if mask is not None and "no mask" not in bugs:
            visible = mask.unsqueeze(1) if "wrong axis" in bugs else mask[:, None, None, :]
            scores = scores.masked_fill(~visible, float("-inf"))
        weights = scores.softmax(dim=-1) / (d_head**0.5 if "scaled late" in bugs else 1)
        if "no dropout" not in bugs:
            weights = F.dropout(weights, dropout, training or "always dropout" in bugs)
        return weights @ value

    return program


@exercise.mistake("`F` is not imported: put `import torch.nn.functional as F` at the top.")
def no_import(**arguments: Any) -> Tensor:
    raise NameError("name 'F' is not defined")


for bugs, message in {
    "scaled late": "The weights are divided by sqrt(d_head) after the softmax; divide the scores, before it.",
    "not scaled": "Nothing is divided by sqrt(d_head) any more: the scores must be, before the softmax.",
    "wrong axis": "The mask becomes [batch 1 key] and broadcasts over the heads: it must be [batch 1 1 key].",
    "no mask": "The mask is ignored: hidden keys still get weight.",
    "always dropout": "Dropout still acts outside training: `F.dropout` must be told, by its argument `training`.",
    "no dropout": "Dropout is gone altogether: it must still act in training.",
}.items():
    exercise.mistake(message)(leaving_in(bugs))


@exercise.property("Outside training there is no dropout: the output cannot be all 0.")
def dropout_in_training_only(output: Tensor, case: Case) -> bool:
    return case.get("training", False) or bool(output.any())
