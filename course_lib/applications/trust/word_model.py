"""A GPT of whole words on short sentences: small enough to train in seconds, many times.

A row is <s>, the words, <s>; what stands behind is padding and counts for nothing.
Tested by tests/applications/trust/test_word_model.py.
Left out: words that the training did not hold; they are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.finetuning.fine_tune import fine_tune
from course_lib.models.gpt import GPT, GPTConfig

EDGE = "<s>"
Words = Sequence[str]
CONTEXT = 16


@dataclass(frozen=True)
class WordModel:
    """A model and its words; `words[0]` is the edge of a sentence."""

    words: tuple[str, ...]
    model: GPT

    @classmethod
    def of(cls, sentences: Sequence[Words], seed: int = 0) -> WordModel:
        """Return a model with random weights for the words of these sentences."""
        different = sorted({word for one in sentences for word in one})
        torch.manual_seed(seed)
        return cls((EDGE, *different), GPT(GPTConfig(len(different) + 1, CONTEXT, d_model=32, n_heads=2, n_layers=2)))

    def rows(self, sentences: Sequence[Words]) -> Int[Tensor, "sentence seq"]:
        """Return token ids; -1 is padding.

        Raises:
            ValueError: if there is no sentence, one is too long, or a word is not known.
        """
        number = {word: i for i, word in enumerate(self.words)}
        longest = max((len(one) for one in sentences), default=0) + 2
        if not 2 < longest <= CONTEXT + 1:
            most = CONTEXT - 1
            raise ValueError(f"sentences must have 1 to {most} words, got {longest - 2}.")
        if strange := [w for one in sentences for w in one if w not in number]:
            raise ValueError(f"words must be of the training, got {strange[0]!r}.")
        padding = [-1] * longest
        rows = [[0, *(number[word] for word in one), 0] for one in sentences]
        return torch.tensor([(row + padding)[:longest] for row in rows])

    def log_probs(self, sentences: Sequence[Words]) -> Float[Tensor, " sentence"]:
        """Return the log-probability of each sentence, in nats, its end included."""
        with torch.no_grad():
            return -losses(self.model, self.rows(sentences)).sum(dim=1)

    def loss(self, sentences: Sequence[Words]) -> float:
        """Return the mean loss of a word, in nats."""
        rows = self.rows(sentences)
        return float(-self.log_probs(sentences).sum() / (rows[:, 1:] >= 0).sum())

    def after(self, words: Words) -> Float[Tensor, " vocab"]:
        """Return the probability of each word after a beginning."""
        ids = self.rows([words])[:, :-1] if words else torch.zeros(1, 1, dtype=torch.long)
        with torch.no_grad():
            return self.model(ids)[0, -1].softmax(dim=-1)


def losses(
    model: Callable[[Tensor], Tensor],
    rows: Int[Tensor, "sentence seq"],
) -> Float[Tensor, "sentence targets"]:
    """Return the loss of each next word, 0 where there is only padding."""
    inputs, targets = rows[:, :-1].clamp(min=0), rows[:, 1:]
    logits = model(inputs).transpose(1, 2)
    return F.cross_entropy(logits, targets, ignore_index=-1, reduction="none")


def mean_loss(model: nn.Module, rows: Int[Tensor, "sentence seq"]) -> Float[Tensor, ""]:
    """Return the mean loss of a word: what training lowers."""
    real: Bool[Tensor, "sentence targets"] = rows[:, 1:] >= 0
    return losses(model, rows).sum() / real.sum()


def train_words(
    sentences: Sequence[Words],
    *,
    n_steps: int = 300,
    batch_size: int = 64,
    learning_rate: float = 1e-2,
    seed: int = 0,
    known: Sequence[Words] = (),
) -> WordModel:
    """Return a model trained on the sentences.

    Args:
        sentences: what it reads.
        n_steps: how often its weights move.
        batch_size: sentences a step.
        learning_rate: the highest one.
        seed: of the weights and the order.
        known: further sentences whose words it shall know, without reading them.

    Raises:
        ValueError: if there is no sentence, or one is too long.
    """
    words = WordModel.of([*sentences, *known], seed)
    fine_tune(
        words.model,
        list(sentences),
        words.rows,
        mean_loss,
        n_steps=n_steps,
        batch_size=batch_size,
        learning_rate=learning_rate,
        seed=seed,
    )
    return words
