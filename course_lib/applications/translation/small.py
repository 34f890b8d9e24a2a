"""A small translator trained on a few pairs: the quickest way from pairs to a model.

What the recipes of `course_lib.training` do with files, cards and checkpoints, in one
call, for experiments. Tested by tests/applications/translation/test_small.py.
Left out: validation, early stopping.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.applications.translation.translator import Translator
from course_lib.corpora.records import Translation
from course_lib.models.bart import Bart, BartConfig
from course_lib.tokenizers.bpe import ByteBPETokenizer
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.loop import TrainingConfig, train
from course_lib.training.muon import Muon
from course_lib.training.parameter_groups import Group, hidden_matrices
from course_lib.training.translation_task import (
    END,
    PAD,
    SPECIAL_TOKENS,
    padded,
    pair_of,
    target_sums,
)

SIZES = {"d_model": 64, "n_heads": 4, "n_layers": 2, "d_ff": 128}
Batch = tuple[Tensor, ...]


def tokenizer_for(pairs: Sequence[Translation], vocab_size: int) -> ByteBPETokenizer:
    """Return one tokenizer for both languages, with the special tokens of translations."""
    texts = [text for one in pairs for text in (one.source, one.target)]
    return ByteBPETokenizer.train(texts, vocab_size, special_tokens=SPECIAL_TOKENS)


def small_model(tokenizer: Tokenizer, seed: int, context_length: int = 48, **sizes: Any) -> Bart:
    """Return a new model; `sizes` change those of SIZES."""
    torch.manual_seed(seed)
    ids = {"start_id": END, "pad_id": PAD, "eos_id": END}
    given = {"context_length": context_length, **SIZES, **sizes, **ids}
    return Bart(BartConfig(tokenizer.vocab_size, **given))


def learn(model: nn.Module, batches: Iterator[Batch], n_steps: int, learning_rate: float = 0.01) -> list[float]:
    """Train a model with Muon; return the losses, in nats a token."""
    matrices, others = hidden_matrices(model)
    optimizer = Muon([Group(matrices, 0.0)], [Group(others, 0.0)], learning_rate)
    quiet = TrainingConfig(progress=False)
    rate = learning_rate
    return train(model, batches, n_steps, rate, loss=mean_loss, optimizer=optimizer, config=quiet)


def mean_loss(model: nn.Module, batch: Batch) -> Tensor:
    """Return the mean loss over the targets' tokens."""
    ((summed, n),) = target_sums(model, batch)
    return summed / n


def random_batches(
    pairs: Sequence[Translation], tokenizer: Tokenizer, size: int, length: int, seed: int
) -> Iterator[Batch]:
    """Yield batches of random pairs, cut to a length in tokens, without end."""
    rows = [pair_of(one, tokenizer, length) for one in pairs]
    chance = torch.Generator().manual_seed(seed)
    while True:
        chosen = torch.randint(len(rows), (size,), generator=chance).tolist()
        yield padded([rows[i] for i in chosen])


def small_translator(
    pairs: Sequence[Translation],
    n_steps: int,
    seed: int = 0,
    vocab_size: int = 2000,
    batch_size: int = 32,
    context_length: int = 48,
    **sizes: Any,
) -> Translator:
    """Return a translator trained on the pairs.

    Raises:
        ValueError: if there are no pairs.
    """
    if not pairs:
        raise ValueError("there must be at least 1 pair to learn from, got 0.")
    tokenizer = tokenizer_for(pairs, vocab_size)
    model = small_model(tokenizer, seed, context_length, **sizes)
    learn(model, random_batches(pairs, tokenizer, batch_size, context_length, seed), n_steps)
    return Translator(model.eval(), tokenizer, max_new_tokens=context_length)
