"""T5: an encoder-decoder that treats every task as text in, text out.

What differs from transformer.py: positions are known only by their distance, through a
bias on the scores (relative_bias.py); RMSNorm before each part; no biases in linear maps;
scores that are not divided by √d_head; T5 1.1 has a gated feed-forward network.
Source: Raffel et al. (2020), section 2.1, https://arxiv.org/abs/1910.10683; gated GELU:
Shazeer (2020), https://arxiv.org/abs/2002.05202.
Held equal to Hugging Face's `T5ForConditionalGeneration` by tests/models/test_t5.py. Its
folders are in t5_weights.py.
Left out: mT5 and UMT5, the clamping of 16-bit overflows, a mask for the target (pad it on
the right).
"""

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.attention_layers import CrossAttention, SelfAttention
from course_lib.models.cache import Cache, LayerCache
from course_lib.models.encoder import for_heads
from course_lib.models.encoder_decoder import EncoderDecoder, check_memory
from course_lib.models.normalization import RMSNorm
from course_lib.models.relative_bias import RelativeBias
from course_lib.models.t5_weights import read_folder, write_folder
from course_lib.models.text_inputs import check_mask, look_up, start_small


@dataclass(frozen=True)
class T5Config:
    """The sizes of a `T5`; T5 1.1 is `gated=True, tied=False, scaled=False`.

    `d_head` is d_model / n_heads if None; `n_decoder_layers` is n_layers if None. `tied`:
    the output layer is the embedding. `scaled`: what enters it is multiplied by
    d_model**-0.5. `start_id` is what a target begins with; `pad_id` and `eos_id`, padding
    and end, are for whoever pads and generates, None if that is not said.
    """

    vocab_size: int
    d_model: int = 128
    n_heads: int = 4
    d_head: int | None = None
    n_layers: int = 2
    n_decoder_layers: int | None = None
    d_ff: int = 512
    gated: bool = False
    tied: bool = True
    scaled: bool = True
    n_buckets: int = 32
    max_distance: int = 128
    dropout: float = 0.0
    norm_eps: float = 1e-6
    start_id: int = 0
    pad_id: int | None = None
    eos_id: int | None = None


class T5FeedForward(nn.Module):
    """shrink(relu(expand · x)), or with a gate, shrink(gelu(gate · x) · (expand · x))."""

    def __init__(self, config: T5Config) -> None:
        super().__init__()
        d_model, d_ff = config.d_model, config.d_ff
        self.gate = nn.Linear(d_model, d_ff, bias=False) if config.gated else None
        self.expand = nn.Linear(d_model, d_ff, bias=False)
        self.dropout = nn.Dropout(config.dropout)
        self.shrink = nn.Linear(d_ff, d_model, bias=False)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
    ) -> Float[Tensor, "batch seq d_model"]:
        if self.gate is None:
            return self.shrink(self.dropout(F.relu(self.expand(x))))
        gate = F.gelu(self.gate(x), approximate="tanh")
        return self.shrink(self.dropout(gate * self.expand(x)))


