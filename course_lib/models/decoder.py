"""The decoder of the Transformer: it continues a text, looking at another one.

Source: Vaswani et al. (2017), section 3.1, https://arxiv.org/abs/1706.03762.
Held equal to `nn.TransformerDecoder`, and with the encoder to `nn.Transformer`, by
tests/models/test_transformer.py. A decoder that looks at no other text is gpt.py.
"""

from jaxtyping import Bool, Float
from torch import Tensor, nn

from course_lib.models.attention_layers import CrossAttention, SelfAttention
from course_lib.models.cache import Cache, LayerCache
from course_lib.models.encoder import AddAndNorm, FeedForward, StackConfig, final_norm


class DecoderLayer(nn.Module):
    """Attention to the past, attention to the memory, then a feed-forward network."""

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        sizes, dropout = (config.d_model, config.n_heads), config.weight_dropout
        self.attention = SelfAttention(*sizes, dropout=dropout)
        self.around_attention = AddAndNorm(config)
        self.cross_attention = CrossAttention(*sizes, dropout=dropout)
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
        x = self.around_attention(
            x,
            lambda x: self.attention(x, mask, causal=True, cache=cache),
        )
        x = self.around_cross_attention(
            x,
            lambda x: self.cross_attention(x, memory, memory_mask, cache),
        )
        return self.around_feed_forward(x, self.feed_forward)


class Decoder(nn.Module):
    """A stack of decoder layers: each vector sees its past, and all of the memory."""

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        layers = [DecoderLayer(config) for _ in range(config.n_layers)]
        self.layers = nn.ModuleList(layers)
        self.final_norm = final_norm(config)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        memory: Float[Tensor, "batch source d_model"],
        mask: Bool[Tensor, "..."] | None = None,
        memory_mask: Bool[Tensor, "..."] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Run all layers.

        Args:
            x: one vector for each token of the target.
            memory: the encoder's output.
            mask: hides more than the future, which is hidden anyway.
            memory_mask: hides what is not to be seen of the memory.
            cache: the tokens before these.
        """
        for i, layer in enumerate(self.layers):
            kept = cache.layer(i) if cache is not None else None
            x = layer(x, memory, mask, memory_mask, kept)
        return self.final_norm(x)
