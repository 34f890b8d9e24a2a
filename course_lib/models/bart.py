"""BART: an encoder-decoder that learned to restore damaged texts.

It is the Transformer of transformer.py in its form of 2017, layer norm after each part, with GELU, learned positions,
one more layer norm after the embedding, and a bias for each token of the vocabulary.
Source: Lewis et al. (2020), section 2.1, https://arxiv.org/abs/1910.13461.
Held equal to Hugging Face's `BartForConditionalGeneration` by tests/models/test_bart.py.
Left out: layer drop, mBART and other relatives, a mask for the target (pad it on the right).
"""

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.attention import FusedAttention
from course_lib.models.cache import Cache
from course_lib.models.gpt import check_length, check_mask, check_token_ids, start_small
from course_lib.models.positions import token_positions
from course_lib.models.t5 import check_memory
from course_lib.models.transformer import (
    ACTIVATIONS,
    Decoder,
    Encoder,
    FeedForward,
    TransformerConfig,
    for_heads,
)
from course_lib.models.weight_names import Rule, to_ours, to_theirs

OFFSET = 2  # the first token has row 2 of the table of positions: no token has rows 0 and 1


@dataclass(frozen=True)
class BartConfig:
    """The sizes of a `Bart`.

    `n_decoder_layers` is n_layers if None. `inner_dropout` is that of the attention weights and inside the feed-forward
    network. `scaled`: embeddings are multiplied by √d_model. `start_id` is what a target begins with.
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

    def stack(self, n_layers: int) -> TransformerConfig:
        """Return the sizes of the encoder or the decoder."""
        return TransformerConfig(
            vocab_size=self.vocab_size,
            d_model=self.d_model,
            n_heads=self.n_heads,
            n_layers=n_layers,
            d_ff=self.d_ff,
            dropout=self.dropout,
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


class Bart(nn.Module):
    """Two texts of token ids in, a score for every possible next token of the second one out; used as `T5` is."""

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
        for part in self.modules():
            if isinstance(part, FusedAttention):
                part.dropout = config.inner_dropout
            if isinstance(part, FeedForward):
                part.dropout.p = config.inner_dropout

    def forward(
        self,
        source_ids: Int[Tensor, "batch source"],
        target_ids: Int[Tensor, "batch seq"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits: position i scores the target's token at position i + 1.

        Args:
            source_ids: the text to read.
            target_ids: the text to continue, which begins with `start_id`; pad it on the right.
            source_mask: True at real tokens of the source, False at padding, on either side; None if all are real.

        Raises:
            ValueError: if an id is outside the vocabulary, a text is empty or longer than `context_length`, or the
                mask does not fit.
        """
        memory = self.encode(source_ids, source_mask)
        return self.decode(target_ids, memory, source_mask)

    def encode(
        self,
        source_ids: Int[Tensor, "batch source"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Return one vector for each token of the source: the decoder's memory."""
        x = self.embed(source_ids)
        check_mask(source_mask, *source_ids.shape)
        real = torch.ones_like(source_ids).bool() if source_mask is None else source_mask
        x = self.source_embedding(x, token_positions(real))
        return self.encoder(x, for_heads(source_mask))

    def decode(
        self,
        target_ids: Int[Tensor, "batch seq"],
        memory: Float[Tensor, "batch source d_model"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits for the tokens of the target; with a cache, for those that follow the ones in it."""
        n_before = cache.length if cache else 0
        x = self.embed(target_ids, n_before)
        check_memory(memory, source_mask, len(target_ids))
        positions = torch.arange(n_before, n_before + x.shape[1], device=x.device)
        x = self.target_embedding(x, positions)
        x = self.decoder(x, memory, memory_mask=for_heads(source_mask), cache=cache)
        return F.linear(x, self.token_embedding.weight) + self.final_logits_bias

    def embed(
        self,
        token_ids: Int[Tensor, "batch seq"],
        n_before: int = 0,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return the vector of each token, without its position."""
        check_token_ids(token_ids, self.config.vocab_size)
        check_length(token_ids.shape[1], n_before, self.config.context_length)
        scale = self.config.d_model**0.5 if self.config.scaled else 1.0
        return self.token_embedding(token_ids) * scale

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "Bart":
        """Return the model of a folder in Hugging Face's layout, or of a name on its hub, ready for use.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no BART, or its files are damaged.
        """
        folder = hub.find(name_or_folder)
        config = config_from_theirs(hub.read_config(folder, "bart"))
        tensors = to_ours(hub.read_weights(folder), RULES, base="model.", ignored=UNUSED)
        no_bias = torch.zeros(1, config.vocab_size)  # some published files hold none
        return hub.build(cls, config, {"final_logits_bias": no_bias, **tensors})

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        hub.save(folder, config_to_theirs(self.config), to_theirs(self.state_dict(), RULES))


def stack_rules(stack: str, embedding: str) -> list[Rule]:
    """Return what the parameters of the encoder or the decoder are called in a folder of Hugging Face."""
    ours, theirs = f"{stack}.layers.*", f"model.{stack}.layers.*"
    parts = tuple(f"{theirs}.self_attn.{letter}_proj" for letter in "qkv")
    return [
        Rule(f"{embedding}.positions", f"model.{stack}.embed_positions"),
        Rule(f"{embedding}.norm", f"model.{stack}.layernorm_embedding"),
        Rule(f"{ours}.attention.query_key_value", parts),
        Rule(f"{ours}.attention.output", f"{theirs}.self_attn.out_proj"),
        Rule(f"{ours}.around_attention.norm", f"{theirs}.self_attn_layer_norm"),
        Rule(f"{ours}.feed_forward.expand", f"{theirs}.fc1"),
        Rule(f"{ours}.feed_forward.shrink", f"{theirs}.fc2"),
        Rule(f"{ours}.around_feed_forward.norm", f"{theirs}.final_layer_norm"),
    ]


CROSS, THEIR_CROSS = "decoder.layers.*.cross_attention", "model.decoder.layers.*.encoder_attn"
RULES = [
    Rule("token_embedding", "model.shared"),
    Rule("final_logits_bias", "final_logits_bias"),
    *stack_rules("encoder", "source_embedding"),
    *stack_rules("decoder", "target_embedding"),
    Rule(f"{CROSS}.query", f"{THEIR_CROSS}.q_proj"),
    Rule(f"{CROSS}.key_value", (f"{THEIR_CROSS}.k_proj", f"{THEIR_CROSS}.v_proj")),
    Rule(f"{CROSS}.output", f"{THEIR_CROSS}.out_proj"),
    Rule("decoder.layers.*.around_cross_attention.norm", f"{THEIR_CROSS}_layer_norm"),
]
UNUSED = [  # copies of the embedding, and marks of old files
    "lm_head",
    *(f"model.{stack}.{name}" for stack in ("encoder", "decoder") for name in ("embed_tokens", "version")),
]
NAMES = {  # what the sizes are called in a config.json of Hugging Face; where there are several, they must be equal
    "vocab_size": ["vocab_size"],
    "context_length": ["max_position_embeddings"],
    "d_model": ["d_model"],
    "n_heads": ["encoder_attention_heads", "decoder_attention_heads"],
    "n_layers": ["encoder_layers"],
    "n_decoder_layers": ["decoder_layers"],
    "d_ff": ["encoder_ffn_dim", "decoder_ffn_dim"],
    "activation": ["activation_function"],
    "scaled": ["scale_embedding"],
    "dropout": ["dropout"],
    "inner_dropout": ["attention_dropout", "activation_dropout"],
    "start_id": ["decoder_start_token_id"],
}


def config_from_theirs(config: dict) -> BartConfig:
    """Return the sizes that a config.json of BART says.

    Raises:
        ValueError: if it asks for something that `Bart` does not do.
    """
    activations = list(ACTIVATIONS)
    hub.check_supported(config, {"activation_function": activations, "tie_word_embeddings": [True]})
    said: dict = {}
    for ours, theirs in NAMES.items():
        values = [config[name] for name in theirs if config.get(name) is not None]
        if len(set(values)) > 1:
            raise ValueError(f"{' and '.join(theirs)} must be equal here, got {values}.")
        if values:
            said[ours] = values[0]
    return BartConfig(**said)


def config_to_theirs(config: BartConfig) -> dict:
    """Return what config.json must say for this model."""
    sizes = {name: getattr(config, ours) for ours, theirs in NAMES.items() for name in theirs}
    return {
        "architectures": ["BartForConditionalGeneration"],
        "model_type": "bart",
        "is_encoder_decoder": True,
        **sizes,
        "decoder_layers": config.n_decoder_layers or config.n_layers,
        "tie_word_embeddings": True,
        **dict.fromkeys(("bos_token_id", "eos_token_id", "pad_token_id", "forced_eos_token_id")),
    }
