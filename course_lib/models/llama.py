"""LLaMA: a GPT with RMSNorm, rotary positions, a gated feed-forward network and grouped queries.

Source: Touvron et al. (2023), section 2.2, https://arxiv.org/abs/2302.13971; SwiGLU: Shazeer (2020),
https://arxiv.org/abs/2002.05202; grouped queries: Ainslie et al. (2023), https://arxiv.org/abs/2305.13245.
Held equal to Hugging Face's `LlamaForCausalLM` by tests/models/test_llama.py.
Left out: rotary positions stretched for longer texts (`rope_type` other than "default"), biases.
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
from course_lib.models.gpt import check_length, check_mask, check_token_ids, start_small
from course_lib.models.normalization import RMSNorm
from course_lib.models.positions import rotary_angles, token_positions
from course_lib.models.weight_names import Rule, to_ours, to_theirs


@dataclass(frozen=True)
class LlamaConfig:
    """The sizes of a `Llama`.

    `n_kv_heads` keys and values serve `n_heads` queries (None: as many). `tied`: the output layer is the embedding.
    """

    vocab_size: int
    context_length: int = 64
    d_model: int = 128
    n_heads: int = 4
    n_kv_heads: int | None = None
    n_layers: int = 3
    d_ff: int = 344
    tied: bool = True
    rotary_base: float = 10_000.0
    norm_eps: float = 1e-6


class SwiGLU(nn.Module):
    """A feed-forward network with a gate: down(silu(gate · x) · (up · x)), where silu(z) = z · sigmoid(z)."""

    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.gate = nn.Linear(d_model, d_ff, bias=False)
        self.up = nn.Linear(d_model, d_ff, bias=False)
        self.down = nn.Linear(d_ff, d_model, bias=False)

    def forward(self, x: Float[Tensor, "batch seq d_model"]) -> Float[Tensor, "batch seq d_model"]:
        return self.down(F.silu(self.gate(x)) * self.up(x))


class LlamaBlock(nn.Module):
    """Attention, then a gated feed-forward network, each added to the stream x."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.norm_1 = RMSNorm(config.d_model, config.norm_eps)
        self.attention = SelfAttention(config.d_model, config.n_heads, n_kv_heads=config.n_kv_heads, bias=False)
        self.norm_2 = RMSNorm(config.d_model, config.norm_eps)
        self.feed_forward = SwiGLU(config.d_model, config.d_ff)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        angles: Float[Tensor, "... seq pairs"],
        mask: Bool[Tensor, "..."] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        x = x + self.attention(self.norm_1(x), mask, causal=True, angles=angles, cache=cache)
        return x + self.feed_forward(self.norm_2(x))


class Llama(nn.Module):
    """Token ids in, a score for every possible next token out, at every position; used as `GPT` is."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.config = config
        self.token_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.blocks = nn.ModuleList(LlamaBlock(config) for _ in range(config.n_layers))
        self.final_norm = RMSNorm(config.d_model, config.norm_eps)
        if not config.tied:
            self.output = nn.Linear(config.d_model, config.vocab_size, bias=False)
        self.apply(start_small)

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
        cache: Cache | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits: position i scores the token at position i + 1. The arguments and errors are those of `GPT`."""
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
        """Return what the last block makes of embedded tokens, normalized."""
        n_tokens, n_before = embedded.shape[1], cache.length if cache else 0
        check_length(n_tokens, n_before, self.config.context_length)
        check_mask(mask, *embedded.shape[:2])
        d_head = self.config.d_model // self.config.n_heads
        if cache is not None:
            mask = cache.mask_with(mask, *embedded.shape[:2])
        if mask is None:
            positions = torch.arange(n_before, n_before + n_tokens, device=embedded.device)
        else:
            positions = token_positions(mask)[:, None, n_before:]  # an axis for the heads
            mask = mask[:, None, None, :]
        angles = rotary_angles(positions, d_head, self.config.rotary_base)
        x = embedded
        for i, block in enumerate(self.blocks):
            x = block(x, angles, mask, cache.layer(i) if cache is not None else None)
        return self.final_norm(x)

    def logits(self, hidden: Float[Tensor, "batch seq d_model"]) -> Float[Tensor, "batch seq vocab"]:
        """Return the scores of the next token."""
        return F.linear(
            hidden,
            self.token_embedding.weight if self.config.tied else self.output.weight,
        )

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "Llama":
        """Return the model of a folder in Hugging Face's layout, or of a name on its hub, ready for use.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no LLaMA, or its files are damaged.
        """
        folder = hub.find(name_or_folder)
        config = config_from_theirs(hub.read_config(folder, "llama"))
        ignored = [
            "model.layers.*.self_attn.rotary_emb.inv_freq",
            *(["lm_head"] if config.tied else []),
        ]
        tensors = to_ours(hub.read_weights(folder), rules(config), base="model.", ignored=ignored)
        return hub.build(cls, config, tensors)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        hub.save(
            folder,
            config_to_theirs(self.config),
            to_theirs(self.state_dict(), rules(self.config)),
        )


