"""Attention: every query takes a weighted average of the values.

Source: Vaswani et al. (2017), sections 3.2.1 to 3.2.3, https://arxiv.org/abs/1706.03762.
Held equal to `F.scaled_dot_product_attention` and `nn.MultiheadAttention` by tests/models/test_attention.py.
Elsewhere: the layers that the models use, with cache, rotary positions and grouped queries (attention_layers.py).

A `mask` is True where a query may look, as in `F.scaled_dot_product_attention`.
`nn.MultiheadAttention` means the opposite: there, True hides.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from einops import rearrange
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn


def attention(
    query: Float[Tensor, "*batch query d_head"],
    key: Float[Tensor, "*batch key d_head"],
    value: Float[Tensor, "*batch key d_value"],
    mask: Bool[Tensor, "..."] | None = None,
) -> tuple[Float[Tensor, "*batch query d_value"], Float[Tensor, "*batch query key"]]:
    """Return softmax(query · keyᵀ / √d_head) · value, and the softmax's weights.

    Args:
        query: what each position looks for.
        key: what each position offers to be found by.
        value: what each position hands over when it is found.
        mask: broadcastable to "*batch query key", True where the query may look.
            A query that may look nowhere gets weights, and an output, of zero.

    Raises:
        ValueError: if the shapes do not fit, or the mask is not boolean.
    """
    check_shapes(query, key, value, mask)
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is None:
        weights = torch.softmax(scores, dim=-1)
    else:
        weights = torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=-1)
        sees_nothing = ~mask.any(dim=-1, keepdim=True)  # its softmax would be 0/0
        weights = weights.masked_fill(sees_nothing, 0.0)
    return weights @ value, weights


def causal_mask(n_tokens: int) -> Bool[Tensor, "query key"]:
    """Return the mask by which token i sees the tokens 0 to i: itself and its past."""
    if n_tokens < 1:
        raise ValueError(f"n_tokens must be at least 1, got {n_tokens}.")
    return torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril()


def padding_mask(
    lengths: Int[Tensor, " batch"],
    n_tokens: int,
) -> Bool[Tensor, "batch 1 1 key"]:
    """Return the mask that hides padding, ready for scores "batch heads query key".

    Args:
        lengths: how many real tokens each sequence has; padding follows them.
        n_tokens: the padded length.

    Raises:
        ValueError: if a length is negative or longer than `n_tokens`.
    """
    if ((lengths < 0) | (lengths > n_tokens)).any():
        raise ValueError(f"lengths must be 0 to {n_tokens}, got {lengths.tolist()}.")
    visible = torch.arange(n_tokens, device=lengths.device) < lengths[:, None]
    return rearrange(visible, "batch key -> batch 1 1 key")


def split_heads(
    x: Float[Tensor, "batch seq d_model"],
    n_heads: int,
) -> Float[Tensor, "batch heads seq d_head"]:
    """Cut each vector into `n_heads` pieces of d_model / n_heads numbers."""
    cut = "batch seq (heads d_head) -> batch heads seq d_head"
    return rearrange(x, cut, heads=n_heads)


def merge_heads(
    x: Float[Tensor, "batch heads seq d_head"],
) -> Float[Tensor, "batch seq d_model"]:
    """Lay the heads' pieces side by side again: the way back from `split_heads`."""
    return rearrange(x, "batch heads seq d_head -> batch seq (heads d_head)")


class MultiHeadAttention(nn.Module):
    """Several attentions side by side, each on its own projection of the input.

    Raises:
        ValueError: if `n_heads` does not divide `d_model`.
    """

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if n_heads < 1 or d_model % n_heads:
            raise ValueError(f"n_heads must divide d_model, got {n_heads}, {d_model}.")
        self.n_heads = n_heads
        self.query_key_value = nn.Linear(d_model, 3 * d_model)
        self.output = nn.Linear(d_model, d_model)

    def project(
        self,
        x: Float[Tensor, "batch seq d_model"],
    ) -> list[Float[Tensor, "batch heads seq d_head"]]:
        """Return the query, key and value of every head."""
        projected = self.query_key_value(x).chunk(3, dim=-1)
        return [split_heads(part, self.n_heads) for part in projected]

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        mask: Bool[Tensor, "..."] | None = None,
    ) -> tuple[Float[Tensor, "batch seq d_model"], Float[Tensor, "batch heads seq seq"]]:
        """Return the output, and each head's weights (query down, key across)."""
        query, key, value = self.project(x)
        heads, weights = attention(query, key, value, mask)
        return self.output(merge_heads(heads)), weights


