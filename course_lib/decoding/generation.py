"""The loop that all decoding shares: score the next token, choose, append, and again.

Used by greedy.py and sampling.py; beam.py has a loop of its own and the same `Reader`.
Left out: texts that are written out while they grow, a batch that shrinks as its texts
end.
"""

import math
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.models.cache import Cache
from course_lib.models.unrolled import unrolled

# Token ids "batch seq" in, logits "batch seq vocab" out. With a cache or padding it is
# given `cache=` and `mask=`.
Model = Callable[..., Tensor]
# Logits "batch vocab" and the texts so far in, logits out.
Process = Callable[[Tensor, Tensor], Tensor]
# Logits "batch vocab" in, one token id for each text out.
Choose = Callable[[Tensor], Tensor]
PADDING = -1  # what stands for padding in the texts that a `Process` gets


class Reader:
    """Scores the next token of growing texts; with a cache, it reads only what is new."""

    def __init__(
        self,
        model: Model,
        mask: Bool[Tensor, "batch seq"] | None,
        cache: Cache | None,
        given: dict[str, Tensor],
    ) -> None:
        self.model, self.mask, self.cache = unrolled(model), mask, cache
        self.given = dict(given)

    def next_logits(
        self,
        token_ids: Int[Tensor, "batch seq"],
    ) -> Float[Tensor, "batch vocab"]:
        """Return the scores of the token after each text."""
        inputs: dict = dict(self.given)
        n_read = 0 if self.cache is None else self.cache.length
        if self.cache is not None:
            inputs["cache"] = self.cache
        if self.mask is not None:
            self.mask = add_visible(self.mask, token_ids.shape[1])
            inputs["mask"] = self.mask[:, n_read:]
        return self.model(token_ids[:, n_read:], **inputs)[:, -1]

    def without_padding(
        self,
        token_ids: Int[Tensor, "batch seq"],
    ) -> Int[Tensor, "batch seq"]:
        """Return the texts with `PADDING` where there was nothing to read."""
        if self.mask is None:
            return token_ids
        return token_ids.masked_fill(~self.mask, PADDING)

    def repeat(self, each: Int[Tensor, " rows"], n: int) -> None:
        """Take each text n times from now on, as beam search does."""
        for name, rows in self.given.items():
            self.given[name] = rows.repeat_interleave(n, dim=0)
        if self.mask is not None:
            self.mask = self.mask.repeat_interleave(n, dim=0)
        if self.cache is not None:
            self.cache.reorder(each.repeat_interleave(n))

    def reorder(self, rows: Int[Tensor, " rows"]) -> None:
        """Go on from these texts, each row standing for one of the same prompt."""
        if self.cache is not None:
            self.cache.reorder(rows)


def generate(
    model: Model,
    prompts: Int[Tensor, "batch prompt"],
    max_new_tokens: int,
    choose: Choose,
    *,
    process: Process | None = None,
    stop_ids: Sequence[int] = (),
    pad_id: int | None = None,
    mask: Bool[Tensor, "batch prompt"] | None = None,
    use_cache: bool = True,
    **given: Tensor,
) -> Int[Tensor, "batch seq"]:
    """Return the prompts with what the model adds to them, token by token.

    Args:
        model: a model of ours, in its evaluation mode, or any function that gives logits
            for token ids; of an encoder-decoder, its method `decode`.
        prompts: texts to go on from; for an encoder-decoder, the start tokens of its
            decoder.
        max_new_tokens: how many tokens to add at most.
        choose: picks the next token by its logits.
        process: changes the logits first; see processors.py.
        stop_ids: tokens that end a text.
        pad_id: what follows the end of a text while others go on; None is the first of
            `stop_ids`.
        mask: False at the padding of shorter prompts, on their left; None if there is
            none.
        use_cache: whether the model takes a `cache`, and so reads each token once.
        given: what else the model takes, a row for each prompt: for an encoder-decoder,
            `memory=…, source_mask=…`.

    Raises:
        ValueError: if a prompt is empty, padded on the right, or too long for the model;
            if logits are not numbers.
    """
    check_prompts(model, prompts, max_new_tokens, mask)
    cache = Cache(prompts.shape[1] + max_new_tokens) if use_cache else None
    reader = Reader(model, mask, cache, given)
    stop = torch.tensor(stop_ids, dtype=torch.long, device=prompts.device)
    fill = pad_of(stop_ids, pad_id)
    ended = torch.zeros(len(prompts), dtype=torch.bool, device=prompts.device)
    token_ids = prompts
    with torch.inference_mode():  # as no_grad(), and quicker
        for _ in range(max_new_tokens):
            logits = reader.next_logits(token_ids)
            if process is not None:
                logits = process(logits, reader.without_padding(token_ids))
            check_logits(logits, ended, token_ids.shape[1])
            new = choose(logits)
            if stop_ids:
                new = new.masked_fill(ended, fill)
                ended = ended | torch.isin(new, stop)
            token_ids = torch.cat([token_ids, new[:, None]], dim=1)
            if stop_ids and ended.all():
                break
    return token_ids.clone()  # which can be learned from, unlike what was made in there


