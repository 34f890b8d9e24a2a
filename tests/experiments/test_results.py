"""Stored results: written, read back, summed up; and every experiment has some."""

import sys
from types import ModuleType
from typing import Any

import pytest

from course_lib.experiments import results
from course_lib.experiments.__main__ import main
from course_lib.experiments.results import Result, estimates, names, repeat, stored
from course_lib.metrics.repeats import Estimate

BAG = Result("town/news", "bag of words", "accuracy", 0.75)


@pytest.fixture
def experiment(tmp_path, monkeypatch):
    """An experiment called tiny, in a folder of its own."""
    module: Any = ModuleType("tiny")
    module.SEEDS = range(3)

    def run(seed):
        if seed == 0:
            yield BAG
        yield Result("town/news", "pretrained", "accuracy", (0.8, 0.81, 0.82)[seed], seed)

    module.run = run
    monkeypatch.setitem(sys.modules, "course_lib.experiments.tiny", module)
    monkeypatch.setattr(results, "HERE", tmp_path)
    (tmp_path / "tiny.py").touch()


def test_a_repeated_experiment_is_stored(experiment):
    rows = [*repeat("tiny")]
    assert [row.value for row in rows] == [0.75, 0.8, 0.81, 0.82]
    assert [row.value for row in stored("tiny")] == [0.75, 0.8, 0.81, 0.82]
    assert estimates("tiny", metric="accuracy") == {
        ("town/news", "bag of words", "accuracy"): 0.75,
        ("town/news", "pretrained", "accuracy"): Estimate((0.8, 0.81, 0.82)),
    }


def test_a_run_that_is_cut_off_keeps_the_seeds_that_it_has_finished(experiment):
    rows: Any = repeat("tiny")
    for _ in range(3):  # two of seed 0, and the first of seed 1
        next(rows)
    rows.close()
    assert [row.seed for row in stored("tiny")] == [0, 0]


def test_the_command_lists_repeats_and_shows(experiment, capsys):
    assert main([]) == main(["tiny"]) == main(["show", "tiny"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("tiny\n")
    assert "town/news  bag of words  accuracy  0.75\n" in shown
    assert "town/news  pretrained    accuracy  0.81 [0.79, 0.83]" in shown


def test_what_is_not_there_is_refused(experiment, capsys):
    with pytest.raises(ValueError, match="there is tiny; got 'huge'"):
        stored("huge")
    with pytest.raises(ValueError, match=r"must be there, and is not: python -m course_lib\.experiments tiny makes"):
        stored("tiny")
    assert main(["huge"]) == main(["one", "two"]) == 2
    [*repeat("tiny")]
    with pytest.raises(ValueError, match="tiny must hold F1, and does not"):
        estimates("tiny", metric="F1")


@pytest.mark.parametrize("name", names())
def test_every_experiment_has_its_results(name):
    rows = stored(name)
    assert rows
    assert all(row.data and row.system and row.metric for row in rows)
    assert estimates(name)
