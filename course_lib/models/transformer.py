"""The Transformer: an encoder reads a text, a decoder writes another one, looking back at what was read.

Source: Vaswani et al. (2017), section 3, https://arxiv.org/abs/1706.03762; norm before each part: Xiong et al.
(2020), https://arxiv.org/abs/2002.04745; weight tying: Press and Wolf (2017), https://arxiv.org/abs/1608.05859.
Held equal to `nn.TransformerEncoder`, `nn.TransformerDecoder` and `nn.Transformer` by
tests/models/test_transformer.py.
Left out: other activations than ReLU and GELU, encoders and decoders of different widths.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models.attention_layers import CrossAttention, SelfAttention
from course_lib.models.cache import Cache, LayerCache
from course_lib.models.gpt import check_mask, check_token_ids, start_small
from course_lib.models.positions import sinusoidal, token_positions

ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU}


@dataclass(frozen=True)
class TransformerConfig:
    """The sizes of a `Transformer`, and its variant.

    `n_layers` holds for the encoder and for the decoder. `norm_first` puts layer norm before each part (pre-norm);
    otherwise it comes after (post-norm), as in 2017. `final_norm` adds one to the end of each stack; None does so
    where it is needed, with pre-norm. `tied`: the output layer is the embedding.
    """

    vocab_size: int
    d_model: int = 128
    n_heads: int = 4
    n_layers: int = 2
    d_ff: int = 512
    dropout: float = 0.0
    activation: str = "relu"
    norm_first: bool = True
    final_norm: bool | None = None
    tied: bool = True
    norm_eps: float = 1e-5


def stack_sizes(config: Any, norm_first: bool) -> TransformerConfig:
    """Return the sizes of the encoder within a BERT or a ViT, from its own sizes: GELU, and no vocabulary."""
    names = ("d_model", "n_heads", "n_layers", "d_ff", "dropout", "norm_eps")
    sizes = {name: getattr(config, name) for name in names}
    return TransformerConfig(vocab_size=0, activation="gelu", norm_first=norm_first, **sizes)


class AddAndNorm(nn.Module):
    """What goes around each part of a layer: its output is added to its input, and layer norm bounds the sum."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.norm_first = config.norm_first
        self.norm = nn.LayerNorm(config.d_model, config.norm_eps)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self, x: Float[Tensor, "batch seq d_model"], part: Callable[[Tensor], Tensor]
    ) -> Float[Tensor, "batch seq d_model"]:
        if self.norm_first:
            return x + self.dropout(part(self.norm(x)))
        return self.norm(x + self.dropout(part(x)))


class FeedForward(nn.Module):
    """Two linear maps with a bend between them, on each token alone.

    Raises:
        ValueError: if the activation is unknown.
    """

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        if config.activation not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {list(ACTIVATIONS)}, got {config.activation!r}.")
        self.expand = nn.Linear(config.d_model, config.d_ff)
        self.activation = ACTIVATIONS[config.activation]()
        self.dropout = nn.Dropout(config.dropout)
        self.shrink = nn.Linear(config.d_ff, config.d_model)

    def forward(self, x: Float[Tensor, "batch seq d_model"]) -> Float[Tensor, "batch seq d_model"]:
        return self.shrink(self.dropout(self.activation(self.expand(x))))


class EncoderLayer(nn.Module):
    """Self-attention over the whole text, then a feed-forward network."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.attention = SelfAttention(config.d_model, config.n_heads, dropout=config.dropout)
        self.around_attention = AddAndNorm(config)
        self.feed_forward = FeedForward(config)
        self.around_feed_forward = AddAndNorm(config)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        mask: Bool[Tensor, "..."] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        x = self.around_attention(x, lambda x: self.attention(x, mask))
        return self.around_feed_forward(x, self.feed_forward)


class DecoderLayer(nn.Module):
    """Self-attention over the past, cross-attention to the encoder's output, then a feed-forward network."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.attention = SelfAttention(config.d_model, config.n_heads, dropout=config.dropout)
        self.around_attention = AddAndNorm(config)
        self.cross_attention = CrossAttention(config.d_model, config.n_heads, dropout=config.dropout)
        self.around_cross_attention = AddAndNorm(config)
        self.feed_forward = FeedForward(config)
        self.around_feed_forward = AddAndNorm(config)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        memory: Float[Tensor, "batch source d_model"],
        mask: Bool[Tensor, "..."] | None = None,
        memory_mask: Bool[Tensor, "..."] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        x = self.around_attention(x, lambda x: self.attention(x, mask, causal=True, cache=cache))
        x = self.around_cross_attention(x, lambda x: self.cross_attention(x, memory, memory_mask, cache))
        return self.around_feed_forward(x, self.feed_forward)


