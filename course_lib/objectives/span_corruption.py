"""Span corruption: a sentinel stands for each missing span; the model writes each sentinel and what it stands for.

    text     the cat sat on the mat
    inputs   the <0> on the <1>
    targets  <0> cat sat <1> mat <2>

Source: Raffel et al. (2020), section 3.1.4 and figure 2, https://arxiv.org/abs/1910.10683. A sentinel that stands for
nothing ends the targets, as in the figure. Their program lets every text begin with a kept token and end with a span;
here spans may be anywhere.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_lib.objectives.denoising import padded
from course_lib.objectives.masked import IGNORED, check_texts


class SpanCorruption(NamedTuple):
    """Texts with sentinels, padded, with a mask that is False there; what sentinels stand for, `IGNORED` at padding."""

    inputs: Int[Tensor, "batch shorter"]
    mask: Bool[Tensor, "batch shorter"]
    targets: Int[Tensor, "batch missing"]


def corrupt_spans(
    token_ids: Int[Tensor, "batch seq"],
    *,
    sentinel_ids: Sequence[int],
    pad_id: int,
    generator: torch.Generator,
    rate: float = 0.15,
    mean_span: float = 3.0,
    mask: Bool[Tensor, "batch seq"] | None = None,
    end_id: int | None = None,
) -> SpanCorruption:
    """Cut random spans out of each text of a batch.

    Args:
        token_ids: texts, without special tokens but for padding.
        sentinel_ids: the tokens that stand for the first span, the second …
        pad_id: what fills up the inputs, which may differ in length.
        generator: where the chance comes from.
        rate: share of the tokens to cut out, rounded, but at least 1 and not all.
        mean_span: mean length of a span; their number is rounded.
        mask: False at padding; None if there is none.
        end_id: a token to put behind inputs and targets; None for none.

    Raises:
        ValueError: if a text has fewer than 2 tokens, sentinels are too few or in a text, a number is out of range.
    """
    check_texts(token_ids, mask)
    real = torch.ones_like(token_ids, dtype=torch.bool) if mask is None else mask
    end = [] if end_id is None else [end_id]
    inputs, targets = [], []
    for row, is_real in zip(token_ids, real, strict=True):
        text = row[is_real]
        spans = draw_spans(len(text), rate, mean_span, generator)
        kept, missing = cut_spans(text.tolist(), spans, sentinel_ids)
        inputs.append(torch.tensor(kept + end))
        targets.append(torch.tensor(missing + end))
    return SpanCorruption(*padded(inputs, pad_id), padded(targets, IGNORED)[0])


def draw_spans(
    n_tokens: int,
    rate: float,
    mean_span: float,
    generator: torch.Generator,
) -> list[tuple[int, int]]:
    """Return (start, length) of spans that neither overlap nor touch, from left to right."""
    if n_tokens < 2:
        raise ValueError(f"a text must have at least 2 tokens, one to keep and one to cut out, got {n_tokens}.")
    if not 0 < rate < 1 or not mean_span >= 1:
        raise ValueError(f"rate must be between 0 and 1, mean_span at least 1, got {rate} and {mean_span}.")
    n_missing = min(max(round(rate * n_tokens), 1), n_tokens - 1)
    n_kept = n_tokens - n_missing
    n_spans = min(max(round(n_missing / mean_span), 1), n_kept + 1)
    # A span's place is the number of kept tokens before it; different places keep spans apart.
    places = sorted(torch.randperm(n_kept + 1, generator=generator)[:n_spans].tolist())
    cuts = sorted(torch.randperm(n_missing - 1, generator=generator)[: n_spans - 1].tolist())
    cuts = [cut + 1 for cut in cuts]
    spans, n_before = [], 0
    for place, begin, stop in zip(places, [0, *cuts], [*cuts, n_missing], strict=True):
        spans.append((place + n_before, stop - begin))
        n_before += stop - begin
    return spans


def cut_spans(
    text: Sequence[int],
    spans: Sequence[tuple[int, int]],
    sentinel_ids: Sequence[int],
) -> tuple[list[int], list[int]]:
    """Return the text with a sentinel for each span, and each sentinel with its span.

    One more sentinel ends the second.

    >>> cut_spans([10, 11, 12, 13, 14, 15], [(1, 2), (5, 1)], sentinel_ids=[90, 91, 92])
    ([10, 90, 13, 14, 91], [90, 11, 12, 91, 15, 92])
    """
    if len(set(sentinel_ids)) <= len(spans):
        raise ValueError(
            f"{len(spans)} spans need {len(spans) + 1} different sentinels, "
            f"got {len(set(sentinel_ids))}: give more, or cut the text into shorter ones."
        )
    if used := sorted(set(text) & set(sentinel_ids)):
        must = "sentinels must be tokens that no text has"
        raise ValueError(f"{must}, got {used[0]} in the text.")
    kept, missing, place = [], [], 0
    for (start, length), sentinel in zip(spans, sentinel_ids, strict=False):
        kept += [*text[place:start], sentinel]
        missing += [sentinel, *text[start : start + length]]
        place = start + length
    return kept + list(text[place:]), [*missing, sentinel_ids[len(spans)]]


def restore(
    inputs: Sequence[int],
    targets: Sequence[int],
    sentinel_ids: Sequence[int],
) -> list[int]:
    """Put the spans back: the way back from `cut_spans`, also for targets that a model wrote.

    Args:
        inputs: a text with sentinels, without padding.
        targets: sentinels, each with what it stands for, in any order. A sentinel that is missing stands for
            nothing, and of one that comes twice the first counts.
        sentinel_ids: the sentinels.

    >>> restore([10, 90, 13, 14, 91], [90, 11, 12, 91, 15, 92], sentinel_ids=[90, 91, 92])
    [10, 11, 12, 13, 14, 15]
    """
    spans: dict[int, list[int]] = {}
    span: list[int] = []  # what stands before the first sentinel is lost
    for token in targets:
        if token in sentinel_ids:
            span = []
            spans.setdefault(token, span)
        else:
            span.append(token)
    restored: list[int] = []
    for token in inputs:
        restored += spans.get(token, []) if token in sentinel_ids else [token]
    return restored
