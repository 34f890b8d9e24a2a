"""GPT's next token without modules: the weights taken out once, then one plain call each.

For a single token the products are so small that entering some fifty modules takes longer
than multiplying. This is the same computation, written out; `generate` uses it where it
may.
Held equal to `GPT` by tests/models/test_unrolled.py.
Left out: padding, several new tokens at once, gradients: `GPT` itself does those.
"""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.models.attention import FusedAttention
from course_lib.models.attention_layers import SelfAttention
from course_lib.models.cache import Cache
from course_lib.models.gpt import GPT, Block

# Nothing else may be in a model that is unrolled: an adapter would be passed over.
PLAIN = (
    GPT,
    Block,
    SelfAttention,
    FusedAttention,
    nn.ModuleList,
    nn.Sequential,
    nn.Embedding,
    nn.LayerNorm,
    nn.Linear,
    nn.GELU,
    nn.Dropout,
)
Weights = tuple[Tensor, Tensor | None]


def unrolled(model: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Return a quicker function for a GPT that is as this course made it; else the model.

    A model in training, with another kind of module in it, or with somebody looking on
    (a hook) is returned as it is.
    """
    if type(model) is not GPT or model.training:
        return model
    parts = list(model.modules())
    if any(type(one) not in PLAIN or one._forward_hooks or one._forward_pre_hooks for one in parts):
        return model
    return UnrolledGPT(model)


class UnrolledGPT:
    """Does what `GPT.forward` does; one new token after a cache, the quick way."""

    def __init__(self, model: GPT) -> None:
        self.model, self.config = model, model.config
        self.width = (model.config.d_model,)
        self.layers = [weights_of(block) for block in model.blocks]
        self.last = weight_and_bias(model.final_norm)
        self.tokens = model.token_embedding.weight
        self.positions = model.position_embedding.weight

    def __call__(
        self,
        token_ids: Int[Tensor, "batch seq"],
        cache: Cache | None = None,
        mask: Tensor | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return the logits; arguments and errors are those of `GPT.forward`."""
        if cache is None or mask is not None or cache.mask is not None:
            return self.model(token_ids, cache, mask)
        if token_ids.shape[1] == 1 and 0 < cache.length < self.config.context_length:
            return self.next(token_ids, cache)
        return self.model(token_ids, cache)

    def next(
        self,
        token_ids: Int[Tensor, "batch 1"],
        cache: Cache,
    ) -> Float[Tensor, "batch 1 vocab"]:
        """Return the logits after one more token."""
        n_heads, eps, gelu = self.config.n_heads, self.config.norm_eps, self.config.gelu
        batch, d_head = len(token_ids), self.width[0] // n_heads
        x = self.model.embed(token_ids) + self.positions[cache.length]
        for layer, (norm_1, qkv, output, norm_2, up, down) in zip(cache.layers, self.layers, strict=True):
            heads = F.linear(F.layer_norm(x, self.width, *norm_1, eps), *qkv)
            heads = heads.view(batch, 3, n_heads, 1, d_head)
            query, key, value = heads.unbind(1)
            key, value = layer.extend(key, value)
            gathered = F.scaled_dot_product_attention(query, key, value)
            x = x + F.linear(gathered.view(batch, 1, -1), *output)
            inner = F.linear(F.layer_norm(x, self.width, *norm_2, eps), *up)
            x = x + F.linear(F.gelu(inner, approximate=gelu), *down)
        return F.linear(F.layer_norm(x, self.width, *self.last, eps), self.tokens)


def weights_of(block: Any) -> tuple[Weights, ...]:
    """Return a block's weights in the order of their use."""
    attention, (up, _, down) = block.attention, block.feed_forward
    parts = (
        block.norm_1,
        attention.query_key_value,
        attention.output,
        block.norm_2,
        up,
        down,
    )
    return tuple(weight_and_bias(one) for one in parts)


def weight_and_bias(module: Any) -> Weights:
    return module.weight, module.bias
