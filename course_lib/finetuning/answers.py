"""Prompt and answer: a causal model reads both, and is asked about the answer alone.

Held by tests/finetuning/test_answers.py.
Left out: packing several short texts into one row.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.objectives.causal import causal_loss
from course_lib.objectives.masked import IGNORED
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END


class AnswerBatch(NamedTuple):
    """What the model reads; for each token the next one, `IGNORED` outside the answer."""

    inputs: Int[Tensor, "batch seq"]
    targets: Int[Tensor, "batch seq"]


def answer_batch(
    pairs: Sequence[tuple[str, str]],
    tokenizer: Tokenizer,
    context_length: int = 256,
) -> AnswerBatch:
    """Lay (prompt, answer) pairs out for a causal model that was trained on documents.

    A row is END prompt answer END. The targets are the answer's tokens and the END that
    closes it. Padding stands on the right, where a causal model does not see it.

    Raises:
        ValueError: if there are no pairs, an answer is empty, or a row is too long.
    """
    if not pairs:
        raise ValueError("there must be at least 1 pair, got 0.")
    end, rows = tokenizer.token_to_id(END), []
    for prompt, answer in pairs:
        before, after = [end, *tokenizer.encode(prompt)], tokenizer.encode(answer)
        if not after:
            raise ValueError(f"an answer must have a token, got {answer!r}.")
        ids = [*before, *after, end]
        if len(ids) > context_length + 1:
            must = f"prompt and answer must have at most {context_length - 1} tokens"
            raise ValueError(f"{must}, got {len(ids) - 2}.")
        rows.append((ids, [IGNORED] * (len(before) - 1) + [*after, end]))
    longest = max(len(targets) for _, targets in rows)
    return AnswerBatch(
        torch.tensor([ids[:-1] + [end] * (longest - len(ids) + 1) for ids, _ in rows]),
        torch.tensor([one + [IGNORED] * (longest - len(one)) for _, one in rows]),
    )


def answer_loss(model: nn.Module, batch: AnswerBatch) -> Float[Tensor, ""]:
    """Return the mean loss of the answers' tokens, in nats."""
    return causal_loss(model(batch.inputs), batch.targets)


def answer_log_probs(model: nn.Module, batch: AnswerBatch) -> Float[Tensor, " batch"]:
    """Return log p(answer | prompt) of each row: the sum over the answer's tokens."""
    logits, targets = model(batch.inputs).transpose(1, 2), batch.targets
    losses = F.cross_entropy(logits, targets, reduction="none", ignore_index=IGNORED)
    return -losses.sum(dim=1)
