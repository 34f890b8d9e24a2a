"""Sliding-window attention computes what attention computes under its mask, and sees no more."""

import pytest
import torch

from course_lib.models.attention import attention
from course_lib.models.sliding_window import sliding_window_attention, sliding_window_mask


def test_the_mask_by_hand():
    expected = [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]
    assert sliding_window_mask(4, 2).int().tolist() == expected


@pytest.mark.parametrize(("n_tokens", "window"), [(12, 3), (11, 3), (3, 5), (7, 1), (1, 4)])
def test_agrees_with_attention_under_the_mask_forward_and_gradient(n_tokens, window):
    torch.manual_seed(0)
    query, key = (torch.randn(2, 3, n_tokens, 5, requires_grad=True) for _ in range(2))
    value = torch.randn(2, 3, n_tokens, 7, requires_grad=True)
    found = sliding_window_attention(query, key, value, window)
    expected, _ = attention(query, key, value, sliding_window_mask(n_tokens, window))
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
    direction = torch.randn_like(expected)
    for ours, theirs in zip(
        torch.autograd.grad(found, [query, key, value], direction),
        torch.autograd.grad(expected, [query, key, value], direction),
        strict=True,
    ):
        torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-5)


def test_what_lies_before_the_window_changes_nothing():
    torch.manual_seed(0)
    x = torch.randn(1, 9, 4)
    changed = x.clone()
    changed[0, 2] += 100
    before, after = (sliding_window_attention(one, one, one, 3) for one in (x, changed))
    moved = (before != after).any(dim=-1)[0].nonzero().flatten().tolist()
    assert moved == [2, 3, 4]


@pytest.mark.parametrize(("n_tokens", "window"), [(4, 0), (0, 3)])
def test_an_empty_window_or_text_is_refused(n_tokens, window):
    with pytest.raises(ValueError, match=f"at least 1, got {n_tokens} and {window}"):
        sliding_window_mask(n_tokens, window)


def test_a_window_of_no_tokens_is_refused_before_anything_is_computed():
    x = torch.randn(1, 4, 2)
    with pytest.raises(ValueError, match="at least 1, got 4 and 0"):
        sliding_window_attention(x, x, x, 0)
