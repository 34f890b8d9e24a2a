"""Positions: how a model that sees a set of tokens learns of their order.

| kind | where it enters | source |
|---|---|---|
| sinusoidal | added to the embeddings | Vaswani et al. (2017), 3.5, arXiv:1706.03762 |
| learned | added to the embeddings | Gehring et al. (2017), 3.1, arXiv:1705.03122 |
| rotary | turns queries and keys | Su et al. (2021), 3.4, arXiv:2104.09864 |
| relative buckets | added to the scores | Raffel et al. (2020), 2.1, arXiv:1910.10683 |
| ALiBi | added to the scores | Press et al. (2022), 3, arXiv:2108.12409 |

Learned positions need nothing of their own:
they are `nn.Embedding(context_length, d_model)`.
Held equal to Hugging Face's GPT-J, LLaMA, T5 and BLOOM by tests/models/test_positions.py.
Left out: the ways to stretch rotary positions beyond the length that a model was trained
on.
"""

import math

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


def token_positions(mask: Bool[Tensor, "batch seq"]) -> Int[Tensor, "batch seq"]:
    """Count the real tokens: the first one has position 0 wherever the padding stands.

    Args:
        mask: True at real tokens. Padding gets the position of the real token before it,
            or 0.

    >>> token_positions(torch.tensor([[0, 0, 1, 1], [1, 1, 1, 0]]).bool())
    tensor([[0, 0, 0, 1],
            [0, 1, 2, 2]])
    """
    return (mask.cumsum(dim=-1) - 1).clamp(min=0)


def sinusoidal(
    positions: Int[Tensor, "*batch seq"],
    d_model: int,
) -> Float[Tensor, "*batch seq d_model"]:
    """Return sines and cosines in turn: sin(p·f₀), cos(p·f₀), sin(p·f₁), …

    The frequencies are fᵢ = 10000^(-2i / d_model).

    Raises:
        ValueError: if `d_model` is odd.
    """
    angles = rotary_angles(positions, d_model)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)


def rotary_angles(
    positions: Int[Tensor, "*batch seq"],
    d_head: int,
    base: float = 10_000.0,
) -> Float[Tensor, "*batch seq pairs"]:
    """Return the angle, in radians, that each pair of a query's numbers is turned by.

    Pair i of d_head / 2 turns by base^(-2i / d_head) a position: the first pair by a
    whole radian, the last one hardly at all.

    Raises:
        ValueError: if `d_head` is odd.
    """
    if d_head < 2 or d_head % 2:
        must = "the width must be even and at least 2, since positions work on pairs"
        raise ValueError(f"{must}, got {d_head}.")
    pairs = torch.arange(0, d_head, 2, device=positions.device)
    frequencies = base ** (-pairs.float() / d_head)
    return positions[..., None].float() * frequencies


def rotate_halves(
    x: Float[Tensor, "batch heads seq d_head"],
    angles: Float[Tensor, "... seq pairs"],
) -> Float[Tensor, "batch heads seq d_head"]:
    """Turn each pair (number i, number i + d_head / 2) by its angle.

    This is LLaMA's convention at Hugging Face.

    The score of a turned query and a turned key then depends on how far apart they stand,
    not on where.

    Args:
        x: queries or keys.
        angles: from `rotary_angles`; with a batch axis, they need an axis of 1 for the
            heads.
    """
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)


def rotate_neighbours(
    x: Float[Tensor, "batch heads seq d_head"],
    angles: Float[Tensor, "... seq pairs"],
) -> Float[Tensor, "batch heads seq d_head"]:
    """Turn each pair (number 2i, number 2i + 1) by its angle.

    This is the interleaved convention of Su et al. and of GPT-J.
    The same as `rotate_halves` after the numbers 0, 2, 4, …, 1, 3, 5, … have been put in
    this order. So a model's weights fit one convention only.
    """
    even, odd = x[..., 0::2], x[..., 1::2]
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    turned = [even * cos - odd * sin, odd * cos + even * sin]
    return torch.stack(turned, dim=-1).flatten(-2)


def relative_buckets(
    n_queries: int,
    n_keys: int,
    causal: bool,
    n_buckets: int = 32,
    max_distance: int = 128,
) -> Int[Tensor, "query key"]:
    """Return T5's number for the distance from query to key.

    Each head learns a bias for each number.

    The queries are the last of the keys. Near distances have a bucket each, those further
    off share ever wider ones, and all from `max_distance` on share the last. If not
    `causal`, keys after the query have the upper half.
    """
    distance = torch.arange(n_keys - n_queries, n_keys)[:, None] - torch.arange(n_keys)
    offset = torch.zeros_like(distance)
    if not causal:
        n_buckets //= 2
        offset = n_buckets * (distance < 0)
        distance = distance.abs()
    distance = distance.clamp(min=0)
    n_exact = n_buckets // 2
    ratio = (distance.clamp(min=1).float() / n_exact).log()
    ratio = ratio / math.log(max_distance / n_exact)
    far = n_exact + (ratio * (n_buckets - n_exact)).long()
    far = far.clamp(max=n_buckets - 1)
    return offset + torch.where(distance < n_exact, distance, far)


def alibi(n_heads: int, n_queries: int, n_keys: int) -> Float[Tensor, "heads query key"]:
    """Return ALiBi's bias: minus the distance from query to key, times a head's slope.

    The queries are the last of the keys. With n heads, a power of 2, the slopes are
    2^(-8/n), 2^(-16/n), …, 2^-8; otherwise those of the next lower power, then every
    other one of the next higher.
    """
    lower = 2 ** int(math.log2(n_heads))
    slopes = [2 ** (-8 * (i + 1) / lower) for i in range(lower)]
    slopes += [2 ** (-8 * (2 * i + 1) / (2 * lower)) for i in range(n_heads - lower)]
    distance = torch.arange(n_keys - n_queries, n_keys)[:, None] - torch.arange(n_keys)
    return -torch.tensor(slopes)[:, None, None] * distance.abs()
