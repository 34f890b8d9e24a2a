"""BART: an encoder-decoder that learned to restore damaged texts.

It is the Transformer of transformer.py in its form of 2017, layer norm after each part,
with GELU, learned positions, one more layer norm after the embedding, and a bias for each
token of the vocabulary.
Source: Lewis et al. (2020), section 2.1, https://arxiv.org/abs/1910.13461.
Held equal to Hugging Face's `BartForConditionalGeneration` by tests/models/test_bart.py.
Its folders are in bart_weights.py.
Left out: layer drop, mBART and other relatives, a mask for the target (pad it on the
right).
"""

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.bart_weights import read_folder, write_folder
from course_lib.models.cache import Cache
from course_lib.models.decoder import Decoder
from course_lib.models.encoder import Encoder, StackConfig, for_heads
from course_lib.models.encoder_decoder import EncoderDecoder, check_memory
from course_lib.models.text_inputs import look_up, places_and_mask, start_small

OFFSET = 2  # the first token has row 2 of the table of positions: none has rows 0 and 1


@dataclass(frozen=True)
class BartConfig:
    """The sizes of a `Bart`.

    `n_decoder_layers` is n_layers if None. `inner_dropout` is that of the attention
    weights and inside the feed-forward network. `scaled`: embeddings are multiplied by
    √d_model. `start_id` is what a target begins with. The other ids are for whoever pads
    and generates, None if not said: of padding, of beginning, of end, and of the end that
    a text is cut off with.
    """

    vocab_size: int
    context_length: int = 64
    d_model: int = 128
    n_heads: int = 4
    n_layers: int = 2
    n_decoder_layers: int | None = None
    d_ff: int = 512
    activation: str = "gelu"
    scaled: bool = False
    dropout: float = 0.0
    inner_dropout: float = 0.0
    start_id: int = 2
    pad_id: int | None = None
    bos_id: int | None = None
    eos_id: int | None = None
    forced_eos_id: int | None = None

    def stack(self, n_layers: int) -> StackConfig:
        """Return the sizes of the encoder or the decoder."""
        return StackConfig(
            d_model=self.d_model,
            n_heads=self.n_heads,
            n_layers=n_layers,
            d_ff=self.d_ff,
            dropout=self.dropout,
            attention_dropout=self.inner_dropout,
            inner_dropout=self.inner_dropout,
            activation=self.activation,
            norm_first=False,
        )


class BartEmbedding(nn.Module):
    """Add to each token's vector that of its position, and normalize the sum."""

    def __init__(self, config: BartConfig) -> None:
        super().__init__()
        self.positions = nn.Embedding(config.context_length + OFFSET, config.d_model)
        self.norm = nn.LayerNorm(config.d_model)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        positions: Int[Tensor, "*batch seq"],
    ) -> Float[Tensor, "batch seq d_model"]:
        return self.dropout(self.norm(x + self.positions(positions + OFFSET)))


class Bart(EncoderDecoder):
    """Two texts in, scores for the next token of the second one out; used as `T5` is."""

    final_logits_bias: Float[Tensor, "1 vocab"]

    def __init__(self, config: BartConfig) -> None:
        super().__init__()
        self.config = config
        self.token_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.source_embedding = BartEmbedding(config)
        self.target_embedding = BartEmbedding(config)
        self.encoder = Encoder(config.stack(config.n_layers))
        self.decoder = Decoder(config.stack(config.n_decoder_layers or config.n_layers))
        self.register_buffer("final_logits_bias", torch.zeros(1, config.vocab_size))
        self.apply(start_small)

    def encode(
        self,
        source_ids: Int[Tensor, "batch source"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Return one vector for each token of the source: the decoder's memory."""
        x, context_length = self.embed(source_ids), self.config.context_length
        positions, mask = places_and_mask(x, None, source_mask, context_length)
        return self.encoder(self.source_embedding(x, positions), mask)

    def decode(
        self,
        target_ids: Int[Tensor, "batch seq"],
        memory: Float[Tensor, "batch source d_model"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits for the target; with a cache, for what follows what is in it."""
        check_memory(memory, source_mask, len(target_ids))
        x, context_length = self.embed(target_ids), self.config.context_length
        positions, _ = places_and_mask(x, cache, None, context_length)
        x = self.target_embedding(x, positions)
        x = self.decoder(x, memory, memory_mask=for_heads(source_mask), cache=cache)
        return F.linear(x, self.token_embedding.weight) + self.final_logits_bias

    def embed(
        self,
        token_ids: Int[Tensor, "batch seq"],
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return the vector of each token, without its position."""
        scale = self.config.d_model**0.5 if self.config.scaled else 1.0
        return look_up(self.token_embedding, token_ids) * scale

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "Bart":
        """Return the model of a folder or a name on the hub; errors as `read_folder`."""
        sizes, tensors = read_folder(name_or_folder)
        return hub.build(cls, BartConfig(**sizes), tensors)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        write_folder(folder, self.config, self.state_dict())
