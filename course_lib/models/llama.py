"""LLaMA: a GPT with RMSNorm, rotary positions, a gated network and grouped queries.

Source: Touvron et al. (2023), section 2.2, https://arxiv.org/abs/2302.13971; SwiGLU:
Shazeer (2020), https://arxiv.org/abs/2002.05202; grouped queries: Ainslie et al. (2023),
https://arxiv.org/abs/2305.13245.
Held equal to Hugging Face's `LlamaForCausalLM` by tests/models/test_llama.py.
Its folders are in llama_weights.py, the checks of what it reads in text_inputs.py.
Left out: rotary positions stretched for longer texts (another `rope_type` than
"default"), biases.
"""

from dataclasses import dataclass
from pathlib import Path

import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.attention_layers import SelfAttention
from course_lib.models.cache import Cache, LayerCache
from course_lib.models.llama_weights import read_folder, write_folder
from course_lib.models.normalization import RMSNorm
from course_lib.models.positions import rotary_angles
from course_lib.models.text_inputs import look_up, places_and_mask, start_small


@dataclass(frozen=True)
class LlamaConfig:
    """The sizes of a `Llama`.

    `n_kv_heads` keys and values serve `n_heads` queries (None: as many). `tied`: the
    output layer is the embedding. `pad_id`, `bos_id` and `eos_id` are as for `GPT`; LLaMA 3
    has several ends.
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
    pad_id: int | None = None
    bos_id: int | None = None
    eos_id: int | list[int] | None = None


class SwiGLU(nn.Module):
    """A feed-forward network with a gate: down(silu(gate · x) · (up · x)).

    silu(z) = z · sigmoid(z).
    """

    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.gate = nn.Linear(d_model, d_ff, bias=False)
        self.up = nn.Linear(d_model, d_ff, bias=False)
        self.down = nn.Linear(d_ff, d_model, bias=False)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
    ) -> Float[Tensor, "batch seq d_model"]:
        return self.down(F.silu(self.gate(x)) * self.up(x))


class LlamaBlock(nn.Module):
    """Attention, then a gated feed-forward network, each added to the stream x."""

    def __init__(self, config: LlamaConfig) -> None:
        super().__init__()
        self.norm_1 = RMSNorm(config.d_model, config.norm_eps)
        self.attention = SelfAttention(
            config.d_model,
            config.n_heads,
            n_kv_heads=config.n_kv_heads,
            bias=False,
        )
        self.norm_2 = RMSNorm(config.d_model, config.norm_eps)
        self.feed_forward = SwiGLU(config.d_model, config.d_ff)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        angles: Float[Tensor, "... seq pairs"],
        mask: Bool[Tensor, "..."] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        normed = self.norm_1(x)
        x = x + self.attention(normed, mask, causal=True, angles=angles, cache=cache)
        return x + self.feed_forward(self.norm_2(x))


class Llama(nn.Module):
    """Token ids in, a score for every possible next token out, at every position.

    It is used as `GPT` is.
    """

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
        """Return logits: position i scores the token at position i + 1.

        The arguments and errors are those of `GPT`.
        """
        return self.logits(self.hidden(self.embed(token_ids), cache, mask))

    def embed(
        self,
        token_ids: Int[Tensor, "batch seq"],
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return the vector of each token."""
        return look_up(self.token_embedding, token_ids)

    def hidden(
        self,
        embedded: Float[Tensor, "batch seq d_model"],
        cache: Cache | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return what the last block makes of embedded tokens, normalized."""
        config = self.config
        places, mask = places_and_mask(embedded, cache, mask, config.context_length)
        d_head = config.d_model // config.n_heads
        angles = rotary_angles(places, d_head, config.rotary_base)
        if mask is not None:
            angles = angles[:, None]  # an axis for the heads
        x = embedded
        for i, block in enumerate(self.blocks):
            x = block(x, angles, mask, cache.layer(i) if cache else None)
        return self.final_norm(x)

    def logits(
        self,
        hidden: Float[Tensor, "batch seq d_model"],
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return the scores of the next token."""
        last = self.token_embedding if self.config.tied else self.output
        return F.linear(hidden, last.weight)

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "Llama":
        """Return the LLaMA of a folder in Hugging Face's layout, or of a name on its hub.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no LLaMA, or its files are damaged.
        """
        sizes, tensors = read_folder(name_or_folder)
        return hub.build(cls, LlamaConfig(**sizes), tensors)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        write_folder(folder, self.config, self.state_dict())
