"""The attention layers that the models are built of: self-attention and cross-attention.

They do what `MultiHeadAttention` does, by PyTorch's fused function, with what practice
asks for: fewer key heads than query heads, rotary positions, a cache, dropout, a bias on
the scores. Heads are cut by plain views: einops reads its pattern at every call, which
takes longer than the products for one new token do.
Source: Vaswani et al. (2017), section 3.2.3, https://arxiv.org/abs/1706.03762; grouped
queries: Ainslie et al. (2023), section 2.2, https://arxiv.org/abs/2305.13245.
`record_attention` sees their weights. Held equal to `MultiHeadAttention` and
`nn.MultiheadAttention` by tests/models/test_attention.py.
"""

from jaxtyping import Bool, Float
from torch import Tensor, nn

from course_lib.models.attention import FusedAttention
from course_lib.models.cache import LayerCache
from course_lib.models.positions import rotate_halves

Heads = Float[Tensor, "batch heads seq d_head"]


class SelfAttention(nn.Module):
    """Every token of a sequence looks at the tokens of the same sequence.

    Raises:
        ValueError: if `n_heads` does not divide `d_model`, or `n_kv_heads` does not
            divide `n_heads`.
    """

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        *,
        n_kv_heads: int | None = None,
        d_head: int | None = None,
        bias: bool = True,
        dropout: float = 0.0,
        scale: float | None = None,
    ) -> None:
        """Make the linear maps.

        Args:
            d_model: width of the tokens' vectors.
            n_heads: number of queries of each token.
            n_kv_heads: number of keys and values of each token: each serves
                n_heads / n_kv_heads neighbouring queries. None gives each query its own.
            d_head: width of a head; None is d_model / n_heads.
            bias: whether the linear maps add a bias.
            dropout: share of the weights that is dropped in training.
            scale: what scores are multiplied by; None is 1/√d_head.
        """
        super().__init__()
        self.d_head = head_width(d_model, n_heads, d_head)
        n_kv_heads = n_kv_heads or n_heads
        if n_heads % n_kv_heads:
            must = "n_kv_heads must divide n_heads"
            raise ValueError(f"{must}, got {n_kv_heads}, {n_heads}.")
        self.n_heads, self.n_kv_heads = n_heads, n_kv_heads
        self.widths = [n * self.d_head for n in (n_heads, n_kv_heads, n_kv_heads)]
        # one product is faster than three
        self.query_key_value = nn.Linear(d_model, sum(self.widths), bias=bias)
        self.attend = FusedAttention(dropout, scale)
        self.output = nn.Linear(self.widths[0], d_model, bias=bias)

    def project(
        self,
        x: Float[Tensor, "batch seq d_model"],
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return queries, keys and values with the axes "batch heads seq d_head"."""
        heads = self.query_key_value(x).view(*x.shape[:2], -1, self.d_head)
        n_each = (self.n_heads, self.n_kv_heads, self.n_kv_heads)
        query, key, value = heads.split(n_each, dim=2)
        return query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2)

    def forward(
        self,
        x: Float[Tensor, "batch seq d_model"],
        mask: Bool[Tensor, "..."] | None = None,
        *,
        causal: bool = False,
        bias: Float[Tensor, "..."] | None = None,
        angles: Float[Tensor, "... seq pairs"] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return what each token gathers.

        Args:
            x: one vector a token; with a cache, of the new tokens only.
            mask: broadcastable to "batch heads query key", True where a query may look.
            causal: whether a token sees only itself and its past: cheaper than as a mask.
            bias: added to the scores, broadcastable to "batch heads query key".
            angles: rotary positions, for `rotate_halves`.
            cache: the tokens before these; it grows by these.
        """
        query, key, value = self.project(x)
        if angles is not None:
            query, key = rotate_halves(query, angles), rotate_halves(key, angles)
        if cache is not None:
            key, value = cache.extend(key, value)
        heads = self.attend(query, key, value, mask, bias, causal)
        return self.output(side_by_side(heads))


class CrossAttention(nn.Module):
    """Every token looks at another sequence, the memory: in a translation, the original.

    Raises:
        ValueError: if `n_heads` does not divide `d_model`.
    """

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        *,
        d_head: int | None = None,
        bias: bool = True,
        dropout: float = 0.0,
        scale: float | None = None,
    ) -> None:
        """Make the linear maps; the arguments are those of `SelfAttention`."""
        super().__init__()
        self.d_head = head_width(d_model, n_heads, d_head)
        self.n_heads, width = n_heads, n_heads * self.d_head
        self.query = nn.Linear(d_model, width, bias=bias)
        self.key_value = nn.Linear(d_model, 2 * width, bias=bias)
        self.attend = FusedAttention(dropout, scale)
        self.output = nn.Linear(width, d_model, bias=bias)

    def forward(
        self,
        x: Float[Tensor, "batch query d_model"],
        memory: Float[Tensor, "batch key d_model"],
        mask: Bool[Tensor, "..."] | None = None,
        cache: LayerCache | None = None,
    ) -> Float[Tensor, "batch query d_model"]:
        """Return what each token of `x` gathers from `memory`.

        Args:
            x: one vector for each token that looks.
            memory: one vector for each token that is looked at.
            mask: broadcastable to "batch heads query key", True where a query may look.
            cache: keeps the memory's keys and values, so that they are computed once.
        """
        if cache is not None and cache.memory is not None:
            key, value = cache.memory
        else:
            key, value = self.project(memory)
        if cache is not None:
            cache.memory = (key, value)
        query = self.query(x).view(*x.shape[:2], -1, self.d_head).transpose(1, 2)
        return self.output(side_by_side(self.attend(query, key, value, mask)))

    def project(self, memory: Float[Tensor, "batch seq d_model"]) -> tuple[Heads, Heads]:
        """Return the keys and values of all heads."""
        heads = self.key_value(memory).view(*memory.shape[:2], -1, self.d_head)
        key, value = heads.chunk(2, dim=2)
        return key.transpose(1, 2), value.transpose(1, 2)


def side_by_side(heads: Heads) -> Float[Tensor, "batch seq width"]:
    """Lay the heads' pieces side by side again, as `merge_heads` does."""
    return heads.transpose(1, 2).flatten(2)


def head_width(d_model: int, n_heads: int, d_head: int | None) -> int:
    """Return the width of a head: `d_head`, or if it is None, d_model / n_heads."""
    if n_heads < 1 or (d_head is None and d_model % n_heads):
        raise ValueError(f"n_heads must divide d_model, got {n_heads}, {d_model}.")
    return d_head or d_model // n_heads
