"""GPT: a decoder-only Transformer that predicts the next token.

Source: Radford et al. (2019), section 2.3 (layer norm before each part, one more at the end).
Held equal to Hugging Face's `GPT2LMHeadModel` by tests/models/test_gpt.py.
Left out: dropout, a key/value cache, loading of published weights.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models.attention import MultiHeadAttention, causal_mask


@dataclass(frozen=True)
class GPTConfig:
    """The sizes of a `GPT`. `d_ff`, the width of the feed-forward network, is 4 · d_model."""

    vocab_size: int
    context_length: int = 64
    d_model: int = 128
    n_heads: int = 4
    n_layers: int = 3

    @property
    def d_ff(self) -> int:
        return 4 * self.d_model


class Block(nn.Module):
    """Attention, then a feed-forward network, each added to the stream x."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.norm_1 = nn.LayerNorm(config.d_model)
        self.attention = MultiHeadAttention(config.d_model, config.n_heads)
        self.norm_2 = nn.LayerNorm(config.d_model)
        self.feed_forward = nn.Sequential(
            nn.Linear(config.d_model, config.d_ff),
            nn.GELU(),
            nn.Linear(config.d_ff, config.d_model),
        )

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        mask: Bool[Tensor, "seq seq"],
    ) -> Float[Tensor, "batch seq d_model"]:
        x = x + self.attention(self.norm_1(x), mask)[0]
        return x + self.feed_forward(self.norm_2(x))


class GPT(nn.Module):
    """Token ids in, a score for every possible next token out, at every position."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.config = config
        self.token_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.position_embedding = nn.Embedding(config.context_length, config.d_model)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layers))
        self.final_norm = nn.LayerNorm(config.d_model)
        self.apply(start_small)

    def forward(self, token_ids: Int[Tensor, "batch seq"]) -> Float[Tensor, "batch seq vocab"]:
        """Return logits: position i scores the token at position i + 1.

        Raises:
            ValueError: if the sequence is longer than `context_length`, or an id is outside the vocabulary.
        """
        n_tokens = token_ids.shape[-1]
        if not 1 <= n_tokens <= self.config.context_length:
            raise ValueError(
                f"a sequence must have 1 to context_length = {self.config.context_length} tokens, got {n_tokens}."
            )
        if int(token_ids.min()) < 0 or int(token_ids.max()) >= self.config.vocab_size:
            raise ValueError(
                f"token ids must lie between 0 and vocab_size - 1 = {self.config.vocab_size - 1}, "
                f"got {int(token_ids.min())} to {int(token_ids.max())}: encode with the tokenizer of this model."
            )
        positions = torch.arange(n_tokens, device=token_ids.device)
        x = self.token_embedding(token_ids) + self.position_embedding(positions)
        mask = causal_mask(n_tokens).to(token_ids.device)
        for block in self.blocks:
            x = block(x, mask)
        return F.linear(self.final_norm(x), self.token_embedding.weight)  # the output layer shares the embedding


def start_small(module: nn.Module) -> None:
    """Draw small weights, so that the first guess is near uniform and no part starts out shouting.

    Embeddings get a standard deviation of 0.02, as in GPT-2. GPT-2 gives its linear layers 0.02 too, which suits
    its width of 768; here they get 1/√(inputs), which suits every width.
    """
    if isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=module.in_features**-0.5)
        nn.init.zeros_(module.bias)
