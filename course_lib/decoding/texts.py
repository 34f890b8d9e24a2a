"""Many texts at once: a model goes on from each of some openings, to the document's end.

Openings of different lengths are filled up on their left, hidden by a mask.
Held equal to one opening after the other by tests/decoding/test_texts.py.
Left out: a batch that shrinks as its texts end.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from course_lib.decoding.sampling import sample
from course_lib.tokenizers.tokenizer import Tokenizer


def continue_texts(
    model: nn.Module,
    tokenizer: Tokenizer,
    openings: Sequence[str],
    max_new_tokens: int,
    end_id: int,
    generator: torch.Generator,
    **how: Any,
) -> list[str]:
    """Return each opening with what the model adds.

    Args:
        model: a causal model, trained on documents that a token ends.
        tokenizer: the model's.
        openings: how the documents begin; they may be empty.
        max_new_tokens: how many tokens to add at most.
        end_id: the token that ends a document, which stands before each opening too.
        generator: where the chance comes from.
        how: temperature, top_k, top_p and min_p, as for `sample`.

    Raises:
        ValueError: if there is no opening, or one is too long for the model.
    """
    if not openings:
        raise ValueError("there must be at least 1 opening, got 0.")
    prompts = [[end_id, *tokenizer.encode(opening)] for opening in openings]
    longest = max(map(len, prompts))
    padding = [longest - len(prompt) for prompt in prompts]
    ids = [[end_id] * n + prompt for n, prompt in zip(padding, prompts, strict=True)]
    mask = torch.arange(longest) >= torch.tensor(padding)[:, None]
    drawn = sample(
        model,
        torch.tensor(ids),
        max_new_tokens,
        generator=generator,
        stop_ids=[end_id],
        mask=mask if any(padding) else None,
        **how,
    )
    written = [row[n + 1 :] for n, row in zip(padding, drawn.tolist(), strict=True)]
    return [tokenizer.decode(cut_at(row, end_id)) for row in written]


def cut_at(token_ids: list[int], end_id: int) -> list[int]:
    """Return the tokens before the first end.

    >>> cut_at([5, 7, 0, 0], end_id=0)
    [5, 7]
    """
    return token_ids[: token_ids.index(end_id)] if end_id in token_ids else token_ids