def rules(config: LlamaConfig) -> list[Rule]:
    """Return what our parameters are called in a folder of Hugging Face."""
    d_kv = config.d_model // config.n_heads * (config.n_kv_heads or config.n_heads)
    parts = tuple(f"model.layers.*.self_attn.{letter}_proj" for letter in "qkv")
    return [
        Rule("token_embedding", "model.embed_tokens"),
        Rule("blocks.*.norm_1", "model.layers.*.input_layernorm"),
        Rule("blocks.*.attention.query_key_value", parts, rows=(config.d_model, d_kv, d_kv)),
        Rule("blocks.*.attention.output", "model.layers.*.self_attn.o_proj"),
        Rule("blocks.*.norm_2", "model.layers.*.post_attention_layernorm"),
        Rule("blocks.*.feed_forward.gate", "model.layers.*.mlp.gate_proj"),
        Rule("blocks.*.feed_forward.up", "model.layers.*.mlp.up_proj"),
        Rule("blocks.*.feed_forward.down", "model.layers.*.mlp.down_proj"),
        Rule("final_norm", "model.norm"),
        Rule("output", "lm_head"),
    ]


def config_from_theirs(config: dict) -> LlamaConfig:
    """Return the sizes that a config.json of LLaMA says.

    Raises:
        ValueError: if it asks for something that `Llama` does not do.
    """
    d_model, n_heads = config["hidden_size"], config["num_attention_heads"]
    rotary = config.get("rope_parameters") or {}  # since transformers 5; before, two entries of their own
    hub.check_supported(
        {**config, "rope_type": rotary.get("rope_type", "default")},
        {
            "hidden_act": ["silu"],
            "attention_bias": [False],
            "mlp_bias": [False],
            "head_dim": [None, d_model // n_heads],
            "rope_type": ["default"],
            "rope_scaling": [None],
        },
    )
    return LlamaConfig(
        vocab_size=config["vocab_size"],
        context_length=config["max_position_embeddings"],
        d_model=d_model,
        n_heads=n_heads,
        n_kv_heads=config.get("num_key_value_heads"),
        n_layers=config["num_hidden_layers"],
        d_ff=config["intermediate_size"],
        tied=config.get("tie_word_embeddings", False),
        rotary_base=rotary.get("rope_theta", config.get("rope_theta", 10_000.0)),
        norm_eps=config.get("rms_norm_eps", 1e-6),
    )


def config_to_theirs(config: LlamaConfig) -> dict:
    """Return what config.json must say for this model, to transformers 5 and to those before."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": config.vocab_size,
        "max_position_embeddings": config.context_length,
        "hidden_size": config.d_model,
        "num_attention_heads": config.n_heads,
        "num_key_value_heads": config.n_kv_heads or config.n_heads,
        "num_hidden_layers": config.n_layers,
        "intermediate_size": config.d_ff,
        "tie_word_embeddings": config.tied,
        "rope_theta": config.rotary_base,
        "rope_parameters": {"rope_type": "default", "rope_theta": config.rotary_base},
        "rms_norm_eps": config.norm_eps,
        "hidden_act": "silu",
        **dict.fromkeys(("bos_token_id", "eos_token_id"), None),
    }
