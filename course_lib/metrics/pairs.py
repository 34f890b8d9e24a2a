"""Predictions and what they are compared with: one of each, in the same order."""

import math
from collections.abc import Sequence
from numbers import Real
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
    check_list("predictions", predictions)
    check_list("references", references)
    if len(predictions) != len(references):
        raise ValueError(
            "each prediction must have its reference, "
            f"got {len(predictions)} predictions and {len(references)} references."
        )
    if not len(predictions):
        raise ValueError("there must be at least one prediction, got 0.")


def check_list(name: str, items: Sequence[Any]) -> None:
    """Refuse what is no list, and a single text, whose letters would be the items.

    Raises:
        ValueError: if it is.
    """
    if isinstance(items, str):
        raise ValueError(f"{name} must be a list of texts, got one text, {items[:20]!r}: put it in a list.")
    if not isinstance(items, Sequence):
        raise ValueError(f"{name} must be a list, got {type(items).__name__}: a tensor or an array has tolist().")


def check_texts(name: str, texts: Sequence[str]) -> None:
    """Refuse items that are no texts, such as lists of tokens.

    Raises:
        ValueError: if one is not; the message names the first.
    """
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f"{name} must be texts, got {type(text).__name__} for number {number}; join its tokens.")


def check_references(references: Sequence[Sequence[str]]) -> None:
    """Refuse a translation without a list of reference texts.

    Raises:
        ValueError: if there is one.
    """
    for number, some in enumerate(references):
        if isinstance(some, str) or not isinstance(some, Sequence) or not some:
            raise ValueError(f"each translation must have a list of references, got {some!r} for number {number}.")
        check_texts(f"the references of number {number}", some)


def check_numbers(*columns: Sequence[float]) -> None:
    """Refuse what is no finite number.

    Raises:
        ValueError: if one is not; the message names the first.
    """
    for values in columns:
        for number, value in enumerate(values):
            if not isinstance(value, Real) or not math.isfinite(value):
                raise ValueError(f"values must be finite numbers, got {value!r} for number {number} of {len(values)}.")