class FusedAttention(nn.Module):
    """`attention` as one call of PyTorch's fused function: the same output, quicker, with no weights stored.

    It has no parameters; that it is a module lets `record_attention` look on.
    """

    def __init__(self, dropout: float = 0.0, scale: float | None = None) -> None:
        """Set the share of weights dropped in training, and the scores' factor (None: 1/√d_head)."""
        super().__init__()
        self.dropout, self.scale = dropout, scale

    def forward(
        self,
        query: Float[Tensor, "batch heads query d_head"],
        key: Float[Tensor, "batch kv_heads key d_head"],
        value: Float[Tensor, "batch kv_heads key d_value"],
        mask: Bool[Tensor, "..."] | None = None,
        bias: Float[Tensor, "..."] | None = None,
        causal: bool = False,
    ) -> Float[Tensor, "batch heads query d_value"]:
        """Return each query's average of the values.

        Args:
            query: what each position looks for.
            key: what can be found. If it has fewer heads, neighbouring queries share one.
            value: what is handed over.
            mask: as for `attention`.
            bias: added to the scores, broadcastable to "batch heads query key".
            causal: whether a query sees no key after its own; the queries are the last of the keys.

        Raises:
            ValueError: if the shapes do not fit, or the mask is not boolean.
        """
        if mask is not None:
            check_shapes(query, key[:, :1], value[:, :1], mask)
        n_queries, n_keys = query.shape[-2], key.shape[-2]
        causal = causal and n_queries > 1  # the last token sees all
        if causal and not (mask is None and bias is None and n_queries == n_keys):
            past = causal_mask(n_keys)[-n_queries:].to(query.device)
            mask, causal = past if mask is None else mask & past, False
        if bias is not None:
            mask = bias if mask is None else bias.masked_fill(~mask, float("-inf"))
        dropout = self.dropout if self.training else 0.0
        grouped = query.shape[1] != key.shape[1]
        try:
            return F.scaled_dot_product_attention(
                query, key, value, mask, dropout, causal, scale=self.scale, enable_gqa=grouped
            )
        except RuntimeError:
            check_shapes(query, key[:, :1], value[:, :1], mask)  # says which numbers disagree
            raise

    def weights(self, query: Tensor, key: Tensor, *others: Any) -> Tensor:
        """Return the weights themselves: an average of the rows of the identity matrix holds its weights."""
        identity = torch.eye(key.shape[-2], dtype=key.dtype, device=key.device)
        return self.forward(query, key, identity.expand(*key.shape[:2], -1, -1), *others)


@dataclass(frozen=True)
class HeadRecord:
    """What the heads of one layer computed, each with the axes "batch heads seq …"."""

    query: Float[Tensor, "batch heads query d_head"]
    key: Float[Tensor, "batch kv_heads key d_head"]
    weights: Float[Tensor, "batch heads query key"]


@contextmanager
def record_attention(model: nn.Module) -> Iterator[list[HeadRecord]]:
    """Look on while `model` runs: the list fills with one record a layer, in the order they ran."""
    records: list[HeadRecord] = []

    def keep(query: Tensor, key: Tensor, weights: Tensor) -> None:
        records.append(HeadRecord(query.detach(), key.detach(), weights.detach()))

    def look_on(module: MultiHeadAttention, inputs: tuple, outputs: tuple) -> None:
        query, key, _ = module.project(inputs[0])
        keep(query, key, outputs[1])

    def compute(module: FusedAttention, inputs: tuple, output: Tensor) -> None:
        query, key, _, *others = inputs
        keep(query, key, module.weights(query, key, *others))

    looks: dict[type, Callable] = {MultiHeadAttention: look_on, FusedAttention: compute}
    hooks = [m.register_forward_hook(looks[type(m)]) for m in model.modules() if type(m) in looks]
    try:
        yield records
    finally:
        for hook in hooks:
            hook.remove()


def check_shapes(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> None:
    """Refuse inputs that `attention` would misread, naming the numbers that disagree."""
    if min(query.dim(), key.dim(), value.dim()) < 2:
        raise ValueError(
            "query, key and value must have at least two axes, (tokens, features), "
            f"got shapes {tuple(query.shape)}, {tuple(key.shape)} and {tuple(value.shape)}."
        )
    if query.shape[-1] != key.shape[-1]:
        raise ValueError(
            f"query and key must have the same d_head (their last axis), got {query.shape[-1]} and {key.shape[-1]}."
        )
    if key.shape[-2] != value.shape[-2]:
        raise ValueError(
            f"there must be one value for each key (axis -2), got {key.shape[-2]} keys and {value.shape[-2]} values."
        )
    if mask is None:
        return
    if not isinstance(mask, Tensor) or mask.dtype != torch.bool:
        came = mask.dtype if isinstance(mask, Tensor) else type(mask).__name__
        raise ValueError(
            f"mask must be a tensor of bool, True where the query may look, got {came}; "
            "for a mask of 0 and 1 use mask.bool(), for one of 0 and -inf use mask == 0."
        )
    scores_shape = (*torch.broadcast_shapes(query.shape[:-2], key.shape[:-2]), query.shape[-2], key.shape[-2])
    try:
        fits = torch.broadcast_shapes(mask.shape, scores_shape) == scores_shape
    except RuntimeError:
        fits = False
    if not fits:
        raise ValueError(
            f"mask must broadcast to the scores' shape {tuple(scores_shape)}, (…, query, key), "
            f"got {tuple(mask.shape)}; a mask of shape (batch, key) needs mask[:, None, None, :]."
        )