def final_norm(config: TransformerConfig) -> nn.Module:
    """Return the layer norm at the end of a stack, or a module that does nothing where there is none."""
    wanted = config.norm_first if config.final_norm is None else config.final_norm
    return nn.LayerNorm(config.d_model, config.norm_eps) if wanted else nn.Identity()


class Encoder(nn.Module):
    """A stack of encoder layers: vectors in, as many vectors out, each of which has seen the whole text."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(config.n_layers))
        self.final_norm = final_norm(config)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        mask: Bool[Tensor, "..."] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Run all layers; `mask` broadcasts to "batch heads query key", True where visible."""
        for layer in self.layers:
            x = layer(x, mask)
        return self.final_norm(x)


class Decoder(nn.Module):
    """A stack of decoder layers: each vector sees its past, and all of the encoder's output."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(config) for _ in range(config.n_layers))
        self.final_norm = final_norm(config)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        memory: Float[Tensor, "batch source d_model"],
        mask: Bool[Tensor, "..."] | None = None,
        memory_mask: Bool[Tensor, "..."] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Run all layers. The future is hidden anyway; `mask` hides more of the past, `memory_mask` of the source."""
        for i, layer in enumerate(self.layers):
            x = layer(
                x,
                memory,
                mask,
                memory_mask,
                cache.layer(i) if cache is not None else None,
            )
        return self.final_norm(x)


class Transformer(nn.Module):
    """Two texts of token ids in, a score for every possible next token of the second one out.

    Both share one embedding, and with `tied` the output layer is it too (section 3.4).
    """

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.token_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.dropout = nn.Dropout(config.dropout)
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        if not config.tied:
            self.output = nn.Linear(config.d_model, config.vocab_size, bias=False)
        self.apply(start_small)
        nn.init.normal_(self.token_embedding.weight, std=config.d_model**-0.5)  # times √d_model, it has variance 1

    def forward(
        self,
        source_ids: Int[Tensor, "batch source"],
        target_ids: Int[Tensor, "batch seq"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
        target_mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits: position i scores the target's token at position i + 1.

        Args:
            source_ids: the text to read.
            target_ids: the text to continue, which begins with a token that means "begin".
            source_mask: True at real tokens of the source; None if all are real.
            target_mask: the same for the target.

        Raises:
            ValueError: if an id is outside the vocabulary.
        """
        return self.decode(target_ids, self.encode(source_ids, source_mask), source_mask, target_mask)

    def encode(
        self,
        source_ids: Int[Tensor, "batch source"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Return one vector for each token of the source: the decoder's memory."""
        check_mask(source_mask, *source_ids.shape)
        return self.encoder(self.embed(source_ids, source_mask, 0), for_heads(source_mask))

    def decode(
        self,
        target_ids: Int[Tensor, "batch seq"],
        memory: Float[Tensor, "batch source d_model"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
        target_mask: Bool[Tensor, "batch seq"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits for the tokens of the target; with a cache, for those that follow the ones in it."""
        n_before = cache.length if cache else 0
        check_mask(target_mask, *target_ids.shape)
        if cache is not None:
            target_mask = cache.mask_with(target_mask, *target_ids.shape)
        x = self.embed(target_ids, target_mask, n_before)
        x = self.decoder(x, memory, for_heads(target_mask), for_heads(source_mask), cache)
        return F.linear(x, self.token_embedding.weight if self.config.tied else self.output.weight)

    def embed(
        self,
        token_ids: Int[Tensor, "batch seq"],
        mask: Bool[Tensor, "batch key"] | None,
        n_before: int,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return embedding times √d_model, plus the position."""
        check_token_ids(token_ids, self.config.vocab_size)
        if mask is None:
            positions = torch.arange(n_before, n_before + token_ids.shape[1], device=token_ids.device)
        else:
            positions = token_positions(mask)[:, n_before:]
        d_model = self.config.d_model
        return self.dropout(self.token_embedding(token_ids) * d_model**0.5 + sinusoidal(positions, d_model))


def for_heads(
    mask: Bool[Tensor, "batch key"] | None,
) -> Bool[Tensor, "batch 1 1 key"] | None:
    """Give the mask of real tokens the axes that scores have."""
    return None if mask is None else mask[:, None, None, :]
