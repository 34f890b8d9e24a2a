"""Trained models that live figures compute with in the page, in `_static/models/`.

A figure names its files in its state, each with its size and version; see
course_lib/live/in_page/files.py. Only what some page asks for is copied from the
library. The build stops if a notebook was run with other files than the library has now.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from .notebook import Notebook, before_reading

STATE = "application/vnd.jupyter.widget-state+json"


def asked_for(notebook: Notebook) -> Iterator[tuple[str, dict[str, Any]]]:
    """The models of a notebook's live figures: the name of each, and its files."""
    widgets = notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    for widget in widgets.values():
        state = widget.get("state", {})
        if "checkpoint" in state and "files" in state:
            yield state["checkpoint"], state["files"]


def copy(name: str, files: dict[str, Any], target: Path) -> None:
    """Copy a model's files to the site, readable by all, unlike those that torch writes.

    Raises:
        ExtensionError: if they are not those that the notebook was run with.
    """
    from course_lib.checkpoints.shipped import checkpoint  # only here: most have none
    from course_lib.live.in_page.files import page_files

    now = json.loads(json.dumps(page_files(name)))
    if now != files:
        must = f"the library's {name} is not the one that a figure was run with"
        raise ExtensionError(f"{must}: run its notebook again.")
    (target / name).mkdir(parents=True, exist_ok=True)
    for path in files:
        shutil.copyfile(checkpoint(name) / Path(path).name, target / path)


def publish(app: Sphinx, docname: str, notebook: Notebook) -> None:
    for name, files in asked_for(notebook):
        copy(name, files, Path(app.outdir, "_static", "models"))


def setup(app: Sphinx) -> None:
    before_reading(app, publish)
