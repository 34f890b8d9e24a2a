"""The lines of a Transformer that reads one text and writes another, shuffled, among them two that do not belong."""

import torch
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "transformer.order_of_model",
    title="Put the lines of a Transformer in order",
    chapter="07",
    level=2,
    minutes=10,
    hints=[
        "What must have been read before anything can be written? And what does the output layer need?",
        "First the memory: the encoder's output. Then the target's embeddings, its past, the memory, the feed-forward "
        "network, the output layer. In cross-attention the target asks.",
        "C comes first, then F; the last is A. Lines B and G stay out.",
    ],
    signature="def my_transformer(source_ids, target_ids, model):",
    lines=[
        "return model.norm(x) @ model.embedding.T",
        "x = model.encode(model.embed(target_ids))",
        "memory = model.encode(model.embed(source_ids))",
        "x = x + model.cross_attend(model.norm(x), memory)",
        "x = x + model.feed_forward(model.norm(x))",
        "x = model.embed(target_ids)",
        "x = x + model.cross_attend(memory, model.norm(x))",
        "x = x + model.attend_to_past(model.norm(x))",
    ],
)


class Parts:
    """A tiny Transformer without linear maps: what the shuffled lines call."""

    def __init__(self, embedding: Tensor) -> None:
        self.embedding = embedding

    def embed(self, token_ids: Tensor) -> Tensor:
        return self.embedding[token_ids] + torch.arange(len(token_ids))[:, None] / 3

    def norm(self, x: Tensor) -> Tensor:
        return torch.nn.functional.layer_norm(x, x.shape[-1:])

    def encode(self, x: Tensor) -> Tensor:
        return x + torch.nn.functional.scaled_dot_product_attention(x, x, x)

    def attend_to_past(self, x: Tensor) -> Tensor:
        return torch.nn.functional.scaled_dot_product_attention(x, x, x, is_causal=True)

    def cross_attend(self, x: Tensor, memory: Tensor) -> Tensor:
        return torch.nn.functional.scaled_dot_product_attention(x, memory, memory)

    def feed_forward(self, x: Tensor) -> Tensor:
        return torch.relu(x).flip(-1)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    embedding = torch.randn(9, 6, generator=rng)
    return [
        {
            "source_ids": torch.randint(9, (n_source,), generator=rng),
            "target_ids": torch.randint(9, (4,), generator=rng),
            "model": Parts(embedding),
        }
        for n_source in (7, 4)
    ]


exercise.solution("CFHDEA")
exercise.also_right("FCHDEA")
exercise.also_right("F, H, C, D, E, A")

exercise.mistake("The memory is asked for before it is there: the encoder reads the source first.")("FHDECA")
exercise.mistake("The target looks at the memory before it looks at its own past (or never looks at its past).")(
    "CFDHEA"
)
exercise.mistake("The feed-forward network comes before the cross-attention: first gather, then digest.")("CFHEDA")
exercise.mistake("The feed-forward network comes first; in a decoder layer it comes last: first gather, then digest.")(
    "CFEHDA"
)
exercise.mistake("Line B sends the target through the encoder, where each token sees the future.")("CBHDEA")
exercise.mistake("Line G lets the memory ask and the target answer: the queries come from the target.")("CFHGEA")
exercise.mistake("The target's past is never looked at: line H is missing.")("CFDEA")
exercise.mistake("The memory is never looked at: line D is missing.")("CFHEA")
exercise.mistake("The feed-forward network is missing: line E.")("CFHDA")
