"""The sweep: each character once, rows that come back, a command that continues."""

import pytest
import torch

from course_lib.scaling import sweep
from course_lib.scaling.parameters import non_embedding as by_formula
from course_lib.scaling.rows import RUNS, Row, frontier, read, write
from course_lib.scaling.sweep import Text, all_right, main, measure, text_of, windows_once

ROW = Row("town/text", 16, 6592, 1024, 2048, 0, 2.5)


@pytest.fixture(scope="module")
def text():
    return text_of("town/text", 2048)


def test_every_character_is_read_once_and_its_target_follows_it():
    batches = list(windows_once(torch.arange(2049), 2048, seed=0))
    inputs = torch.cat([one.flatten() for one, _ in batches])
    targets = torch.cat([one.flatten() for _, one in batches])
    assert sorted(inputs.tolist()) == list(range(2048))
    assert torch.equal(targets, inputs + 1)
    assert [len(one) for one, _ in batches] == [sweep.BATCH_SIZE] * (2048 // 64 // sweep.BATCH_SIZE)


def test_a_longer_text_begins_as_a_shorter_one(text):
    longer = text_of("town/text", 300_000)
    assert torch.equal(longer.train[: len(text.train)], text.train)
    assert torch.equal(longer.held_out, text.held_out)


def test_the_parameters_without_embeddings_are_those_of_the_formula(text):
    model = sweep.model_of(24, text.vocab_size, seed=0)
    assert sweep.non_embedding(model) == by_formula(model.config)


def test_a_measurement_is_made_on_the_way_and_at_the_end(text, monkeypatch):
    monkeypatch.setattr(sweep, "FEW", 1024)
    short = Text("x", text.vocab_size, text.held_out[:1000], text.train)
    early, last = measure(short, 16, 2048)
    assert (early.tokens, last.tokens, early.planned) == (1024, 2048, 2048)
    assert not early.is_finished
    assert last.is_finished
    assert early.right == ()
    assert len(last.right) == len(RUNS)
    assert 0 < last.loss < 5


def test_runs_are_counted_from_every_late_place(monkeypatch):
    hits = torch.ones(1, 64)
    hits[0, :16] = 0  # too early to count
    hits[0, 40] = 0
    monkeypatch.setattr(sweep, "hits", lambda *_: hits)
    model, token_ids = sweep.model_of(16, 30, seed=0), torch.zeros(65, dtype=torch.long)
    shares = all_right(model, token_ids)
    assert shares[0] == pytest.approx(47 / 48)
    assert shares[1] == pytest.approx(45 / 47)
    assert shares[-1] == 0  # every run of 32 holds place 40


def test_rows_come_back_as_they_were_written(tmp_path):
    finished = Row("town/text", 16, 6592, 2048, 2048, 0, 2.25, (0.5, 0.25, 0.125, 0.0, 0.0, 0.0))
    write(tmp_path / "rows.tsv", [finished, ROW])
    assert read(tmp_path / "rows.tsv") == [ROW, finished]
    assert read(tmp_path / "none.tsv") == []


def test_the_frontier_is_what_no_cheaper_run_beats():
    runs = [(4, 1, 3.0), (1, 1, 4.0), (2, 1, 4.5), (3, 3, 3.5)]
    rows = [Row("x", 16, n, tokens, tokens, 0, loss) for n, tokens, loss in runs]
    assert [row.loss for row in frontier(rows)] == [4.0, 3.0]


def test_the_command_measures_once_and_not_again(tmp_path, monkeypatch, capsys):
    calls = []

    def once(text, width, n_tokens, seed):
        calls.append((width, n_tokens, seed))
        return [Row(text.corpus, width, 1, n_tokens, n_tokens, seed, 1.0)]

    monkeypatch.setattr(sweep, "measure", once)
    command = ["--to", str(tmp_path / "rows.tsv"), "--widths", "16", "24", "--tokens", "1024", "--seeds", "0", "1"]
    assert main(command) == main(command) == 0
    assert calls == [(16, 1024, 0), (16, 1024, 1), (24, 1024, 0), (24, 1024, 1)]
    assert capsys.readouterr().out.count("loss 1.000") == 4


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_tokens_that_fill_no_batch(self, text):
        with pytest.raises(ValueError, match=r"multiple of .* got 1000"):
            measure(text, 16, 1000)

    def test_a_corpus_that_is_too_short(self, monkeypatch):
        monkeypatch.setattr(sweep, "load", lambda name: type("C", (), {"text": "ab" * 100}))
        with pytest.raises(ValueError, match="at least 51,025 characters, got 200"):
            text_of("tiny", 1024)
