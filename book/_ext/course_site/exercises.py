"""Exercises: under each code cell tagged `exercise` the site folds three hints and the solution.

They come from `course_lib.exercises`, by the id that the cell hands to `check`; the notebook does not repeat them.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from .notebook import Cell, Notebook, before_reading, tags, text

logger = logging.getLogger(__name__)
CODE_SPAN = re.compile(r"(`[^`]*`)")
CHECK = re.compile(r"""\bcheck\(\s*["']([\w.]+)["']""")


def fold(summary: str, body: str, kind: str) -> str:
    return f'<details class="{kind}"><summary>{summary}</summary>\n\n{body}\n\n</details>\n'


def as_text(hint: str) -> str:
    """Return a hint in which a tag such as <s> is text: only in backticks would Markdown see it so by itself."""
    parts = CODE_SPAN.split(hint)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in parts)


def help_for(exercise: Any) -> str:
    """The folded boxes of an exercise, as Markdown."""
    boxes = [fold(f"Hint {number}", as_text(hint), "hint") for number, hint in enumerate(exercise.hints, start=1)]
    boxes.append(fold("Solution", f"~~~python\n{exercise.solution_source().rstrip()}\n~~~", "solution"))
    return '<div class="help">\n' + "\n".join(boxes) + "\n</div>"


def add_help(cells: list[Cell], find: Callable[[str], Any], docname: str) -> list[Cell]:
    """Return the cells with a cell of help after each exercise."""
    shown: list[Cell] = []
    for number, cell in enumerate(cells, start=1):
        shown.append(cell)
        if cell["cell_type"] != "code" or "exercise" not in tags(cell):
            continue
        for exercise_id in CHECK.findall(text(cell["source"])) or [""]:
            try:
                exercise = find(exercise_id)
            except ValueError as error:
                logger.warning("cell %d: %s", number, error, location=docname)
                continue
            source = help_for(exercise)
            shown.append({"cell_type": "markdown", "id": f"help-{len(shown)}", "metadata": {}, "source": source})
    return shown


def from_library(app: Sphinx, docname: str, notebook: Notebook) -> None:
    if not any("exercise" in tags(cell) for cell in notebook["cells"]):
        return
    from course_lib.exercises import catalogue  # only here: most pages have no exercise

    for file in Path(catalogue.__file__).parent.rglob("*.py"):  # a changed hint is a reason to read this page again
        app.env.note_dependency(str(file))
    notebook["cells"] = add_help(notebook["cells"], catalogue.load, docname)


def setup(app: Sphinx) -> None:
    before_reading(app, from_library)
