"""A notebook that breaks a promise is named, with the cell and what is wrong."""

import base64
import copy
from typing import Any

import nbformat
import pytest
from address import address, setup_cell
from check_notebooks import check, complaints, programs
from notebook_files import as_stored, chapters, number_ids, read

from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.pairs import CrossEncoder, LabelledPairs
from course_lib.live.explorer.widget import Explorer
from course_lib.live.threshold.widget import Threshold
from course_lib.notebook import show

VIEW, STATE = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
PICTURE = {"image/png": base64.b64encode(b"a picture").decode(), "text/plain": "Figure: a line"}


def display(data, metadata=None):
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})


@pytest.fixture
def notebook():
    """A small notebook that keeps every promise: text, set-up, a figure, a widget."""
    colab = address().replace("https://github.com/", "https://colab.research.google.com/github/")
    cells = [
        nbformat.v4.new_markdown_cell(f"[Open in Colab]({colab}/blob/main/notebooks/part/01_trial.ipynb)"),
        nbformat.v4.new_code_cell(setup_cell()),
        nbformat.v4.new_code_cell("draw()", outputs=[display(PICTURE, {"image/png": {"alt": "a line"}})]),
        nbformat.v4.new_code_cell("figure", outputs=[display({VIEW: {"model_id": "1" * 32}})]),
    ]
    for count, cell in enumerate(cells[1:], 1):
        cell.execution_count = count
    one = nbformat.v4.new_notebook(cells=cells)
    one.metadata["widgets"] = {STATE: {"state": {"1" * 32: {}}, "version_major": 2, "version_minor": 0}}
    return one


def said(notebook):
    return [f"{cell}: {problem}" for cell, problem in complaints(notebook)]


def test_a_notebook_that_keeps_every_promise_passes(notebook, tmp_path):
    assert said(notebook) == []
    path = tmp_path / "part" / "01_trial.ipynb"
    path.parent.mkdir()
    path.write_text(as_stored(notebook), encoding="utf-8")
    assert check(path) == []


@pytest.mark.parametrize("thing", [LabelledPairs, CrossEncoder.lay_out, in_batches])
def test_what_show_displays_is_what_the_library_has(notebook, thing, monkeypatch):
    shown: list[Any] = []
    monkeypatch.setattr("course_lib.notebook.display", shown.append)
    show(thing)
    notebook.cells[2].outputs.append(display({"text/markdown": shown[0].data}))
    assert said(notebook) == []


def test_a_figure_that_has_been_made_leaves_its_program_as_it_is(notebook):
    Threshold([0.2, 0.8], [False, True])
    older(Threshold)(notebook)
    notebook.metadata["widgets"][STATE]["state"]["1" * 32]["state"]["_esm"] = str(Threshold._esm)
    programs.cache_clear()
    assert said(notebook) == []


def test_the_chapters_pass():
    assert chapters()
    assert [line for path in chapters() for line in check(path)] == []


def clear_outputs(notebook):
    for cell in notebook.cells[1:]:
        cell.outputs, cell.execution_count = [], None


def drop_state(notebook):
    notebook.metadata["widgets"] = {STATE: {}}


def lose_one_widget(notebook):
    notebook.metadata["widgets"][STATE]["state"] = {}


def older(figure):
    def change(notebook):
        name = f"{figure.__module__}.{figure.__name__}"
        old = {"_anywidget_id": name, "_esm": "export default {}", "_css": str(figure._css)}
        notebook.metadata["widgets"][STATE]["state"]["1" * 32] = {"state": old}

    return change


def edit(cell, text):
    def change(notebook):
        notebook.cells[cell].source += text

    return change


def add_output(output):
    def change(notebook):
        notebook.cells[2].outputs.append(output)

    return change


def name_a_stub_like_an_import(notebook):
    notebook.cells[2].source = "from course_lib.models.attention import causal_mask"
    notebook.cells[3].source = "def causal_mask(n_tokens):\n    ..."
    notebook.cells[3].metadata["tags"] = ["exercise"]


BROKEN = {
    "2: was not run in one go": clear_outputs,
    "None: stores widgets without their state": drop_state,
    "4: shows a widget whose state is not stored": lose_one_widget,
    "None: holds Threshold with a program that the library no longer has": older(Threshold),
    "None: holds Explorer with a program that the library no longer has": older(Explorer),  # a subclass of another
    "1: uses a directive or role that only the site understands: ```{note": edit(0, "\n\n```{note}\nText\n```"),
    "1: uses a directive or role that only the site understands: {cite}`": edit(0, " {cite}`vaswani`"),
    "1: uses a directive or role that only the site understands: :::{": edit(0, "\n\n:::{tip}\n:::"),
    "3: holds an absolute path: …/home/me": edit(2, "\nopen('/home/me/data.txt')"),
    "3: has 21 lines, more than 20": edit(2, "\nx = 1" * 20),
    "3: ends in an error: ValueError: no": add_output(
        nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])
    ),
    "3: shows a figure without alt text (image/png)": add_output(display(PICTURE)),
    "3: shows code that the library no longer has: def perplexity(": add_output(
        display({"text/markdown": "```python\ndef perplexity(loss):\n    return loss\n```"})
    ),
    "4: defines causal_mask, which another cell imports": name_a_stub_like_an_import,
    "None: must have the set-up cell of every notebook once, has it 0 times": edit(1, "\nseed = 1"),
}


@pytest.mark.parametrize("complaint", BROKEN)
def test_a_broken_promise_is_named_with_its_cell(notebook, complaint):
    broken = copy.deepcopy(notebook)
    BROKEN[complaint](broken)
    assert any(line.startswith(complaint) for line in said(broken)), said(broken)


def test_another_form_and_a_link_to_another_address_are_named(notebook, tmp_path):
    path = tmp_path / "part" / "02_other.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook, path)
    lines = check(path)
    assert any("is not in the form in which notebooks are stored" in line for line in lines)
    assert any("cell 1: must link to Colab at" in line and "02_other.ipynb" in line for line in lines)


def test_random_ids_are_numbered_in_the_order_of_their_appearance():
    a, b = "a" * 32, "0123456789abcdef" * 2
    assert number_ids(f"{a} MODEL_{b} {a}") == f"{1:032x} MODEL_{2:032x} {1:032x}"


def test_the_stored_form_is_stable():
    for path in chapters():
        assert as_stored(read(path)) == path.read_text(encoding="utf-8")
