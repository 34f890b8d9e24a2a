"""A recurrent language model: token ids in, scores of the next token and a state out.

Source: Mikolov et al. (2010), Recurrent neural network based language model, Interspeech;
dropout where Zaremba et al. (2014) have it, https://arxiv.org/abs/1409.2329;
tied weights: Press and Wolf (2017), https://arxiv.org/abs/1608.05859.
Held equal to a model of PyTorch's layers by tests/models/test_recurrent.py.
"""

import math
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.models.recurrent import RecurrentLayers, State
from course_lib.models.text_inputs import look_up


@dataclass(frozen=True)
class RecurrentConfig:
    """The sizes of a `RecurrentLM`.

    `dropout` is the share dropped, in training, from embeddings, between layers and from
    the last layer. With `tied`, the output layer is the embedding used the other way
    round, which needs d_embedding = d_hidden.
    """

    vocab_size: int
    d_embedding: int = 128
    d_hidden: int = 128
    n_layers: int = 1
    kind: Literal["rnn", "lstm", "gru"] = "lstm"
    dropout: float = 0.0
    tied: bool = False


class RecurrentLM(nn.Module):
    """Embedding, recurrent layers, output layer.

    Raises:
        ValueError: if weights to be tied differ in width, or a size is not positive.
    """

    def __init__(self, config: RecurrentConfig) -> None:
        super().__init__()
        if config.vocab_size < 1 or config.d_embedding < 1:
            came = f"{config.vocab_size} and {config.d_embedding}"
            raise ValueError(f"vocab_size and d_embedding must be positive, got {came}.")
        if config.tied and config.d_embedding != config.d_hidden:
            came = f"{config.d_embedding} and {config.d_hidden}"
            raise ValueError(f"tied weights need d_embedding = d_hidden, got {came}.")
        self.config = config
        self.embedding = nn.Embedding(config.vocab_size, config.d_embedding)
        self.layers = RecurrentLayers(
            config.kind,
            config.d_embedding,
            config.d_hidden,
            config.n_layers,
            dropout=config.dropout,
        )
        self.output = nn.Linear(config.d_hidden, config.vocab_size)
        if config.tied:
            self.output.weight = self.embedding.weight
        nn.init.normal_(self.embedding.weight, std=config.d_embedding**-0.5)

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
        state: State | None = None,
    ) -> tuple[Float[Tensor, "batch seq vocab"], State]:
        """Return logits, position i scoring the token at i + 1, and the state at the end.

        Args:
            token_ids: the texts; with a state, only what follows the tokens it has seen.
            state: what an earlier call returned; None at the beginning of a text.

        Raises:
            ValueError: if an id is not in the vocabulary, there is no token, or the state
                is not that of such a batch.
        """
        x = self.drop(look_up(self.embedding, token_ids))
        x, state = self.layers(x, state)
        return self.output(self.drop(x)), state

    def drop(self, x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """Return x with gaps in training, else as it is."""
        return F.dropout(x, self.config.dropout, self.training)

    @torch.no_grad()
    def fill_embedding(
        self,
        vectors: Float[Tensor, "rows d_vector"],
        trainable: bool = True,
    ) -> None:
        """Put word vectors into the embedding; row i must belong to token i.

        Raises:
            ValueError: if there is not one vector a token, or they have another width.
        """
        if vectors.shape != self.embedding.weight.shape:
            raise ValueError(
                "vectors must have the shape (vocab_size, d_embedding) "
                f"= {tuple(self.embedding.weight.shape)}, got {tuple(vectors.shape)}: "
                "take one vector for each word of the tokenizer's vocabulary."
            )
        self.embedding.weight.copy_(vectors)
        self.embedding.weight.requires_grad_(trainable)


def detached(state: State) -> State:
    """Return the state without its history: the next `backward` ends here (truncated)."""
    return tuple(part.detach() for part in state)


@torch.no_grad()
def generate(
    model: RecurrentLM,
    token_ids: Int[Tensor, "batch seq"],
    n_tokens: int,
    temperature: float = 0.0,
    generator: torch.Generator | None = None,
) -> Int[Tensor, "batch longer"]:
    """Return the texts with n_tokens more: the most probable, or drawn at a temperature.

    The model reads the beginning once, and from then on only the newest token: the state
    knows the rest.
    Call `model.eval()` before, or dropout goes on.

    Raises:
        ValueError: if `n_tokens` or the temperature is negative or no number, or if the
            model's logits are not numbers.
    """
    if n_tokens < 0 or not 0 <= temperature < math.inf:
        came = f"{n_tokens} and {temperature}"
        raise ValueError(f"n_tokens and temperature must be at least 0, got {came}.")
    newest, state = token_ids, None
    for _ in range(n_tokens):
        logits, state = model(newest, state)
        check_logits(logits[:, -1])
        if temperature == 0:
            newest = logits[:, -1].argmax(dim=-1, keepdim=True)
        else:
            probs = torch.softmax(logits[:, -1] / temperature, dim=-1)
            newest = torch.multinomial(probs, 1, generator=generator)
        token_ids = torch.cat([token_ids, newest], dim=1)
    return token_ids


def check_logits(logits: Float[Tensor, "batch vocab"]) -> None:
    """Refuse to choose by what is not a number: the largest of NaN is NaN."""
    if not logits.amax().isfinite():
        came = f"{int((~logits.isfinite()).sum())} NaN or infinite of {logits.numel()}"
        raise ValueError(f"logits must be numbers, got {came}: the training diverged.")
