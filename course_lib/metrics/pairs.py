"""Predictions and what they are compared with: one of each, in the same order."""

from collections.abc import Sequence
from typing import Any


def check_pairs(predictions: Sequence[Any], references: Sequence[Any]) -> None:
    """Refuse lists that cannot be compared item by item.

    Raises:
        ValueError: if one is no list or a single text, the lengths differ, or there is nothing to
            compare.

    >>> check_pairs(["a"], ["a", "b"])
    Traceback (most recent call last):
    ValueError: each prediction must have its reference, got 1 predictions and 2 references.
    """
    for name, items in (("predictions", predictions), ("references", references)):
        if isinstance(items, str):
            raise ValueError(f"{name} must be a list of texts, got one text, {items[:20]!r}: put it in a list.")
        if not isinstance(items, Sequence):
            raise ValueError(f"{name} must be a list, got {type(items).__name__}: a tensor or an array has tolist().")
    if len(predictions) != len(references):
        raise ValueError(
            "each prediction must have its reference, "
            f"got {len(predictions)} predictions and {len(references)} references."
        )
    if not len(predictions):
        raise ValueError("there must be at least one prediction, got 0.")
