"""The models between GPT and LLaMA: the changes of one to the other, switched on one by one.

The parts are the library's own. With no change it computes what `GPT` does, with all of
them what `Llama` does, given the same weights: held by tests/models/test_gpt_to_llama.py.
Source: Touvron et al. (2023), section 2.2, https://arxiv.org/abs/2302.13971; grouped
queries: Ainslie et al. (2023), https://arxiv.org/abs/2305.13245.
Left out: a cache, padding, folders: these models are for comparing, not for use.
"""

from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.models.attention_layers import SelfAttention
from course_lib.models.llama import SwiGLU
from course_lib.models.normalization import RMSNorm
from course_lib.models.positions import rotary_angles
from course_lib.models.text_inputs import look_up, start_small


@dataclass(frozen=True)
class Design:
    """Sizes, and which of LLaMA's changes are made.

    `rms_norm` stands for a norm without mean and shift, and linear maps without biases.
    `swiglu` makes the feed-forward network three matrices of two thirds of the width.
    """

    vocab_size: int
    context_length: int = 64
    d_model: int = 64
    n_heads: int = 4
    n_layers: int = 2
    rms_norm: bool = False
    rotary: bool = False
    swiglu: bool = False
    n_kv_heads: int | None = None

    @property
    def d_ff(self) -> int:
        """Return the inner width; with a gate the nearest 8 to ⅔ · 4 · d_model."""
        wide = 4 * self.d_model
        return round(2 * wide / 3 / 8) * 8 if self.swiglu else wide


def ladder(first: Design) -> dict[str, Design]:
    """Return the designs from GPT to LLaMA, each with one change more."""
    rms_norm = replace(first, rms_norm=True)
    rotary = replace(rms_norm, rotary=True)
    swiglu = replace(rotary, swiglu=True)
    grouped = replace(swiglu, n_kv_heads=first.n_heads // 2)
    return {
        "GPT": first,
        "+ RMSNorm": rms_norm,
        "+ rotary": rotary,
        "+ SwiGLU": swiglu,
        "+ grouped queries": grouped,
    }


class DesignedBlock(nn.Module):
    """Attention, then a feed-forward network, each added to the stream x."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        d_model, d_ff, bias = design.d_model, design.d_ff, not design.rms_norm
        n_heads, n_kv_heads = design.n_heads, design.n_kv_heads
        self.norm_1, self.norm_2 = norm(design), norm(design)
        self.attention = SelfAttention(d_model, n_heads, n_kv_heads=n_kv_heads, bias=bias)
        self.feed_forward: nn.Module = SwiGLU(d_model, d_ff)
        if not design.swiglu:
            up, down = nn.Linear(d_model, d_ff, bias), nn.Linear(d_ff, d_model, bias)
            self.feed_forward = nn.Sequential(up, nn.GELU(), down)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        angles: Float[Tensor, "seq pairs"] | None,
    ) -> Float[Tensor, "batch seq d_model"]:
        x = x + self.attention(self.norm_1(x), causal=True, angles=angles)
        return x + self.feed_forward(self.norm_2(x))


class DesignedGPT(nn.Module):
    """Token ids in, a score for every possible next token out, by any design."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        self.config = design
        self.token_embedding = nn.Embedding(design.vocab_size, design.d_model)
        if not design.rotary:
            places = design.context_length
            self.position_embedding = nn.Embedding(places, design.d_model)
        self.blocks = nn.ModuleList(DesignedBlock(design) for _ in range(design.n_layers))
        self.final_norm = norm(design)
        self.apply(start_small)

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits: position i scores the token at position i + 1."""
        x = look_up(self.token_embedding, token_ids)
        places, angles = torch.arange(token_ids.shape[1], device=token_ids.device), None
        if self.config.rotary:
            angles = rotary_angles(places, self.config.d_model // self.config.n_heads)
        else:
            x = x + self.position_embedding(places)
        for block in self.blocks:
            x = block(x, angles)
        return F.linear(self.final_norm(x), self.token_embedding.weight)


def norm(design: Design) -> nn.Module:
    """Return a fresh norm of the design's kind."""
    return RMSNorm(design.d_model) if design.rms_norm else nn.LayerNorm(design.d_model)


def flops_per_token(design: Design) -> int:
    """Return the operations of training on one token: 3 times those of a forward pass.

    A forward pass has 2 operations for each weight of a matrix, the output layer's among
    them, and 4 · d_model for each layer and each token that may be looked at; a causal
    mask lets (context_length + 1) / 2 of them be seen on average. Norms, activations and
    the look-ups are left out.
    """
    d_model, d_head = design.d_model, design.d_model // design.n_heads
    n_kv_heads = design.n_kv_heads or design.n_heads
    attention = 2 * d_model**2 + 2 * d_model * n_kv_heads * d_head
    feed_forward = (3 if design.swiglu else 2) * d_model * design.d_ff
    weights = design.n_layers * (attention + feed_forward) + design.vocab_size * d_model
    looking = 2 * design.n_layers * d_model * (design.context_length + 1)
    return 3 * (2 * weights + looking)
