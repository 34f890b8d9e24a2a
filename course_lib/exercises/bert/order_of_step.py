"""The lines of a step of masked pretraining, shuffled, two of which do not belong."""

import torch
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "bert.order_of_step",
    title="The lines of masked pretraining",
    chapter="09",
    level=2,
    minutes=8,
    hints=[
        "What must be noted before it is hidden? And what must be hidden before the model may look?",
        "Targets, hiding, encoder, head, loss. The head scores the places that were chosen, "
        "and reads what the encoder made of them.",
        "E comes first, then C, A, F, and B last. Lines D and G stay out.",
    ],
    signature="def masked_loss(token_ids, chosen, model):",
    lines=[
        "hidden = model.encode(model.embed(token_ids))",
        "return torch.nn.functional.cross_entropy(logits, targets)",
        "token_ids = token_ids.masked_fill(chosen, model.mask_id)",
        "logits = model.token_head(hidden[~chosen])",
        "targets = token_ids[chosen]",
        "logits = model.token_head(hidden[chosen])",
        "logits = model.token_head(model.embed(token_ids)[chosen])",
    ],
)


class Parts:
    """A tiny encoder without linear maps: what the shuffled lines call."""

    mask_id = 0

    def __init__(self, embedding: Tensor) -> None:
        self.embedding = embedding

    def embed(self, token_ids: Tensor) -> Tensor:
        return self.embedding[token_ids] + torch.arange(token_ids.shape[1])[:, None] / 3

    def encode(self, x: Tensor) -> Tensor:
        return x + torch.nn.functional.scaled_dot_product_attention(x, x, x)

    def token_head(self, x: Tensor) -> Tensor:
        return torch.nn.functional.layer_norm(x, x.shape[-1:]) @ self.embedding.T


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    token_ids = torch.randint(1, 9, (2, 6), generator=rng)
    chosen = torch.tensor([[False, True, True, False, True, False]] * 2)
    return [
        {
            "token_ids": token_ids,
            "chosen": chosen,  # as many as not: no error tells that it is inverted
            "model": Parts(torch.randn(9, 6, generator=rng)),
        }
    ]


exercise.solution("ECAFB")
exercise.also_right("e, c, a, f, b")
exercise.also_right(["E", "C", "A", "F", "B"])

exercise.mistake("The targets are read after the tokens were hidden: every one of them is [MASK].")("CEAFB")
exercise.mistake("The model reads the text before anything is hidden, or nothing is: it sees the answers.")("EACFB")
exercise.mistake("Line D scores the tokens that were not chosen: it asks for what it shows.")("ECADB")
exercise.mistake("Line G passes the encoder by: a hidden token alone knows no neighbours.")("ECGB")
exercise.mistake("The head is asked before the encoder has run.")("ECFAB")
exercise.mistake("The targets are missing: line E, before anything is hidden.")("CAFB")
exercise.mistake("The logits are missing: the encoder gives vectors, the head scores.")("ECAB")
