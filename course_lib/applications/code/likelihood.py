"""A language model's part in repair: which of the edited programs looks most like an answer to the specification?

The model proposes nothing new; it puts the edits in order, and the tests still decide. `repair.by_suspicion` keeps that
order among the edits of lines that are as suspicious as each other.
Tested by tests/applications/code/test_likelihood.py.
"""

from collections.abc import Sequence

import torch
from torch import nn

from course_lib.applications.code.repair import Edit
from course_lib.finetuning.answers import answer_batch, answer_log_probs
from course_lib.tokenizers.tokenizer import Tokenizer


def log_likelihoods(
    model: nn.Module,
    tokenizer: Tokenizer,
    prompt: str,
    codes: Sequence[str],
    batch_size: int = 32,
    context_length: int = 224,
) -> list[float]:
    """Return log p(body | prompt) of each program, in nats; -inf for one that is too long for the model.

    Args:
        model, tokenizer: of `train.programmer`.
        prompt: signature and specification, as the model learned to read them.
        codes: whole functions; what comes after their first line is the body.
        batch_size: programs at a time.
        context_length: of the model, in tokens.
    """
    pairs = [(prompt.rstrip("\n"), "\n" + code.split("\n", 1)[1].rstrip("\n")) for code in codes]
    fits = [i for i, pair in enumerate(pairs) if len(tokenizer.encode("".join(pair))) < context_length - 4]
    found = [float("-inf")] * len(pairs)
    with torch.no_grad():
        for first in range(0, len(fits), batch_size):
            rows = fits[first : first + batch_size]
            batch = answer_batch([pairs[i] for i in rows], tokenizer, context_length)
            for i, value in zip(rows, answer_log_probs(model, batch).tolist(), strict=True):
                found[i] = value
    return found


def by_likelihood(
    some: Sequence[Edit], prompt: str, model: nn.Module, tokenizer: Tokenizer, context_length: int = 224
) -> list[Edit]:
    """Return the edits, the likeliest program first."""
    values = log_likelihoods(model, tokenizer, prompt, [one.code for one in some], 32, context_length)
    order = sorted(range(len(some)), key=lambda i: -values[i])
    return [some[i] for i in order]
