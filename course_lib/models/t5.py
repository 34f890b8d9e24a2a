"""T5: an encoder-decoder that treats every task as text in, text out, and knows positions only by distance.

What differs from transformer.py: RMSNorm before each part; no biases; scores that are not divided by √d_head; a learned
bias on the scores for each bucket of distances, one table for all layers of a stack; T5 1.1 has a gated network.
Source: Raffel et al. (2020), section 2.1, https://arxiv.org/abs/1910.10683; gated GELU: Shazeer (2020),
https://arxiv.org/abs/2002.05202.
Held equal to Hugging Face's `T5ForConditionalGeneration` by tests/models/test_t5.py.
Left out: mT5 and UMT5, the clamping of 16-bit overflows, a mask for the target (pad it on the right).
"""

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from einops import rearrange
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.attention_layers import CrossAttention, SelfAttention
from course_lib.models.cache import Cache, LayerCache
from course_lib.models.gpt import check_mask, check_token_ids, start_small
from course_lib.models.normalization import RMSNorm
from course_lib.models.positions import relative_buckets
from course_lib.models.transformer import for_heads
from course_lib.models.weight_names import Rule, to_ours, to_theirs

NAMES = {  # what the sizes are called in a config.json of Hugging Face
    "vocab_size": "vocab_size",
    "d_model": "d_model",
    "n_heads": "num_heads",
    "d_head": "d_kv",
    "n_layers": "num_layers",
    "n_decoder_layers": "num_decoder_layers",
    "d_ff": "d_ff",
    "scaled": "scale_decoder_outputs",
    "n_buckets": "relative_attention_num_buckets",
    "max_distance": "relative_attention_max_distance",
    "dropout": "dropout_rate",
    "norm_eps": "layer_norm_epsilon",
    "start_id": "decoder_start_token_id",
}
UNUSED = [  # copies of the embedding, and a table that old files have and no model reads
    "encoder.embed_tokens",
    "decoder.embed_tokens",
    "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias",
]


@dataclass(frozen=True)
class T5Config:
    """The sizes of a `T5`, and its variant: T5 1.1 is `gated=True, tied=False, scaled=False`.

    `d_head` is d_model / n_heads if None; `n_decoder_layers` is n_layers if None. `tied`: the output layer is the
    embedding. `scaled`: what enters it is multiplied by d_model**-0.5. `start_id` is what a target begins with.
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
    """Self-attention, in the decoder cross-attention too, then a feed-forward network, each added to the stream x."""

    def __init__(self, config: T5Config, in_decoder: bool) -> None:
        super().__init__()
        d_model, n_heads, d_head = config.d_model, config.n_heads, config.d_head
        eps = config.norm_eps
        unscaled: dict = {"bias": False, "dropout": config.dropout, "scale": 1.0}
        self.in_decoder = in_decoder
        self.norm_1 = RMSNorm(d_model, eps)
        self.attention = SelfAttention(d_model, n_heads, d_head=d_head, **unscaled)
        if in_decoder:
            self.norm_2 = RMSNorm(d_model, eps)
            self.cross_attention = CrossAttention(d_model, n_heads, d_head=d_head, **unscaled)
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
        normed = self.norm_1(x)
        if self.in_decoder:
            x = x + self.dropout(self.attention(normed, causal=True, bias=bias, cache=cache))
            found = self.cross_attention(self.norm_2(x), memory, mask, cache)
            x = x + self.dropout(found)
        else:
            x = x + self.dropout(self.attention(normed, mask, bias=bias))
        return x + self.dropout(self.feed_forward(self.norm_3(x)))


class T5Stack(nn.Module):
    """The encoder, or the decoder: layers that share one table of biases for distances."""

    def __init__(self, config: T5Config, n_layers: int, in_decoder: bool) -> None:
        super().__init__()
        self.config, self.in_decoder = config, in_decoder
        self.position_bias = nn.Embedding(config.n_buckets, config.n_heads)
        self.layers = nn.ModuleList(T5Layer(config, in_decoder) for _ in range(n_layers))
        self.final_norm = RMSNorm(config.d_model, config.norm_eps)
        self.dropout = nn.Dropout(config.dropout)

    def biases(self, n_queries: int, n_keys: int) -> Float[Tensor, "1 heads query key"]:
        """Return what each head adds to a score for the distance; the queries are the last of the keys."""
        sizes = self.config.n_buckets, self.config.max_distance
        buckets = relative_buckets(n_queries, n_keys, self.in_decoder, *sizes)
        bias = self.position_bias(buckets.to(self.position_bias.weight.device))
        return rearrange(bias, "query key heads -> 1 heads query key")

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        memory: Float[Tensor, "batch source d_model"] | None = None,
        mask: Bool[Tensor, "..."] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Run all layers; the decoder looks at the `memory`, and `mask` hides the padding of the source from both."""
        n_tokens, n_before = x.shape[1], cache.length if cache else 0
        bias = self.biases(n_tokens, n_before + n_tokens)
        x = self.dropout(x)
        for i, layer in enumerate(self.layers):
            kept = cache.layer(i) if cache is not None else None
            x = layer(x, bias, memory, mask, kept)
        return self.dropout(self.final_norm(x))


