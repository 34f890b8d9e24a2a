"""Each notebook alone in an empty folder, the course installed from a wheel, the network closed.

The exercises' solutions are run too, each after its stub, with checks that raise: so every notebook can be solved.
"""

import subprocess
import sysconfig

import nbformat
import pytest
from colab import Colab, as_constraints
from notebook_files import ROOT, chapters, read

from course_lib.exercises.catalogue import load


@pytest.fixture(scope="module")
def colab(tmp_path_factory) -> Colab:
    """An environment that has what Colab ships (here: what the lock names), and our wheel on top."""
    one = Colab(tmp_path_factory.mktemp("colab"))
    one.borrow(sysconfig.get_path("purelib"))
    one.install("--no-index")  # fails if the course asked for anything that is not there, or for another version
    one.close_network()
    return one


def with_solutions(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Put after each exercise the same cell solved, with a check that raises unless it passes."""
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if "exercise" in cell.metadata.get("tags", []):
            exercise = load(cell.source.rsplit('check("', 1)[1].split('"')[0])
            strict = 'import os\n\nos.environ["COURSE_STRICT"] = "1"\n'
            solved = f'{strict}{exercise.solution_source()}\n{exercise.check_call()}\ndel os.environ["COURSE_STRICT"]'
            cells.append(nbformat.v4.new_code_cell(solved))
    notebook.cells = cells
    return notebook


def test_the_course_is_the_installed_one_and_the_network_is_closed(colab, tmp_path):
    code = "import course_lib, socket; print(course_lib.__file__); socket.create_connection(('192.0.2.1', 80))"
    done = subprocess.run([colab.python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert str(ROOT) not in done.stdout
    assert "course_lib" in done.stdout
    assert "the network is closed" in done.stderr


@pytest.mark.parametrize("path", chapters(), ids=lambda path: path.stem)
def test_the_notebook_runs_alone_to_its_end(colab, path, tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_DATA", raising=False)
    (tmp_path / "home").mkdir()
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("JUPYTER_PATH", "")  # put back after the test
    folder = tmp_path / "empty"
    ran = colab.run(with_solutions(read(path)), folder)
    assert list(folder.iterdir()) == []
    exercises = [cell for cell in read(path).cells if "exercise" in cell.metadata.get("tags", [])]
    printed = "".join(output.get("text", "") for cell in ran.cells for output in cell.get("outputs", []))
    assert printed.count("Passed: ") == len(exercises)
    assert printed.count("Not attempted yet") + printed.count("Not yet. ") == len(exercises)


def test_a_list_of_versions_becomes_constraints():
    freeze = """# by hand
torch @ https://example.org/whl/cu128/torch-2.11.0%2Bcu128-cp313-cp313-linux_x86_64.whl#sha256=ab01
torchao==0.10.0+cu128
numpy==2.1.3
-e git+https://example.org/x
local @ file:///tools/dist/local-1.0.tar.gz
"""
    assert as_constraints(freeze) == "torch==2.11.0\ntorchao==0.10.0\nnumpy==2.1.3\n"
