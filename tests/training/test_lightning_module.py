"""Lightning makes the steps that our loop makes."""

import warnings
from itertools import islice
from typing import Any

import pytest
import torch
from torch.utils.data import DataLoader

from course_lib.models.gpt import GPT, GPTConfig
from course_lib.objectives.causal import causal_batches
from course_lib.training.loop import TrainingConfig, train

lightning_module = pytest.importorskip("course_lib.training.lightning_module")


def model():
    torch.manual_seed(0)
    return GPT(GPTConfig(vocab_size=11, context_length=8, d_model=12, n_heads=3, n_layers=2))


def batches():
    ids = torch.randint(11, (300,), generator=torch.Generator().manual_seed(1))
    return causal_batches(ids, 8, 4, torch.Generator().manual_seed(2))


def test_the_trainer_and_our_loop_take_the_same_steps(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ours, theirs = model(), lightning_module.LanguageModule(model(), learning_rate=1e-2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        some: Any = list(islice(batches(), 6))
        data: Any = DataLoader(some, batch_size=None)
        lightning_module.quiet_trainer(6).fit(theirs, data)
    losses = train(
        ours,
        batches(),
        6,
        1e-2,
        optimizer=torch.optim.AdamW(ours.parameters(), lr=1e-2),
        schedule=lambda step: 1.0,
        config=TrainingConfig(max_norm=None, progress=False),
    )
    assert theirs.losses == pytest.approx(losses, abs=1e-5)
    for a, b in zip(ours.parameters(), theirs.model.parameters(), strict=True):
        torch.testing.assert_close(a, b)
    assert list(tmp_path.iterdir()) == []