class T5Layer(nn.Module):
    """Self-attention, cross-attention in the decoder, then a feed-forward network.

    What each makes is added to the stream x.
    """

    def __init__(self, config: T5Config, in_decoder: bool) -> None:
        super().__init__()
        d_model, n_heads, eps = config.d_model, config.n_heads, config.norm_eps
        self.in_decoder = in_decoder
        unscaled: dict = {"bias": False, "dropout": config.dropout, "scale": 1.0}
        unscaled["d_head"] = config.d_head
        self.norm_1 = RMSNorm(d_model, eps)
        self.attention = SelfAttention(d_model, n_heads, **unscaled)
        if in_decoder:
            self.norm_2 = RMSNorm(d_model, eps)
            self.cross_attention = CrossAttention(d_model, n_heads, **unscaled)
        self.norm_3 = RMSNorm(d_model, eps)
        self.feed_forward = T5FeedForward(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        bias: Float[Tensor, "1 heads seq key"],
        memory: Float[Tensor, "batch source d_model"] | None,
        mask: Bool[Tensor, "..."] | None,
        cache: LayerCache | None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return the stream after this layer; `mask` hides padding of the source."""
        normed = self.norm_1(x)
        if self.in_decoder:
            own = self.attention(normed, causal=True, bias=bias, cache=cache)
            x = x + self.dropout(own)
            found = self.cross_attention(self.norm_2(x), memory, mask, cache)
            x = x + self.dropout(found)
        else:
            x = x + self.dropout(self.attention(normed, mask, bias=bias))
        return x + self.dropout(self.feed_forward(self.norm_3(x)))


class T5Stack(nn.Module):
    """The encoder or the decoder: layers that share one table of biases for distances."""

    def __init__(self, config: T5Config, n_layers: int, in_decoder: bool) -> None:
        super().__init__()
        buckets = config.n_buckets, config.max_distance
        self.position_bias = RelativeBias(config.n_heads, *buckets, causal=in_decoder)
        self.layers = nn.ModuleList(T5Layer(config, in_decoder) for _ in range(n_layers))
        self.final_norm = RMSNorm(config.d_model, config.norm_eps)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        memory: Float[Tensor, "batch source d_model"] | None = None,
        mask: Bool[Tensor, "..."] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Run all layers.

        Args:
            x: one vector a token; with a cache, of the new tokens only.
            memory: the encoder's output, in the decoder.
            mask: hides the padding of the source, in the encoder and in the decoder.
            cache: the tokens before these.
        """
        n_tokens, n_before = x.shape[1], cache.length if cache else 0
        bias = self.position_bias(n_tokens, n_before + n_tokens)
        x = self.dropout(x)
        for i, layer in enumerate(self.layers):
            kept = cache.layer(i) if cache is not None else None
            x = layer(x, bias, memory, mask, kept)
        return self.dropout(self.final_norm(x))


class T5(EncoderDecoder):
    """Two texts of any length in, scores for the next token of the second one out."""

    def __init__(self, config: T5Config) -> None:
        super().__init__()
        self.config = config
        n_decoder_layers = config.n_decoder_layers or config.n_layers
        self.token_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.encoder = T5Stack(config, config.n_layers, in_decoder=False)
        self.decoder = T5Stack(config, n_decoder_layers, in_decoder=True)
        if not config.tied:
            self.output = nn.Linear(config.d_model, config.vocab_size, bias=False)
        self.apply(start_small)
        self.apply(start_with_small_queries)
        loud = config.tied and not config.scaled  # or logits are √d_model as large
        std = config.d_model**-0.5 if loud else 1.0
        nn.init.normal_(self.token_embedding.weight, std=std)

    def encode(
        self,
        source_ids: Int[Tensor, "batch source"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Return one vector for each token of the source: the decoder's memory."""
        check_mask(source_mask, *source_ids.shape)
        x = look_up(self.token_embedding, source_ids)
        return self.encoder(x, mask=for_heads(source_mask))

    def decode(
        self,
        target_ids: Int[Tensor, "batch seq"],
        memory: Float[Tensor, "batch source d_model"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits for the target; with a cache, for what follows what is in it."""
        check_memory(memory, source_mask, len(target_ids))
        x = look_up(self.token_embedding, target_ids)
        x = self.decoder(x, memory, for_heads(source_mask), cache)
        if self.config.scaled:
            x = x * self.config.d_model**-0.5
        last = self.token_embedding if self.config.tied else self.output
        return F.linear(x, last.weight)

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "T5":
        """Return the model of a folder or a name on the hub; errors as `read_folder`."""
        sizes, tensors = read_folder(name_or_folder)
        return hub.build(cls, T5Config(**sizes), tensors)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        write_folder(folder, self.config, self.state_dict())


def start_with_small_queries(module: nn.Module) -> None:
    """Divide new queries by √d_head, since T5 does not divide the scores by it."""
    with torch.no_grad():
        if isinstance(module, SelfAttention):
            width = module.widths[0]
            scale = (width // module.n_heads) ** -0.5
            module.query_key_value.weight[:width] *= scale
        if isinstance(module, CrossAttention):
            query = module.query.weight
            query *= (len(query) // module.n_heads) ** -0.5
