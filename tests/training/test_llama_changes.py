"""The stored table has the form that its command gives it."""

import pytest
import torch

from course_lib.models.gpt_to_llama import Design, DesignedGPT, flops_per_token, ladder
from course_lib.training import llama_changes
from course_lib.training.llama_changes import (
    BATCH_SIZE,
    FLOPS,
    SEEDS,
    Texts,
    gains,
    interval,
    results,
    train_one,
    write,
)

DESIGNS = ladder(Design(llama_changes.VOCAB_SIZE))


def test_the_table_has_each_design_with_each_seed():
    runs = results()
    expected = [(name, seed) for name in DESIGNS for seed in SEEDS]
    assert [(run.design, run.seed) for run in runs] == expected


def test_all_runs_had_the_same_compute_and_their_design_s_parameters():
    for run in results():
        design = DESIGNS[run.design]
        tokens = run.n_steps * BATCH_SIZE * design.context_length
        assert tokens * flops_per_token(design) == pytest.approx(FLOPS, rel=1e-3)
        model = DesignedGPT(design)
        assert run.n_parameters == sum(one.numel() for one in model.parameters())
        assert 0.8 < run.bits < 1.6


def test_what_is_written_is_read_back(tmp_path, monkeypatch):
    path = tmp_path / "table.tsv"
    write(results(), path)
    assert path.read_text() == llama_changes.RESULTS.read_text()


def test_gains_are_taken_seed_by_seed():
    found = gains(results())
    assert list(found) == list(DESIGNS)[1:]
    first = {run.seed: run.bits for run in results() if run.design == "GPT"}
    second = {run.seed: run.bits for run in results() if run.design == "+ RMSNorm"}
    assert found["+ RMSNorm"] == [first[seed] - second[seed] for seed in SEEDS]


def test_a_training_learns():
    generator = torch.Generator().manual_seed(0)
    ids = torch.randint(3, (2_000,), generator=generator)  # of a vocabulary of 50
    design = Design(50, context_length=8, d_model=16, n_heads=2, n_layers=1)
    flops = flops_per_token(design) * BATCH_SIZE * 8 * 40
    run = train_one("small", design, 0, Texts(ids, ids[:500], 500), flops)
    assert run.n_steps == 40
    assert run.bits < 3  # log2 50 is 5.6


def test_an_interval_needs_the_three_seeds():
    with pytest.raises(ValueError, match="3 values, got 2"):
        interval([0.1, 0.2])
