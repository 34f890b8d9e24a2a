"""GPT: a decoder-only Transformer that predicts the next token.

Source: Radford et al. (2019), section 2.3 (layer norm before each part, one more at the
end). Held equal to Hugging Face's `GPT2LMHeadModel` by tests/models/test_gpt.py.
Its folders are in gpt_weights.py, the checks of what it reads in text_inputs.py.
Left out: a feed-forward network of another width than 4 · d_model, an output layer of its
own.
"""

from dataclasses import dataclass
from pathlib import Path

import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.attention_layers import SelfAttention
from course_lib.models.cache import Cache, LayerCache
from course_lib.models.gpt_weights import read_folder, write_folder
from course_lib.models.text_inputs import look_up, places_and_mask, start_small


@dataclass(frozen=True)
class GPTConfig:
    """The sizes of a `GPT`. The feed-forward network has the width d_ff = 4 · d_model.

    `gelu` is "none" for the exact function, "tanh" for the approximation that GPT-2 was
    trained with. `pad_id`, `bos_id` and `eos_id` are the tokens for padding, beginning and
    end, if there are any: the model does not use them, those who generate do.
    """

    vocab_size: int
    context_length: int = 64
    d_model: int = 128
    n_heads: int = 4
    n_layers: int = 3
    dropout: float = 0.0
    gelu: str = "none"
    norm_eps: float = 1e-5
    pad_id: int | None = None
    bos_id: int | None = None
    eos_id: int | None = None

    @property
    def d_ff(self) -> int:
        return 4 * self.d_model


class Block(nn.Module):
    """Attention, then a feed-forward network, each added to the stream x."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.norm_1 = nn.LayerNorm(config.d_model, config.norm_eps)
        self.attention = SelfAttention(
            config.d_model,
            config.n_heads,
            dropout=config.dropout,
        )
        self.norm_2 = nn.LayerNorm(config.d_model, config.norm_eps)
        self.feed_forward = nn.Sequential(
            nn.Linear(config.d_model, config.d_ff),
            nn.GELU(config.gelu),
            nn.Linear(config.d_ff, config.d_model),
        )
        self.dropout = config.dropout

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        mask: Bool[Tensor, "..."] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        attended = self.attention(self.norm_1(x), mask, causal=True, cache=cache)
        x = x + self.drop(attended)
        return x + self.drop(self.feed_forward(self.norm_2(x)))

    def drop(self, x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        return F.dropout(x, self.dropout) if self.training else x


class GPT(nn.Module):
    """Token ids in, a score for every possible next token out, at every position."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.config = config
        self.token_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.position_embedding = nn.Embedding(config.context_length, config.d_model)
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layers))
        self.final_norm = nn.LayerNorm(config.d_model, config.norm_eps)
        self.apply(start_small)

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
        cache: Cache | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits: position i scores the token at position i + 1.

        Args:
            token_ids: the texts; with a cache, only what follows the tokens in it.
            cache: what the layers remember of the tokens before; it grows by these.
            mask: True at real tokens, False at padding, on either side; None if all are
                real.

        Raises:
            ValueError: if the sequence is longer than `context_length`, or an id is
                outside the vocabulary.
        """
        return self.logits(self.hidden(self.embed(token_ids), cache, mask))

    def embed(
        self,
        token_ids: Int[Tensor, "batch seq"],
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return the vector of each token."""
        return look_up(self.token_embedding, token_ids)

    def hidden(
        self,
        embedded: Float[Tensor, "batch seq d_model"],
        cache: Cache | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return what the last block makes of embedded tokens, normalized.

        It is what a head for another task reads.
        """
        context_length = self.config.context_length
        places, mask = places_and_mask(embedded, cache, mask, context_length)
        x = self.dropout(embedded + self.position_embedding(places))
        for i, block in enumerate(self.blocks):
            x = block(x, mask, cache.layer(i) if cache else None)
        return self.final_norm(x)

    def logits(
        self,
        hidden: Float[Tensor, "batch seq d_model"],
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return the scores of the next token.

        The output layer is the embedding, used the other way round.
        """
        return F.linear(hidden, self.token_embedding.weight)

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "GPT":
        """Return the GPT-2 of a folder in Hugging Face's layout, or of a name on its hub.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no GPT-2, or its files are damaged.
        """
        sizes, tensors = read_folder(name_or_folder)
        return hub.build(cls, GPTConfig(**sizes), tensors)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        write_folder(folder, self.config, self.state_dict())
