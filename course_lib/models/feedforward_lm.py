"""A feed-forward language model: the vectors of the last few tokens, side by side, choose the next.

    x = vectors of the last n tokens, one after the other
    logits = output(tanh(hidden(x)))

Source: Bengio, Ducharme, Vincent and Jauvin (2003), A neural probabilistic language model,
JMLR 3, section 2, equation 1; tied weights: Press and Wolf (2017),
https://arxiv.org/abs/1608.05859.
Held equal to the same written out in loops by tests/models/test_feedforward_lm.py.
Left out: direct connections from the vectors to the output (the W of equation 1).
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.embeddings.lookup import check_ids


@dataclass(frozen=True)
class FeedForwardLMConfig:
    """The sizes of a `FeedForwardLM`.

    `n_context` is how many tokens it looks back on. With `tied`, the output layer is the
    table of vectors used the other way round, which needs d_embedding = d_hidden.

    Raises:
        ValueError: if a size is not positive, or weights are to be tied that differ in width.
    """

    vocab_size: int
    n_context: int = 4
    d_embedding: int = 64
    d_hidden: int = 128
    dropout: float = 0.0
    tied: bool = False

    def __post_init__(self) -> None:
        for name in ("vocab_size", "n_context", "d_embedding", "d_hidden"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)}.")
        if self.tied and self.d_embedding != self.d_hidden:
            came = f"{self.d_embedding} and {self.d_hidden}"
            raise ValueError(f"tied weights need d_embedding = d_hidden, got {came}.")


class FeedForwardLM(nn.Module):
    """Look up, lay side by side, one hidden layer, scores over the vocabulary.

    The table of vectors has one row more than the vocabulary: the last one stands for
    "nothing here", before the beginning of a text.
    """

    def __init__(self, config: FeedForwardLMConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocab_size + 1, config.d_embedding)
        self.hidden = nn.Linear(config.n_context * config.d_embedding, config.d_hidden)
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))
        nn.init.normal_(self.embedding.weight, std=config.d_embedding**-0.5)
        if not config.tied:
            self.output = nn.Linear(config.d_hidden, config.vocab_size, bias=False)

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits: those at position i score the token at i + 1.

        They depend on tokens i - n_context + 1 to i, and on no other.

        Raises:
            ValueError: if an id is not in the vocabulary.
        """
        check_ids(token_ids, self.config.vocab_size)
        windows = self.windows(token_ids)
        x = self.embedding(windows).flatten(2)  # batch seq (n_context d_embedding)
        x = torch.tanh(self.hidden(self.drop(x)))
        return self.drop(x) @ self.output_weight.T + self.bias

    @property
    def output_weight(self) -> Float[Tensor, "vocab d_hidden"]:
        """Return one row a token, that the hidden layer is compared with."""
        return self.embedding.weight[:-1] if self.config.tied else self.output.weight

    def windows(
        self,
        token_ids: Int[Tensor, "batch seq"],
    ) -> Int[Tensor, "batch seq n_context"]:
        """Return, for each token, itself and those before it, padded on the left."""
        nothing = self.config.vocab_size
        padded = F.pad(token_ids, (self.config.n_context - 1, 0), value=nothing)
        return padded.unfold(1, self.config.n_context, 1)

    def drop(self, x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """Return x with gaps in training, else as it is."""
        return F.dropout(x, self.config.dropout, self.training)
