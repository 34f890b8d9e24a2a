"""Gradient clipping: one bad batch must not throw the model far away.

Held equal to `nn.utils.clip_grad_norm_` and `clip_grad_value_` by
tests/training/test_optimizers.py.
"""

import math
from collections.abc import Iterable

import torch
from torch import Tensor


@torch.no_grad()
def clip_by_norm(parameters: Iterable[Tensor], max_norm: float) -> float:
    """Shorten all gradients together to at most `max_norm`; return how long they were.

    The direction stays.
    Source: Pascanu et al. (2013), algorithm 1, https://arxiv.org/abs/1211.5063.

    Raises:
        ValueError: if `max_norm` is not positive, or the length is no finite number.
    """
    check_positive("max_norm", max_norm)
    gradients = [one.grad for one in parameters if one.grad is not None]
    norm = math.hypot(*(float(gradient.norm()) for gradient in gradients))
    if not math.isfinite(norm):
        raise ValueError(
            f"the gradients' norm must be finite, got {norm}: "
            "lower the learning rate, or look for NaN (what is no number) in the inputs."
        )
    if norm > max_norm:
        for gradient in gradients:
            gradient *= max_norm / norm
    return norm


@torch.no_grad()
def clip_by_value(parameters: Iterable[Tensor], limit: float) -> None:
    """Move each number of the gradients into [-limit, limit]; this changes the direction.

    Raises:
        ValueError: if `limit` is not positive.
    """
    check_positive("limit", limit)
    for parameter in parameters:
        if parameter.grad is not None:
            parameter.grad.clamp_(-limit, limit)


def check_positive(name: str, value: float) -> None:
    """Refuse a limit that would turn the gradients round or erase them."""
    if not value > 0:
        raise ValueError(f"{name} must be positive, got {value}.")
