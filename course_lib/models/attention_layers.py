"""The attention layers that the models are built of: self-attention and cross-attention.

They do what `MultiHeadAttention` does, by PyTorch's fused function, with what practice asks for: fewer key heads
than query heads, rotary positions, a cache, dropout, a bias on the scores.
Source: Vaswani et al. (2017), section 3.2.3, https://arxiv.org/abs/1706.03762; grouped queries: Ainslie et al.
(2023), section 2.2, https://arxiv.org/abs/2305.13245.
`record_attention` sees their weights. Held equal to `MultiHeadAttention` and `nn.MultiheadAttention` by
tests/models/test_attention.py.
"""

from jaxtyping import Bool, Float
from torch import Tensor, nn

from course_lib.models.attention import FusedAttention, merge_heads, split_heads
from course_lib.models.cache import LayerCache
from course_lib.models.positions import rotate_halves


class SelfAttention(nn.Module):
    """Every token of a sequence looks at the tokens of the same sequence.

    Raises:
        ValueError: if `n_heads` does not divide `d_model`, or `n_kv_heads` does not divide `n_heads`.
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
            n_kv_heads: number of keys and values of each token: each serves n_heads / n_kv_heads neighbouring
                queries. None gives each query its own.
            d_head: width of a head; None is d_model / n_heads.
            bias: whether the linear maps add a bias.
            dropout: share of the weights that is dropped in training.
            scale: what scores are multiplied by; None is 1/√d_head.
        """
        super().__init__()
        self.n_heads, self.n_kv_heads = n_heads, n_kv_heads or n_heads
        if n_heads < 1 or (d_head is None and d_model % n_heads):
            raise ValueError(f"n_heads must divide d_model, got {n_heads}, {d_model}.")
        if n_heads % self.n_kv_heads:
            raise ValueError(f"n_kv_heads must divide n_heads, got {self.n_kv_heads}, {n_heads}.")
        d_head = d_head or d_model // n_heads
        self.widths = [
            n_heads * d_head,
            self.n_kv_heads * d_head,
            self.n_kv_heads * d_head,
        ]
        self.query_key_value = nn.Linear(d_model, sum(self.widths), bias=bias)  # one product is faster than three
        self.attend = FusedAttention(dropout, scale)
        self.output = nn.Linear(n_heads * d_head, d_model, bias=bias)

    def project(self, x: Float[Tensor, "batch seq d_model"]) -> tuple[Tensor, Tensor, Tensor]:
        """Return queries, keys and values with the axes "batch heads seq d_head"."""
        query, key, value = self.query_key_value(x).split(self.widths, dim=-1)
        n_kv = self.n_kv_heads
        return (
            split_heads(query, self.n_heads),
            split_heads(key, n_kv),
            split_heads(value, n_kv),
        )

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
            causal: whether a token sees only itself and its past. Cheaper than the same as a mask.
            bias: added to the scores, broadcastable to "batch heads query key".
            angles: rotary positions, for `rotate_halves`.
            cache: the tokens before these; it grows by these.
        """
        query, key, value = self.project(x)
        if angles is not None:
            query, key = rotate_halves(query, angles), rotate_halves(key, angles)
        if cache is not None:
            key, value = cache.extend(key, value)
        return self.output(merge_heads(self.attend(query, key, value, mask, bias, causal)))


class CrossAttention(nn.Module):
    """Every token of a sequence looks at another sequence, the memory: in a translation, at the original.

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
        if n_heads < 1 or (d_head is None and d_model % n_heads):
            raise ValueError(f"n_heads must divide d_model, got {n_heads}, {d_model}.")
        width = n_heads * (d_head or d_model // n_heads)
        self.n_heads = n_heads
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
            key, value = (split_heads(part, self.n_heads) for part in self.key_value(memory).chunk(2, dim=-1))
        if cache is not None:
            cache.memory = (key, value)
        query = split_heads(self.query(x), self.n_heads)
        return self.output(merge_heads(self.attend(query, key, value, mask)))
