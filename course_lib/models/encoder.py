"""The encoder of the Transformer: each vector that comes out has seen the whole text.

BERT, ViT and the first half of BART are this stack of layers, each in its own variant.
Source: Vaswani et al. (2017), section 3.1, https://arxiv.org/abs/1706.03762; norm before
each part: Xiong et al. (2020), https://arxiv.org/abs/2002.04745.
Held equal to `nn.TransformerEncoder` by tests/models/test_transformer.py.
Left out: other activations than ReLU and GELU.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jaxtyping import Bool, Float
from torch import Tensor, nn

from course_lib.models.attention_layers import SelfAttention

ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU}


@dataclass(frozen=True)
class StackConfig:
    """The sizes of an encoder or a decoder, and its variant.

    `norm_first` puts layer norm before each part (pre-norm); otherwise it comes after
    (post-norm), as in 2017. `final_norm` adds one to the end of the stack; None does so
    where it is needed, with pre-norm. `dropout` takes numbers from what a part adds,
    `attention_dropout` from the attention weights, `inner_dropout` from within the
    feed-forward network; these two are `dropout` if None.
    """

    d_model: int = 128
    n_heads: int = 4
    n_layers: int = 2
    d_ff: int = 512
    dropout: float = 0.0
    attention_dropout: float | None = None
    inner_dropout: float | None = None
    activation: str = "relu"
    norm_first: bool = True
    final_norm: bool | None = None
    norm_eps: float = 1e-5

    @property
    def weight_dropout(self) -> float:
        """Return the share of attention weights that are dropped."""
        return self.dropout if self.attention_dropout is None else self.attention_dropout


def stack_sizes(config: Any, norm_first: bool) -> StackConfig:
    """Return the sizes of the encoder within a BERT or a ViT, from those of the whole.

    Theirs has GELU, and drops nothing within the feed-forward network.
    """
    names = ("d_model", "n_heads", "n_layers", "d_ff", "dropout", "norm_eps")
    sizes = {name: getattr(config, name) for name in names}
    return StackConfig(
        **sizes,
        activation="gelu",
        norm_first=norm_first,
        inner_dropout=0.0,
    )


class AddAndNorm(nn.Module):
    """What goes around each part of a layer: its output is added to its input.

    Layer norm bounds the sum, or what goes into the part.
    """

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        self.norm_first = config.norm_first
        self.norm = nn.LayerNorm(config.d_model, config.norm_eps)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        part: Callable[[Tensor], Tensor],
    ) -> Float[Tensor, "batch seq d_model"]:
        if self.norm_first:
            return x + self.dropout(part(self.norm(x)))
        return self.norm(x + self.dropout(part(x)))


class FeedForward(nn.Module):
    """Two linear maps with a bend between them, on each token alone.

    Raises:
        ValueError: if the activation is unknown.
    """

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        if config.activation not in ACTIVATIONS:
            known, came = list(ACTIVATIONS), config.activation
            raise ValueError(f"activation must be one of {known}, got {came!r}.")
        inner = config.dropout if config.inner_dropout is None else config.inner_dropout
        self.expand = nn.Linear(config.d_model, config.d_ff)
        self.activation = ACTIVATIONS[config.activation]()
        self.dropout = nn.Dropout(inner)
        self.shrink = nn.Linear(config.d_ff, config.d_model)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
    ) -> Float[Tensor, "batch seq d_model"]:
        return self.shrink(self.dropout(self.activation(self.expand(x))))


class EncoderLayer(nn.Module):
    """Self-attention over the whole text, then a feed-forward network."""

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        sizes = config.d_model, config.n_heads
        self.attention = SelfAttention(*sizes, dropout=config.weight_dropout)
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


class Encoder(nn.Module):
    """A stack of encoder layers: vectors in, as many vectors out."""

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        layers = [EncoderLayer(config) for _ in range(config.n_layers)]
        self.layers = nn.ModuleList(layers)
        self.final_norm = final_norm(config)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        mask: Bool[Tensor, "..."] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Run all layers.

        `mask` broadcasts to "batch heads query key", and is True where visible.
        """
        for layer in self.layers:
            x = layer(x, mask)
        return self.final_norm(x)


def final_norm(config: StackConfig) -> nn.Module:
    """Return the layer norm at the end of a stack; where there is none, its stand-in."""
    wanted = config.norm_first if config.final_norm is None else config.final_norm
    return nn.LayerNorm(config.d_model, config.norm_eps) if wanted else nn.Identity()


def for_heads(
    mask: Bool[Tensor, "batch key"] | None,
) -> Bool[Tensor, "batch 1 1 key"] | None:
    """Give the mask of real tokens the axes that scores have."""
    return None if mask is None else mask[:, None, None, :]
