"""From lists of ids to the tensors that a model reads: special tokens around a text, and padding up to one length.

Source: the input of Devlin et al. (2019), section 3, https://arxiv.org/abs/1810.04805: [CLS] A [SEP] B [SEP], with
segment 0 up to the first [SEP] and segment 1 after it.
Held equal to the `encode_batch` of Hugging Face's `tokenizers` by tests/tokenizers/test_saving.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Int
from torch import Tensor


@dataclass(frozen=True)
class Template:
    """The special tokens around a text: one before it all, one after each text; None for none.

    >>> Template("[CLS]", "[SEP]").fill([[7, 8], [9]], {"[CLS]": 1, "[SEP]": 2}.__getitem__)
    ([1, 7, 8, 2, 9, 2], [0, 0, 0, 0, 1, 1])
    """

    begin: str | None = None
    end: str | None = None

    def n_added(self, n_texts: int) -> int:
        """Return how many special tokens `n_texts` get."""
        return (self.begin is not None) + (self.end is not None) * n_texts

    def fill(
        self,
        texts: Sequence[list[int]],
        token_to_id: Callable[[str], int],
    ) -> tuple[list[int], list[int]]:
        """Return the ids of one text or two with the special tokens, and the segment of each: 0, then 1."""
        if not 1 <= len(texts) <= 2:
            raise ValueError(f"a sequence has one text or two, got {len(texts)}.")
        token_ids = [] if self.begin is None else [token_to_id(self.begin)]
        segments = [0] * len(token_ids)
        for segment, text in enumerate(texts):
            part = text if self.end is None else [*text, token_to_id(self.end)]
            token_ids += part
            segments += [segment] * len(part)
        return token_ids, segments


@dataclass(frozen=True)
class Batch:
    """Several sequences, padded. `mask` is True where a token is real: others call it the attention mask."""

    token_ids: Int[Tensor, "batch seq"]
    segments: Int[Tensor, "batch seq"]
    mask: Bool[Tensor, "batch seq"]


def batch_of(rows: Sequence[tuple[list[int], list[int]]], pad_id: int) -> Batch:
    """Fill up each row of ids and segments on the right to the length of the longest.

    Raises:
        ValueError: if there are no rows.
    """
    if not rows:
        raise ValueError("a batch must have at least one text, got none.")
    length = max(len(token_ids) for token_ids, _ in rows)
    return Batch(
        torch.tensor([ids + [pad_id] * (length - len(ids)) for ids, _ in rows], dtype=torch.long),
        torch.tensor([segments + [0] * (length - len(segments)) for _, segments in rows], dtype=torch.long),
        torch.tensor([[n < len(ids) for n in range(length)] for ids, _ in rows], dtype=torch.bool),
    )


def shorten(texts: Sequence[list[int]], room: int) -> list[list[int]]:
    """Cut one text or two so that together they have at most `room` tokens; of two, the longer gives first.

    Raises:
        ValueError: if there is no room for a token of each, or there are not one or two texts.

    >>> shorten([[1, 2, 3, 4], [5]], 3)
    [[1, 2], [5]]
    """
    if not 1 <= len(texts) <= 2:
        raise ValueError(f"a sequence has one text or two, got {len(texts)}.")
    if room < len(texts):
        raise ValueError(f"each of {len(texts)} texts needs room for a token besides the special ones, got {room}.")
    if sum(map(len, texts)) <= room:
        return list(texts)
    if len(texts) == 1:
        return [texts[0][:room]]
    shorter = min(len(texts[0]), len(texts[1]), room // 2)
    first = room - shorter if len(texts[0]) > len(texts[1]) else shorter
    return [texts[0][:first], texts[1][: room - first]]