class T5(nn.Module):
    """Two texts of token ids in, a score for every possible next token of the second one out; of any length."""

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
        loud = config.tied and not config.scaled  # logits would be √d_model times as large
        std = config.d_model**-0.5 if loud else 1.0
        nn.init.normal_(self.token_embedding.weight, std=std)

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
            ValueError: if an id is outside the vocabulary, a text is empty, or the mask does not fit.
        """
        memory = self.encode(source_ids, source_mask)
        return self.decode(target_ids, memory, source_mask)

    def encode(
        self,
        source_ids: Int[Tensor, "batch source"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Return one vector for each token of the source: the decoder's memory."""
        check_token_ids(source_ids, self.config.vocab_size)
        check_mask(source_mask, *source_ids.shape)
        x = self.token_embedding(source_ids)
        return self.encoder(x, mask=for_heads(source_mask))

    def decode(
        self,
        target_ids: Int[Tensor, "batch seq"],
        memory: Float[Tensor, "batch source d_model"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
        cache: Cache | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits for the tokens of the target; with a cache, for those that follow the ones in it."""
        check_token_ids(target_ids, self.config.vocab_size)
        check_memory(memory, source_mask, len(target_ids))
        x = self.token_embedding(target_ids)
        x = self.decoder(x, memory, for_heads(source_mask), cache)
        if self.config.scaled:
            x = x * self.config.d_model**-0.5
        last = self.token_embedding if self.config.tied else self.output
        return F.linear(x, last.weight)

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "T5":
        """Return the model of a folder in Hugging Face's layout, or of a name on its hub, ready for use.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no T5, or its files are damaged.
        """
        folder = hub.find(name_or_folder)
        said, tensors = hub.read_config(folder, "t5"), hub.read_weights(folder)
        tied = said.get("tie_word_embeddings", True)
        if "lm_head.weight" in tensors and "shared.weight" in tensors:  # transformers 5 says True, and looks
            tied = torch.equal(tensors["lm_head.weight"], tensors["shared.weight"])
        config = config_from_theirs(said, tied)
        ignored = [*UNUSED, *(["lm_head"] if tied else [])]
        return hub.build(cls, config, to_ours(tensors, rules(config), ignored=ignored))

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        config, tensors = self.config, self.state_dict()
        hub.save(folder, config_to_theirs(config), to_theirs(tensors, rules(config)))


def rules(config: T5Config) -> list[Rule]:
    """Return what our parameters are called in a folder of Hugging Face."""
    found = [Rule("token_embedding", "shared"), Rule("output", "lm_head")]
    for stack, last in (("encoder", 1), ("decoder", 2)):
        ours, theirs = f"{stack}.layers.*", f"{stack}.block.*.layer"
        ours_last, theirs_last = f"{ours}.feed_forward", f"{theirs}.{last}.DenseReluDense"
        parts = tuple(f"{theirs}.0.SelfAttention.{letter}" for letter in "qkv")
        found += [
            Rule(f"{stack}.position_bias", f"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias"),
            Rule(f"{ours}.norm_1", f"{theirs}.0.layer_norm"),
            Rule(f"{ours}.attention.query_key_value", parts),
            Rule(f"{ours}.attention.output", f"{theirs}.0.SelfAttention.o"),
            Rule(f"{ours}.norm_3", f"{theirs}.{last}.layer_norm"),
            Rule(f"{ours_last}.gate", f"{theirs_last}.wi_0"),
            Rule(f"{ours_last}.expand", f"{theirs_last}.wi_1" if config.gated else f"{theirs_last}.wi"),
            Rule(f"{ours_last}.shrink", f"{theirs_last}.wo"),
            Rule(f"{stack}.final_norm", f"{stack}.final_layer_norm"),
        ]
    ours, theirs = "decoder.layers.*.cross_attention", "decoder.block.*.layer.1.EncDecAttention"
    return [
        *found,
        Rule("decoder.layers.*.norm_2", "decoder.block.*.layer.1.layer_norm"),
        Rule(f"{ours}.query", f"{theirs}.q"),
        Rule(f"{ours}.key_value", (f"{theirs}.k", f"{theirs}.v")),
        Rule(f"{ours}.output", f"{theirs}.o"),
    ]


def config_from_theirs(config: dict, tied: bool) -> T5Config:
    """Return the sizes that a config.json of T5 says; whether the output is tied is seen from the weights.

    Raises:
        ValueError: if it asks for something that `T5` does not do.
    """
    hub.check_supported(config, {"feed_forward_proj": ["relu", "gated-gelu"]})
    gated = config.get("feed_forward_proj") == "gated-gelu"
    scaled = config.get("tie_word_embeddings", True)  # all that was said of it before transformers 5
    said = {ours: config[theirs] for ours, theirs in NAMES.items() if config.get(theirs) is not None}
    return T5Config(**{"scaled": scaled, **said, "gated": gated, "tied": tied})


def config_to_theirs(config: T5Config) -> dict:
    """Return what config.json must say for this model."""
    return {
        "architectures": ["T5ForConditionalGeneration"],
        "model_type": "t5",
        "is_encoder_decoder": True,
        **{theirs: getattr(config, ours) for ours, theirs in NAMES.items()},
        "d_kv": config.d_head or config.d_model // config.n_heads,
        "feed_forward_proj": "gated-gelu" if config.gated else "relu",
        "tie_word_embeddings": config.tied,
        **dict.fromkeys(("eos_token_id", "pad_token_id")),
    }


def start_with_small_queries(module: nn.Module) -> None:
    """Divide new queries by √d_head, since T5 does not divide the scores by it."""
    with torch.no_grad():
        if isinstance(module, SelfAttention):
            width = module.widths[0]
            module.query_key_value.weight[:width] *= (width // module.n_heads) ** -0.5
        if isinstance(module, CrossAttention):
            query = module.query.weight
            query *= (len(query) // module.n_heads) ** -0.5


def check_memory(memory: Tensor, source_mask: Tensor | None, n_targets: int) -> None:
    """Refuse a memory of another number of texts than there are targets, or a mask that is not the memory's."""
    if len(memory) != n_targets:
        raise ValueError(
            f"memory must hold one source for each of the {n_targets} targets, got {len(memory)}: "
            "repeat or drop its rows, and those of source_mask, as cache.reorder() does."
        )
    check_mask(source_mask, *memory.shape[:2])
