"""Running notebooks: the same bytes twice, nothing lost when a cell fails, a wrong name met with the right ones."""

import sys

import nbformat
import pytest
import run_notebooks
from notebook_files import as_stored

LIVE = """
from course_lib.live.attention_weights.widget import AttentionWeights
AttentionWeights(["dog", "ball"], [(60.0, 2.0), (-30.0, 1.5)], (85.0, 1.5), "it", goal="ball").show()
"""


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A function that stores a notebook of one cell in a course of its own and returns its path."""
    path = tmp_path / "01_trial.ipynb"
    monkeypatch.setattr(run_notebooks, "ROOT", tmp_path)
    monkeypatch.setattr(run_notebooks, "chapters", lambda: [path])

    def store_one(source):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        path.write_text(as_stored(notebook), encoding="utf-8")
        return path

    return store_one


def run(monkeypatch, *names):
    monkeypatch.setattr(sys, "argv", ["run_notebooks.py", *names])
    return run_notebooks.main()


def test_two_runs_give_the_same_bytes_even_of_a_widget(store, monkeypatch):
    path = store(LIVE)
    assert run(monkeypatch) == 0
    first = path.read_bytes()
    assert b"widget-state+json" in first
    assert b"image/png" in first
    assert run(monkeypatch, "01_trial") == 0
    assert path.read_bytes() == first


def test_a_notebook_whose_cell_fails_is_left_as_it_was(store, monkeypatch, capsys):
    path = store("1 / 0")
    before = path.read_bytes()
    assert run(monkeypatch) == 1
    assert path.read_bytes() == before
    said = capsys.readouterr().err
    assert "01_trial.ipynb: left as it was, a cell failed" in said
    assert "ZeroDivisionError" in said


def test_a_name_that_is_no_notebook_lists_those_there_are(store, monkeypatch, capsys):
    store("1")
    assert run(monkeypatch, "02_missing") == 2
    assert "got '02_missing'; there are: 01_trial" in capsys.readouterr().err
