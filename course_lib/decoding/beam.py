"""Beam search: follow the likeliest few texts at once, return the likeliest that ended.

Source: Sutskever et al. (2014), section 3.2, https://arxiv.org/abs/1409.3215; scores are
divided by a power of the length, as in Wu et al. (2016), section 7,
https://arxiv.org/abs/1609.08144, though by a simpler one: length^penalty.
Held equal, token for token and score for score, to `generate` of transformers by
tests/decoding/test_beam.py.
Left out: groups of diverse beams, constraints, sampling within the beam.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.decoding.generation import (
    Model,
    Process,
    Reader,
    check_logits,
    check_prompts,
    pad_of,
)
from course_lib.models.cache import Cache

NEVER = float("-inf")


class Beams(NamedTuple):
    """Several texts for each prompt, the best first, and their scores, -inf for none."""

    token_ids: Int[Tensor, "batch beams seq"]
    scores: Float[Tensor, "batch beams"]


class Candidates(NamedTuple):
    """Texts longer by one token, the likeliest first."""

    texts: Beams
    parents: Int[Tensor, "batch candidates"]  # which running beams they go on from
    ended: Bool[Tensor, "batch candidates"]


@torch.no_grad()
def beam_search(
    model: Model,
    prompts: Int[Tensor, "batch prompt"],
    max_new_tokens: int,
    *,
    n_beams: int,
    length_penalty: float = 1.0,
    early_stopping: bool | Literal["never"] = False,
    process: Process | None = None,
    stop_ids: Sequence[int] = (),
    pad_id: int | None = None,
    mask: Bool[Tensor, "batch prompt"] | None = None,
    use_cache: bool = True,
    **given: Tensor,
) -> Beams:
    """Return the `n_beams` best texts for each prompt: `.token_ids[:, 0]` are the best.

    A text's score is the sum of the log-probabilities of its new tokens, divided by their
    number to the power of `length_penalty`.

    Args:
        model, prompts, max_new_tokens, stop_ids, pad_id, mask, use_cache, given: as for
            `generate`.
        n_beams: how many texts to follow.
        length_penalty: 0 compares sums, which favours short texts; 1 compares means;
            above 1 favours long ones.
        early_stopping: True stops once `n_beams` texts have ended; False, once the best
            running text, were it to end now, would not be among them; "never", once it
            could not be at any length.
        process: changes the log-probabilities of the next token; see processors.py.

    Raises:
        ValueError: as `generate`; and if `n_beams` is less than 1, or all tokens are stop
            tokens.
    """
    check_prompts(model, prompts, max_new_tokens, mask)
    if early_stopping not in (True, False, "never"):
        must = "early_stopping must be True, False or 'never'"
        raise ValueError(f"{must}, got {early_stopping!r}.")
    batch, n_prompt = prompts.shape
    cache = Cache(n_prompt + max_new_tokens) if use_cache else None
    reader = Reader(model, mask, cache, given)
    stop = torch.tensor(stop_ids, dtype=torch.long, device=prompts.device)
    fill = pad_of(stop_ids, pad_id)

    running = first_beams(prompts, n_beams)
    finished = Beams(running.token_ids, torch.full_like(running.scores, NEVER))
    first_rows = n_beams * torch.arange(batch, device=prompts.device)[:, None]
    is_open = torch.ones(batch, 1, dtype=torch.bool, device=prompts.device)
    for n_new in range(1, max_new_tokens + 1):
        log_probs = score_tokens(reader, running, process, is_first=n_new == 1)
        candidates = extend(running, log_probs, stop, n_new == max_new_tokens)
        finished = collect(finished, candidates, is_open, n_new**length_penalty, fill)
        running, parents = keep_running(candidates, n_beams)
        reader.reorder((first_rows + parents).flatten())

        may_grow = early_stopping == "never" and length_penalty > 0
        final_length = max_new_tokens if may_grow else n_new
        hoped_for = running.scores[:, :1] / final_length**length_penalty
        worst = finished.scores.amin(dim=1, keepdim=True)
        is_open = is_open & (hoped_for > worst)
        if early_stopping is True:
            is_open = is_open & ~worst.isfinite()
        if not is_open.any():
            break
    return finished


def first_beams(prompts: Int[Tensor, "batch seq"], n_beams: int) -> Beams:
    """Return each prompt `n_beams` times.

    All but one have no chance, or all would go the same way.
    """
    if n_beams < 1:
        hint = "with 1 it is greedy decoding"
        raise ValueError(f"n_beams must be at least 1, got {n_beams}; {hint}.")
    scores = torch.full((len(prompts), n_beams), NEVER, device=prompts.device)
    scores[:, 0] = 0
    return Beams(prompts[:, None].expand(-1, n_beams, -1), scores)


def score_tokens(
    reader: Reader,
    running: Beams,
    process: Process | None,
    is_first: bool,
) -> Float[Tensor, "batch beams vocab"]:
    """Return the log-probability of every next token, for every running text."""
    batch, n_beams, _ = running.token_ids.shape
    texts = running.token_ids.flatten(0, 1)
    if is_first:
        texts = texts[::n_beams]  # all beams of a prompt are the same
    logits = reader.next_logits(texts)
    log_probs = logits.float().log_softmax(dim=-1)
    none_ended = torch.zeros_like(texts[:, 0], dtype=torch.bool)
    check_logits(log_probs, none_ended, texts.shape[1])
    if process is not None:
        log_probs = process(log_probs, reader.without_padding(texts))
        check_logits(log_probs, ~log_probs.isnan().any(dim=-1), texts.shape[1])
    if is_first:
        reader.repeat(torch.arange(batch, device=texts.device), n_beams)
        log_probs = log_probs.repeat_interleave(n_beams, dim=0)
    return log_probs.unflatten(0, (batch, n_beams))


def extend(
    running: Beams,
    log_probs: Float[Tensor, "batch beams vocab"],
    stop: Int[Tensor, " stops"],
    is_last: bool,
) -> Candidates:
    """Return the likeliest continuations by one token.

    They are so many that `n_beams` of them go on, whichever end.
    """
    _, n_beams, vocab_size = log_probs.shape
    n_candidates = n_beams * max(2, 1 + len(stop))
    if n_candidates > n_beams * vocab_size:
        came = f"{vocab_size} and {len(stop)}"
        raise ValueError(f"there must be more tokens than stop tokens, got {came}.")
    scores = running.scores[:, :, None] + log_probs
    best = scores.flatten(1).topk(n_candidates)
    parents, new = best.indices // vocab_size, best.indices % vocab_size
    texts = torch.cat([take(running.token_ids, parents), new[:, :, None]], dim=-1)
    ended = torch.isin(new, stop) | is_last
    return Candidates(Beams(texts, best.values), parents, ended)


def collect(
    finished: Beams,
    candidates: Candidates,
    is_open: Bool[Tensor, "batch 1"],
    divisor: float,
    pad_id: int,
) -> Beams:
    """Return the best of the finished texts, old and new.

    A new one must be among the `n_beams` best candidates.
    """
    n_beams = finished.scores.shape[1]
    counts = candidates.ended & is_open
    counts[:, n_beams:] = False
    new_scores = (candidates.texts.scores / divisor).masked_fill(~counts, NEVER)
    best = torch.cat([finished.scores, new_scores], dim=1).topk(n_beams)
    lengthened = F.pad(finished.token_ids, (0, 1), value=pad_id)
    texts = torch.cat([lengthened, candidates.texts.token_ids], dim=1)
    return Beams(take(texts, best.indices), best.values)


def keep_running(
    candidates: Candidates,
    n_beams: int,
) -> tuple[Beams, Int[Tensor, "batch beams"]]:
    """Return the best candidates that have not ended, and which beams they go on from."""
    best = candidates.texts.scores.masked_fill(candidates.ended, NEVER).topk(n_beams)
    texts = take(candidates.texts.token_ids, best.indices)
    return Beams(texts, best.values), candidates.parents.gather(1, best.indices)


def take(
    texts: Int[Tensor, "batch texts seq"],
    which: Int[Tensor, "batch few"],
) -> Int[Tensor, "batch few seq"]:
    """Return the texts with these numbers, of each row's."""
    return texts.take_along_dim(which[:, :, None], dim=1)
