"""A small model, a text to train it on, and the training of one with the other."""

import itertools

import torch

from course_lib.models.gpt import GPT, GPTConfig
from course_lib.training.loop import TrainingConfig, train

QUIET = TrainingConfig(progress=False)


def start(dropout=0.0):
    torch.manual_seed(0)
    return GPT(GPTConfig(vocab_size=11, context_length=6, d_model=16, n_heads=2, n_layers=1, dropout=dropout))


def windows(n_batches, batch_size=3):
    text = torch.randint(11, (n_batches, batch_size, 7), generator=torch.Generator().manual_seed(1))
    return [(ids[:, :-1], ids[:, 1:]) for ids in text]


def trained(n_steps, learning_rate=1e-2, **options):
    model = start()
    return model, train(model, itertools.cycle(windows(2)), n_steps, learning_rate, **options)


def same_weights(first, second):
    return all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