def add_visible(
    mask: Bool[Tensor, "batch seq"],
    length: int,
) -> Bool[Tensor, "batch longer"]:
    """Lengthen a mask of prompts to longer texts: what was generated is visible."""
    return F.pad(mask, (0, length - mask.shape[1]), value=True)


def pad_of(stop_ids: Sequence[int], pad_id: int | None) -> int:
    """Return the token that fills up texts which have ended."""
    if pad_id is not None:
        return pad_id
    return stop_ids[0] if stop_ids else 0


def check_prompts(
    model: Model,
    prompts: Tensor,
    max_new_tokens: int,
    mask: Tensor | None,
) -> None:
    """Refuse prompts that can't be gone on from, before any work is done."""
    shape = tuple(prompts.shape)
    if prompts.dim() != 2:
        must = "prompts must have the axes batch and prompt"
        raise ValueError(f"{must}, got the shape {shape}; for one, prompt[None].")
    n_tokens = prompts.shape[1]
    if prompts.numel() == 0:
        must = "a prompt must have at least 1 token"
        raise ValueError(f"{must}, got the shape {shape}: begin with a start token.")
    if max_new_tokens < 1:
        raise ValueError(f"max_new_tokens must be at least 1, got {max_new_tokens}.")
    owner = getattr(model, "__self__", model)  # of a method such as `model.decode`
    room = getattr(getattr(owner, "config", None), "context_length", None)
    if room is not None and n_tokens + max_new_tokens - 1 > room:
        raise ValueError(
            "the prompt and the new tokens, but for the last, must fit into "
            f"context_length = {room}, got {n_tokens} + {max_new_tokens} - 1: "
            "cut the prompt's beginning, or ask for fewer."
        )
    if mask is None:
        return
    if mask.shape != prompts.shape:
        came = tuple(mask.shape)
        raise ValueError(f"mask must have the prompts' shape {shape}, got {came}.")
    has_gap = (mask[:, :-1] & ~mask[:, 1:]).any(dim=1) | ~mask[:, -1]
    if has_gap.any():
        row = int(has_gap.nonzero()[0])
        raise ValueError(
            "padding must stand left of the prompt, got the mask "
            f"{mask[row].int().tolist()} for prompt {row}: "
            "the model goes on from the last token."
        )


def check_logits(logits: Tensor, ended: Tensor, n_tokens: int) -> None:
    """Refuse to choose where there is nothing to choose from, but in an ended text."""
    best = logits.amax(dim=-1)  # NaN if any of them is
    if math.isfinite(best.sum().item()):
        return
    rows = (~best.isfinite() & ~ended).nonzero().flatten().tolist()
    if not rows:
        return
    row = rows[0]
    if best[row] == float("-inf"):
        raise ValueError(
            f"some token must stay possible, got -inf for all {logits.shape[1]} "
            f"in text {row} after {n_tokens} tokens: the processors rule out too much."
        )
    n_bad = int((logits[row].isnan() | logits[row].isposinf()).sum())
    raise ValueError(
        f"logits must be numbers, got NaN or infinity for {n_bad} of {logits.shape[1]} "
        f"tokens in text {row} after {n_tokens} tokens: "
        "look for NaN in the model's weights; its training may have diverged."
    )
