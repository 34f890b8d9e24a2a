"""Sliding-window attention: a token sees those right before it; the cost is no square.

Source: Child et al. (2019), https://arxiv.org/abs/1904.10509; Beltagy et al. (2020),
section 3.1, https://arxiv.org/abs/2004.05150.
Held equal to `attention` under the mask by tests/models/test_sliding_window.py.
Left out: windows with gaps, tokens that see everything, a window open to the future.
"""

import torch
import torch.nn.functional as F
from einops import rearrange
from jaxtyping import Bool, Float
from torch import Tensor


def sliding_window_mask(n_tokens: int, window: int) -> Bool[Tensor, "query key"]:
    """Return the mask by which a token sees `window` tokens, the last of them itself.

    Raises:
        ValueError: if a number is not positive.
    """
    check(n_tokens, window)
    return torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril().triu(1 - window)


def sliding_window_attention(
    query: Float[Tensor, "*batch seq d_head"],
    key: Float[Tensor, "*batch seq d_head"],
    value: Float[Tensor, "*batch seq d_value"],
    window: int,
) -> Float[Tensor, "*batch seq d_value"]:
    """Return attention under `sliding_window_mask`, without the scores that it would hide.

    The sequence is cut into blocks as long as the window. A query finds all that it may
    see in its own block and the one before, so each block needs window · 2 window scores.

    Raises:
        ValueError: if `window` is not positive.
    """
    n_tokens = query.shape[-2]
    check(n_tokens, window)
    padding = -n_tokens % window
    query, key, value = (F.pad(x, (0, 0, 0, padding)) for x in (query, key, value))
    cut = "... (block window) d -> ... block window d"
    query = rearrange(query, cut, window=window)
    key, value = (with_block_before(rearrange(x, cut, window=window)) for x in (key, value))
    visible = sliding_window_mask(2 * window, window)[window:].to(query.device)
    visible = visible.repeat(query.shape[-3], 1, 1)  # one mask a block
    visible[0, :, :window] = False  # there is nothing before the first block
    blocks = F.scaled_dot_product_attention(query, key, value, visible)
    return rearrange(blocks, "... block window d -> ... (block window) d")[..., :n_tokens, :]


def with_block_before(
    x: Float[Tensor, "*batch block window d"],
) -> Float[Tensor, "*batch block window2 d"]:
    """Put before each block's vectors those of the block before; before the first, zeros."""
    before = F.pad(x, (0, 0, 0, 0, 1, 0))[..., :-1, :, :]
    return torch.cat([before, x], dim=-2)


def check(n_tokens: int, window: int) -> None:
    """Refuse a window or a text without a token."""
    if n_tokens < 1 or window < 1:
        raise ValueError(f"n_tokens and window must be at least 1, got {n_tokens} and {window}.")
