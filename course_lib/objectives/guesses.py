"""How probable are hidden tokens, given what is visible? Asked of each in its own form.

Each function takes texts that begin with [CLS], a mask that is False at padding, and True
at a gap, one run of tokens in each text. Next sentence prediction can't be asked this.
The models are those of alike.py; tested by tests/objectives/test_abilities.py.
"""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.objectives.alike import CLS, MASK, PAD, SENTINELS, SEP
from course_lib.objectives.denoising import padded

Ids = Int[Tensor, "batch seq"]
Where = Bool[Tensor, "batch seq"]
LogProbs = Float[Tensor, "batch seq vocab"]


def left_to_right(model: Any, token_ids: Ids, mask: Where, hidden: Where) -> LogProbs:
    """Causal: the right side of a gap can't be seen."""
    logits = model(token_ids[:, :-1], mask=mask[:, :-1])
    return F.pad(logits, (0, 0, 1, 0)).log_softmax(dim=-1)


def through_masks(model: Any, token_ids: Ids, mask: Where, hidden: Where) -> LogProbs:
    """Masked: all hidden tokens are guessed at once, none from another."""
    logits = model(token_ids.masked_fill(hidden, MASK), mask=mask).tokens
    return logits.log_softmax(dim=-1)


def in_an_order(model: Any, token_ids: Ids, mask: Where, hidden: Where) -> LogProbs:
    """Permuted: what is visible comes first, then the hidden tokens one after another."""
    n_tokens = token_ids.shape[1]
    place = torch.where(hidden, 1 + torch.arange(n_tokens), 0)
    both_visible = ~(hidden[:, None, :] | hidden[:, :, None])
    sees = (place[:, None, :] < place[:, :, None]) | both_visible
    not_seen = (~(sees & mask[:, None, :])).float()
    everywhere = torch.eye(n_tokens).expand(len(token_ids), -1, -1)
    how = {"perm_mask": not_seen, "target_mapping": everywhere, "use_mems": False}
    return model(token_ids, **how).logits.log_softmax(dim=-1)


def from_the_restored(model: Any, token_ids: Ids, mask: Where, hidden: Where) -> LogProbs:
    """Denoising: the encoder reads one mask for the gap, the decoder writes the text."""
    sources, source_mask = with_one_stand_in(token_ids, mask, hidden, MASK)
    logits = model(sources, token_ids[:, :-1], source_mask)
    return F.pad(logits, (0, 0, 1, 0)).log_softmax(dim=-1)


def after_a_sentinel(model: Any, token_ids: Ids, mask: Where, hidden: Where) -> LogProbs:
    """Span corruption: a sentinel for the gap, and the decoder writes the gap alone."""
    first = SENTINELS[0]
    sources, source_mask = with_one_stand_in(token_ids, mask, hidden, first)
    begin = torch.tensor([CLS, first])
    gaps = [row[gap] for row, gap in zip(token_ids, hidden, strict=True)]
    rows = [torch.cat([begin, gap]) for gap in gaps]
    log_probs = model(sources, padded(rows, PAD)[0], source_mask).log_softmax(dim=-1)
    found = log_probs.new_zeros(*token_ids.shape, log_probs.shape[-1])
    for i, gap in enumerate(hidden):
        found[i, gap] = log_probs[i, 1 : 1 + int(gap.sum())]
    return found


GUESSES: dict[str, Callable[..., Tensor]] = {
    "causal": left_to_right,
    "masked": through_masks,
    "permuted": in_an_order,
    "denoising": from_the_restored,
    "span corruption": after_a_sentinel,
}


def with_one_stand_in(
    token_ids: Ids, mask: Where, hidden: Where, stand_in: int
) -> tuple[Int[Tensor, "batch shorter"], Bool[Tensor, "batch shorter"]]:
    """Return the visible words, one token for the gap, and [SEP]; and their mask."""
    rows = []
    for row, is_real, gap in zip(token_ids, mask, hidden, strict=True):
        ends_gap = gap & ~gap.roll(-1)
        stays = is_real & (row != CLS) & (row != SEP) & (~gap | ends_gap)
        words = torch.where(ends_gap, stand_in, row)[stays]
        rows.append(torch.cat([words, torch.tensor([SEP])]))
    return padded(rows, PAD)


def guess(
    objective: str,
    model: Any,
    token_ids: Ids,
    mask: Where,
    hidden: Where,
) -> LogProbs:
    """Return the log-probabilities of all tokens at the hidden places.

    What it returns for other places means nothing.

    Args:
        objective: what the model was trained with.
        model: one of `alike.untrained`, trained.
        token_ids: texts that begin with [CLS]; what is hidden is used only to guess what
            comes after it.
        mask: False at padding.
        hidden: True at the gap, one run of tokens in each text.

    Raises:
        ValueError: if models of this objective do not guess tokens.
    """
    if objective not in GUESSES:
        known = ", ".join(GUESSES)
        raise ValueError(f"objective must be one of {known}, got {objective!r}.")
    with torch.no_grad():
        return GUESSES[objective](model, token_ids, mask, hidden)


def log_prob(
    objective: str,
    model: Any,
    token_ids: Ids,
    mask: Where,
    hidden: Where,
) -> Tensor:
    """Return the log-probability of the hidden tokens of each text together."""
    log_probs = guess(objective, model, token_ids, mask, hidden)
    return (log_probs.gather(-1, token_ids[:, :, None])[:, :, 0] * hidden).sum(dim=1)
