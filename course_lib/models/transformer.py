"""The Transformer: an encoder reads a text, a decoder writes another one.

Source: Vaswani et al. (2017), section 3, https://arxiv.org/abs/1706.03762; weight tying:
Press and Wolf (2017), https://arxiv.org/abs/1608.05859.
Its stacks are in encoder.py and decoder.py. Tested by tests/models/test_transformer.py.
Left out: encoders and decoders of different sizes.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models.cache import Cache
from course_lib.models.decoder import Decoder
from course_lib.models.encoder import Encoder, StackConfig, for_heads
from course_lib.models.encoder_decoder import check_memory
from course_lib.models.positions import sinusoidal, token_positions
from course_lib.models.text_inputs import check_mask, look_up, start_small


@dataclass(frozen=True, kw_only=True)
class TransformerConfig(StackConfig):
    """The sizes of a `Transformer`: those of its encoder, its decoder has too.

    `tied`: the output layer is the embedding.
    """

    vocab_size: int
    tied: bool = True


class Transformer(nn.Module):
    """Two texts of token ids in, scores for the next token of the second one out.

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
        std = config.d_model**-0.5  # times √d_model, the vectors have variance 1
        nn.init.normal_(self.token_embedding.weight, std=std)

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
            target_ids: the text to continue, which begins with a token for "begin".
            source_mask: True at real tokens of the source; None if all are real.
            target_mask: the same for the target.

        Raises:
            ValueError: if an id is outside the vocabulary, or a mask does not fit.
        """
        memory = self.encode(source_ids, source_mask)
        return self.decode(target_ids, memory, source_mask, target_mask)

    def encode(
        self,
        source_ids: Int[Tensor, "batch source"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Return one vector for each token of the source: the decoder's memory."""
        check_mask(source_mask, *source_ids.shape)
        x = self.embed(source_ids, source_mask, 0)
        return self.encoder(x, for_heads(source_mask))

    def decode(
        self,
        target_ids: Int[Tensor, "batch seq"],
        memory: Float[Tensor, "batch source d_model"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
        target_mask: Bool[Tensor, "batch seq"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits for the target; with a cache, for what follows what is in it."""
        check_memory(memory, source_mask, len(target_ids))
        check_mask(target_mask, *target_ids.shape)
        n_before = cache.length if cache else 0
        if cache is not None:
            target_mask = cache.mask_with(target_mask, *target_ids.shape)
        x = self.embed(target_ids, target_mask, n_before)
        masks = for_heads(target_mask), for_heads(source_mask)
        x = self.decoder(x, memory, *masks, cache)
        last = self.token_embedding if self.config.tied else self.output
        return F.linear(x, last.weight)

    def embed(
        self,
        token_ids: Int[Tensor, "batch seq"],
        mask: Bool[Tensor, "batch key"] | None,
        n_before: int,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return embedding times √d_model, plus the position."""
        d_model, n_tokens = self.config.d_model, token_ids.shape[1]
        if mask is None:
            positions = torch.arange(n_tokens, device=token_ids.device) + n_before
        else:
            positions = token_positions(mask)[:, n_before:]
        x = look_up(self.token_embedding, token_ids) * d_model**0.5
        return self.dropout(x + sinusoidal(positions, d_model))
