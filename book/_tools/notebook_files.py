"""The notebooks as files: finding, reading, writing, and the one form in which they are stored."""

import json
import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
RANDOM_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")  # widgets and BertViz draw a new one at each run


def chapters() -> list[Path]:
    """Return every notebook of the course, in the order of their numbers."""
    return sorted((ROOT / "notebooks").glob("*/*.ipynb"), key=lambda path: path.name)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def as_stored(notebook: nbformat.NotebookNode) -> str:
    """Return the text of a notebook file: nothing in it but what the cells say and show."""
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:03}"
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = joined_streams(cell.outputs)
    widgets = notebook.metadata.get("widgets")
    notebook.metadata = nbformat.NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    if widgets:
        notebook.metadata["widgets"] = widgets
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return number_ids(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n")


def joined_streams(outputs: list) -> list:
    """Join what was printed in pieces, as timing cuts it, and drop what goes to stderr: progress bars and warnings."""
    kept: list = []
    for output in outputs:
        if output.output_type == "stream" and output.name == "stderr":
            continue
        if kept and output.output_type == "stream" and kept[-1].output_type == "stream":
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def number_ids(text: str) -> str:
    """Replace each random id by a number, counted in the order in which they appear."""
    order: dict[str, str] = {}
    return RANDOM_ID.sub(lambda match: order.setdefault(match[0], f"{len(order) + 1:032x}"), text)
