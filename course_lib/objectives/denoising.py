"""Denoising: damage a text in one of five ways; an encoder-decoder learns to write the text as it was.

A noise is a function from one text to another. `denoise` applies it to a batch:

    noise = partial(text_infilling, mask_id=4, generator=generator)
    batch = denoise(token_ids, noise, pad_id=0, mask=mask)

Source: Lewis et al. (2020), section 2.2, https://arxiv.org/abs/1910.13461.
Left out: masking whole words only.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from jaxtyping import Bool, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from course_lib.objectives.masked import IGNORED, check_rates, check_texts

KEPT = -1  # among lengths of spans: not a span, but a token that stays

Noise = Callable[[Tensor], Tensor]  # one text in, without padding; one text out


class Denoising(NamedTuple):
    """Damaged texts, with padding and a mask that is False there; and the texts as they were, `IGNORED` at padding."""

    inputs: Int[Tensor, "batch damaged"]
    mask: Bool[Tensor, "batch damaged"]
    targets: Int[Tensor, "batch seq"]


def token_masking(
    text: Int[Tensor, " seq"],
    *,
    mask_id: int,
    generator: torch.Generator,
    rate: float = 0.15,
) -> Int[Tensor, " seq"]:
    """Put the mask token in the place of random tokens, each with probability `rate`."""
    check_text(text, rate, mask_id)
    return text.masked_fill(torch.rand(len(text), generator=generator) < rate, mask_id)


def token_deletion(
    text: Int[Tensor, " seq"],
    *,
    generator: torch.Generator,
    rate: float = 0.15,
) -> Int[Tensor, " fewer"]:
    """Delete random tokens, each with probability `rate`: the model must find out where. One stays in any case."""
    check_text(text, rate)
    stays = torch.rand(len(text), generator=generator) >= rate
    if not stays.any():
        stays[random_index(len(text), generator)] = True
    return text[stays]


def text_infilling(
    text: Int[Tensor, " seq"],
    *,
    mask_id: int,
    generator: torch.Generator,
    rate: float = 0.3,
    mean_span: float = 3.0,
) -> Int[Tensor, " changed"]:
    """Put one mask token in the place of each of several spans: the model must find out how long they were.

    Args:
        text: without padding.
        mask_id: the token that stands for a span.
        generator: where the chance comes from.
        rate: share of the tokens that spans cover, on average.
        mean_span: mean of the Poisson distribution of lengths. A span of length 0 inserts a mask token.
    """
    check_text(text, rate, mask_id)
    chance = torch.rand(1, generator=generator).item()
    n_covered = int(rate * len(text) + chance)  # rounded up or down, right on average
    lengths = span_lengths(n_covered, mean_span, generator)
    pieces = lengths + [KEPT] * (len(text) - n_covered)
    damaged, place = [], 0
    for i in torch.randperm(len(pieces), generator=generator).tolist():
        if pieces[i] == KEPT:
            damaged.append(int(text[place]))
            place += 1
        else:
            damaged.append(mask_id)
            place += pieces[i]
    return torch.tensor(damaged, dtype=text.dtype)


def span_lengths(
    n_covered: int,
    mean_span: float,
    generator: torch.Generator,
) -> list[int]:
    """Draw lengths from a Poisson distribution until they cover `n_covered` tokens; the last is cut to fit.

    Raises:
        ValueError: if the mean is not positive, or not finite.
    """
    if not 0 < mean_span < math.inf:
        raise ValueError(f"mean_span must be positive and finite, got {mean_span}.")
    lengths: list[int] = []
    while (missing := n_covered - sum(lengths)) > 0:
        length = int(torch.poisson(torch.tensor(mean_span), generator=generator))
        lengths.append(min(length, missing))
    return lengths


def sentence_permutation(
    text: Int[Tensor, " seq"],
    *,
    end_ids: Sequence[int],
    generator: torch.Generator,
) -> Int[Tensor, " seq"]:
    """Put the sentences in a random order. A sentence goes up to one of `end_ids`: full stop, question mark …"""
    check_text(text)
    is_end = torch.isin(text, torch.tensor(end_ids, dtype=text.dtype))
    ends = (is_end.nonzero().flatten() + 1).tolist()
    sentences = [one for one in text.tensor_split(ends) if len(one) > 0]
    order = torch.randperm(len(sentences), generator=generator).tolist()
    return torch.cat([sentences[i] for i in order])


def document_rotation(
    text: Int[Tensor, " seq"],
    *,
    generator: torch.Generator,
) -> Int[Tensor, " seq"]:
    """Let the text begin at a random token, and put what stood before it at the end."""
    check_text(text)
    return text.roll(-random_index(len(text), generator))


def denoise(
    token_ids: Int[Tensor, "batch seq"],
    noise: Noise,
    *,
    pad_id: int,
    mask: Bool[Tensor, "batch seq"] | None = None,
    end_id: int | None = None,
) -> Denoising:
    """Damage each text of a batch.

    Args:
        token_ids: texts, without special tokens but for padding.
        noise: one of the functions above, its options filled in with `functools.partial`.
        pad_id: what fills up the damaged texts, which may differ in length.
        mask: False at padding; None if there is none.
        end_id: a token to put behind each text, damaged or not; None for none.

    Raises:
        ValueError: if there is no text, or the mask has another shape; and as the noise does.
    """
    check_texts(token_ids, mask)
    real = torch.ones_like(token_ids, dtype=torch.bool) if mask is None else mask
    texts = [row[is_real] for row, is_real in zip(token_ids, real, strict=True)]
    end = torch.tensor([] if end_id is None else [end_id], dtype=token_ids.dtype)
    damaged = [torch.cat([noise(text), end]) for text in texts]
    inputs, input_mask = padded(damaged, pad_id)
    targets, _ = padded([torch.cat([text, end]) for text in texts], IGNORED)
    return Denoising(inputs, input_mask, targets)


def shift_right(
    targets: Int[Tensor, "batch seq"],
    *,
    start_id: int,
    pad_id: int,
) -> Int[Tensor, "batch seq"]:
    """Return what a decoder reads while it learns `targets`.

    That is a start token, then each target one place later.

    >>> shift_right(torch.tensor([[7, 8, 9], [5, -100, -100]]), start_id=1, pad_id=0)
    tensor([[1, 7, 8],
            [1, 5, 0]])

    Raises:
        ValueError: if there are no targets.
    """
    check_texts(targets)
    inputs = targets.roll(1, dims=-1)
    inputs[:, 0] = start_id
    return inputs.masked_fill(inputs == IGNORED, pad_id)


def padded(
    texts: Sequence[Tensor],
    pad_id: int,
) -> tuple[Int[Tensor, "batch seq"], Bool[Tensor, "batch seq"]]:
    """Lay texts below one another, filled up on the right; the mask is False there."""
    token_ids = pad_sequence(list(texts), batch_first=True, padding_value=pad_id)
    lengths = torch.tensor([len(text) for text in texts])
    return token_ids, torch.arange(token_ids.shape[1]) < lengths[:, None]


def check_text(text: Tensor, rate: float = 0.0, mask_id: int = 0) -> None:
    """Refuse what can't be damaged."""
    check_rates(rate=rate)
    if len(text) == 0:
        raise ValueError("the text must have at least 1 token, got 0.")
    if mask_id < 0:
        raise ValueError(f"mask_id must be a token of the vocabulary, 0 or more, got {mask_id}.")


def random_index(n: int, generator: torch.Generator) -> int:
    return int(torch.randint(n, (1,), generator=generator))
