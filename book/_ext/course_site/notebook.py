"""Reading a notebook before the site does: other modules change its cells here."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sphinx.application import Sphinx

Cell = dict[str, Any]
Notebook = dict[str, Any]


def text(value: str | list[str]) -> str:
    """A notebook keeps a text as one string or as a list of lines."""
    return value if isinstance(value, str) else "".join(value)


def tags(cell: Cell) -> list[str]:
    found: list[str] = cell["metadata"].get("tags", [])
    return found


def outputs(notebook: Notebook, mime: str) -> Iterator[dict[str, Any]]:
    """The outputs of all cells that hold this kind of data."""
    for cell in notebook["cells"]:
        yield from (output for output in cell.get("outputs", []) if mime in output.get("data", {}))


def before_reading(app: Sphinx, change: Callable[[Sphinx, str, Notebook], None]) -> None:
    """Call `change(app, docname, notebook)` for each notebook; what it alters is what the site shows."""

    def on_source(app: Sphinx, docname: str, content: list[str]) -> None:
        if app.env.doc2path(docname).endswith(".ipynb"):
            notebook = json.loads(content[0])
            change(app, docname, notebook)
            content[0] = json.dumps(notebook)

    app.connect("source-read", on_source)
