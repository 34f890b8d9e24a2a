"""Hold every notebook to what the course promises of it; each complaint names the notebook and the cell."""

import ast
import importlib
import json
import pkgutil
import re
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
from address import address, setup_cell
from notebook_files import ROOT, as_stored, chapters, read

import course_lib.live
from course_lib.live.figure import LiveFigure

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
DIRECTIVE = re.compile(r"^\s*(?:`{3,}|:{3,})\{[\w:-]*|\{[a-z:-]+\}`", re.MULTILINE)
ABSOLUTE_PATH = re.compile(r"(?<![\w/.:])(?:/(?:home|root|tmp|usr|opt|Users|content|work|mnt|private)/|[A-Z]:\\\\?\w)")
MOST_LINES, MOST_COLUMNS = 20, 90  # of code: what a page shows without scrolling


def complaints(notebook: nbformat.NotebookNode) -> Iterator[tuple[int | None, str]]:
    """Yield (cell number or None, what is wrong), cells counted from 1 as a reader does."""
    widgets = notebook.metadata.get("widgets", {})
    state = widgets.get(WIDGET_STATE, {}).get("state")
    if widgets and state is None:
        yield None, "stores widgets without their state; GitHub refuses to show such a file: run `make notebooks`"
    last_count = 0
    setup_cells = 0
    for number, cell in enumerate(notebook.cells, 1):
        for problem in text_problems(cell):
            yield number, problem
        if cell.cell_type == "markdown" and (match := DIRECTIVE.search(cell.source)):
            yield number, f"uses a directive or role that only the site understands: {match[0].strip()}"
        if cell.cell_type != "code":
            continue
        setup_cells += cell.source == setup_cell()
        if cell.execution_count != last_count + 1:
            yield (
                number,
                f"was not run in one go from the top: its count is {cell.execution_count}, not {last_count + 1}",
            )
        last_count = cell.execution_count or last_count + 1
        if cell.source.count("\n") >= MOST_LINES and "exercise" not in cell.metadata.get("tags", []):
            yield number, f"has {cell.source.count(chr(10)) + 1} lines, more than {MOST_LINES}"
        markdown = (output.get("data", {}).get("text/markdown", "") for output in cell.outputs)
        shown = "\n".join([cell.source, *markdown])
        widest = max((line for line in shown.splitlines() if "%pip" not in line), key=len, default="")
        if len(widest) > MOST_COLUMNS:
            yield number, f"shows code of {len(widest)} columns, more than {MOST_COLUMNS}: {widest.strip()}"
        for output in cell.outputs:
            for problem in output_problems(output, state or {}):
                yield number, problem
    for name in old_figures(state or {}):
        yield None, f"holds {name} with a program that the library no longer has: run `make notebooks`"
    yield from shadowed_names(notebook)
    if setup_cells != 1:
        yield None, f"must have the set-up cell of every notebook once, has it {setup_cells} times: run `make address`"


def shadowed_names(notebook: nbformat.NotebookNode) -> Iterator[tuple[int, str]]:
    """Yield the stubs that take the name of something imported: unsolved, they would break the cells that use it."""
    code = [(number, cell) for number, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
    exercises = [(number, cell) for number, cell in code if "exercise" in cell.metadata.get("tags", [])]
    imported = {name for pair in code if pair not in exercises for name in names(pair[1].source, ast.ImportFrom)}
    for number, cell in exercises:
        for name in sorted(names(cell.source, ast.FunctionDef) & imported):
            yield number, f"defines {name}, which another cell imports: call it my_{name}"


def names(source: str, kind: type[ast.ImportFrom] | type[ast.FunctionDef]) -> set[str]:
    """Return the names that `source` imports, or the functions that it defines."""
    lines = [line for line in source.splitlines() if not line.lstrip().startswith("%")]
    try:
        nodes = [node for node in ast.walk(ast.parse("\n".join(lines))) if isinstance(node, kind)]
    except SyntaxError:  # for example a cell that is nothing but a magic in a block
        return set()
    return {named.name for node in nodes for named in getattr(node, "names", [node])}


def text_problems(cell: nbformat.NotebookNode) -> Iterator[str]:
    """Yield what no cell may hold: a path of one machine, in source or outputs; a link to another address."""
    text = cell.source + json.dumps(cell.get("outputs", []), ensure_ascii=False)
    if match := ABSOLUTE_PATH.search(text):
        yield f"holds an absolute path: …{text[match.start() : match.end() + 20]}…"


def output_problems(output: nbformat.NotebookNode, state: dict) -> Iterator[str]:
    if output.output_type == "error":
        yield f"ends in an error: {output.ename}: {output.evalue}"
    data = output.get("data", {})
    for kind in data:
        if kind.startswith("image/") and not output.metadata.get(kind, {}).get("alt", "").strip():
            yield f"shows a figure without alt text ({kind}): draw it with course_lib.plots, which asks for one"
    model = data.get(WIDGET_VIEW, {}).get("model_id")
    if model is not None and model not in state:
        yield "shows a widget whose state is not stored: run `make notebooks`"
    shown = data.get("text/markdown", "")
    if shown.startswith("```python\n") and (code := shown[len("```python\n") : -len("\n```")]) not in library():
        yield f"shows code that the library no longer has: {code.splitlines()[0]} … Run `make notebooks`"


def old_figures(state: dict) -> Iterator[str]:
    """Yield the live figures whose stored program or style is not the library's."""
    for stored in (model.get("state", {}) for model in state.values()):
        name = stored.get("_anywidget_id", "")
        if name in (now := programs()) and now[name] != (stored.get("_esm"), stored.get("_css")):
            yield name.rpartition(".")[2]


@cache
def programs() -> dict[str, tuple[str, str]]:
    """Return the program and the style of each live figure of the library, by its class."""
    for module in pkgutil.walk_packages(course_lib.live.__path__, "course_lib.live."):
        importlib.import_module(module.name)
    found: dict[str, tuple[str, str]] = {}
    classes = LiveFigure.__subclasses__()
    for one in classes:  # a figure that has been made has a subclass of its own, with the same name: it comes later
        found.setdefault(f"{one.__module__}.{one.__name__}", (str(one._esm), str(one._css)))
        classes += one.__subclasses__()
    return found


@cache
def library() -> frozenset[str]:
    """Return the source of each function and class of the library, as `show` displays it."""
    found = set()
    for path in sorted((ROOT / "course_lib").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                source = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
                found.add(textwrap.dedent(source).strip())
    return frozenset(found)


def check(path: Path) -> list[str]:
    """Return one line a complaint, "notebook, cell n: what is wrong"."""
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    text = path.read_text(encoding="utf-8")
    notebook = read(path)
    said = [f"{name}{f', cell {cell}' if cell else ''}: {problem}" for cell, problem in complaints(notebook)]
    if as_stored(notebook) != text:
        said.append(f"{name}: is not in the form in which notebooks are stored: run `make notebooks`")
    link = f"/blob/main/notebooks/{path.parent.name}/{path.name}"
    wanted = address().replace("https://github.com/", "https://colab.research.google.com/github/") + link
    if wanted not in notebook.cells[0].source:
        said.append(f"{name}, cell 1: must link to Colab at {wanted}: run `make address`")
    return said


def main() -> int:
    paths = [Path(name).resolve() for name in sys.argv[1:]] or chapters()
    said = [line for path in paths for line in check(path)]
    print("\n".join(said) if said else f"{len(paths)} notebook(s) as they should be")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
