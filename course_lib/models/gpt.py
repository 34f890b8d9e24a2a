"""GPT: a decoder-only Transformer that predicts the next token.

Source: Radford et al. (2019), section 2.3 (layer norm before each part, one more at the end).
Held equal to Hugging Face's `GPT2LMHeadModel` by tests/models/test_gpt.py.
Left out: a feed-forward network of another width than 4 · d_model, an output layer of its own.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.attention_layers import SelfAttention
from course_lib.models.cache import Cache, LayerCache
from course_lib.models.positions import token_positions
from course_lib.models.weight_names import Rule, to_ours, to_theirs

RULES = [  # what our parameters are called in a folder of Hugging Face
    Rule("token_embedding", "transformer.wte"),
    Rule("position_embedding", "transformer.wpe"),
    Rule("blocks.*.norm_1", "transformer.h.*.ln_1"),
    Rule(
        "blocks.*.attention.query_key_value",
        "transformer.h.*.attn.c_attn",
        transposed=True,
    ),
    Rule("blocks.*.attention.output", "transformer.h.*.attn.c_proj", transposed=True),
    Rule("blocks.*.norm_2", "transformer.h.*.ln_2"),
    Rule("blocks.*.feed_forward.0", "transformer.h.*.mlp.c_fc", transposed=True),
    Rule("blocks.*.feed_forward.2", "transformer.h.*.mlp.c_proj", transposed=True),
    Rule("final_norm", "transformer.ln_f"),
]
COMPUTED = [
    "transformer.h.*.attn.bias",
    "transformer.h.*.attn.masked_bias",
    "lm_head",
]  # masks; the embedding
GELUS = {"gelu_new": "tanh", "gelu_pytorch_tanh": "tanh", "gelu": "none"}


@dataclass(frozen=True)
class GPTConfig:
    """The sizes of a `GPT`. `d_ff`, the width of the feed-forward network, is 4 · d_model.

    `gelu` is "none" for the exact function, "tanh" for the approximation that GPT-2 was trained with.
    """

    vocab_size: int
    context_length: int = 64
    d_model: int = 128
    n_heads: int = 4
    n_layers: int = 3
    dropout: float = 0.0
    gelu: str = "none"
    norm_eps: float = 1e-5

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
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        mask: Bool[Tensor, "..."] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        attended = self.attention(self.norm_1(x), mask, causal=True, cache=cache)
        x = x + self.dropout(attended)
        return x + self.dropout(self.feed_forward(self.norm_2(x)))


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
            mask: True at real tokens, False at padding, on either side; None if all are real.

        Raises:
            ValueError: if the sequence is longer than `context_length`, or an id is outside the vocabulary.
        """
        return self.logits(self.hidden(self.embed(token_ids), cache, mask))

    def embed(self, token_ids: Int[Tensor, "batch seq"]) -> Float[Tensor, "batch seq d_model"]:
        """Return the vector of each token."""
        check_token_ids(token_ids, self.config.vocab_size)
        return self.token_embedding(token_ids)

    def hidden(
        self,
        embedded: Float[Tensor, "batch seq d_model"],
        cache: Cache | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return what the last block makes of embedded tokens, normalized: what a head for another task reads."""
        n_tokens, n_before = embedded.shape[1], cache.length if cache else 0
        check_length(n_tokens, n_before, self.config.context_length)
        check_mask(mask, *embedded.shape[:2])
        if cache is not None:
            mask = cache.mask_with(mask, *embedded.shape[:2])
        if mask is None:
            positions = torch.arange(n_before, n_before + n_tokens, device=embedded.device)
        else:
            positions = token_positions(mask)[:, n_before:]
            mask = mask[:, None, None, :]
        x = self.dropout(embedded + self.position_embedding(positions))
        for i, block in enumerate(self.blocks):
            x = block(x, mask, cache.layer(i) if cache is not None else None)
        return self.final_norm(x)

    def logits(self, hidden: Float[Tensor, "batch seq d_model"]) -> Float[Tensor, "batch seq vocab"]:
        """Return the scores of the next token: the output layer is the embedding, used the other way round."""
        return F.linear(hidden, self.token_embedding.weight)

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "GPT":
        """Return the model of a folder in Hugging Face's layout, or of a name on its hub, ready for use.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no GPT-2, or its files are damaged.
        """
        folder = hub.find(name_or_folder)
        config = config_from_theirs(hub.read_config(folder, "gpt2"))
        tensors = to_ours(hub.read_weights(folder), RULES, base="transformer.", ignored=COMPUTED)
        return hub.build(cls, config, tensors)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        hub.save(folder, config_to_theirs(self.config), to_theirs(self.state_dict(), RULES))


def config_from_theirs(config: dict) -> GPTConfig:
    """Return the sizes that a config.json of GPT-2 says.

    Raises:
        ValueError: if it asks for something that `GPT` does not do.
    """
    d_model = config["n_embd"]
    supported = {
        "activation_function": list(GELUS),
        "n_inner": [None, 4 * d_model],
        "scale_attn_weights": [True],
        "scale_attn_by_inverse_layer_idx": [False],
        "add_cross_attention": [False],
        "tie_word_embeddings": [True],
    }
    hub.check_supported(config, supported)
    dropouts = {config.get(name, 0.1) for name in ("embd_pdrop", "resid_pdrop", "attn_pdrop")}
    if len(dropouts) > 1:
        raise ValueError(f"embd_pdrop, resid_pdrop and attn_pdrop must be equal, got {sorted(dropouts)}.")
    return GPTConfig(
        vocab_size=config["vocab_size"],
        context_length=config["n_positions"],
        d_model=d_model,
        n_heads=config["n_head"],
        n_layers=config["n_layer"],
        dropout=dropouts.pop(),
        gelu=GELUS[config.get("activation_function", "gelu_new")],
        norm_eps=config.get("layer_norm_epsilon", 1e-5),
    )


def config_to_theirs(config: GPTConfig) -> dict:
    """Return what config.json must say for this model."""
    return {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "vocab_size": config.vocab_size,
        "n_positions": config.context_length,
        "n_embd": config.d_model,
        "n_head": config.n_heads,
        "n_layer": config.n_layers,
        "activation_function": "gelu_new" if config.gelu == "tanh" else "gelu",
        "layer_norm_epsilon": config.norm_eps,
        **dict.fromkeys(("embd_pdrop", "resid_pdrop", "attn_pdrop"), config.dropout),
        **dict.fromkeys(("bos_token_id", "eos_token_id")),
    }


def check_token_ids(token_ids: Tensor, vocab_size: int) -> None:
    """Refuse ids that the embedding has no row for, and an empty text."""
    if token_ids.numel() == 0:
        raise ValueError(f"there must be at least 1 token, got the shape {tuple(token_ids.shape)}.")
    lowest, highest = (int(one) for one in token_ids.aminmax())
    if lowest < 0 or highest >= vocab_size:
        raise ValueError(
            f"token ids must lie between 0 and vocab_size - 1 = {vocab_size - 1}, "
            f"got {lowest} to {highest}: encode with the tokenizer of this model."
        )


def check_length(n_tokens: int, n_before: int, context_length: int) -> None:
    """Refuse a text that is longer than the model has positions for, the tokens in the cache included."""
    if not 1 <= n_before + n_tokens <= context_length:
        got = f"{n_tokens} after {n_before} in the cache" if n_before else n_tokens
        raise ValueError(f"a sequence must have 1 to context_length = {context_length} tokens, got {got}.")


def check_mask(mask: Tensor | None, n_sequences: int, n_tokens: int) -> None:
    """Refuse a mask that does not say of each token whether it is real."""
    if mask is not None and (mask.dtype != torch.bool or mask.shape != (n_sequences, n_tokens)):
        raise ValueError(
            f"mask must be bool and of shape {(n_sequences, n_tokens)}, True at real tokens, "
            f"got {mask.dtype} of shape {tuple(mask.shape)}; the cache knows the mask of the tokens in it."
        )


def start_small(module: nn.Module) -> None:
    """Draw small weights, so that the first guess is near uniform and no part starts out shouting.

    Embeddings get a standard deviation of 0.02, as in GPT-2. GPT-2 gives its linear layers 0.02 too, which suits
    its width of 768; here they get 1/√(inputs), which suits every width.
    """
    if isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=module.in_features**-0.5)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
