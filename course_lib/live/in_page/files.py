"""A trained model's files for the page: their sizes and versions, and sending them.

The site serves them from `_static/models/` (book/_ext/course_site/models.py); where the
notebook runs, the page asks Python, which sends the same bytes. in_page/bytes.js asks.
Tested by tests/live/test_in_page_files.py.
"""

from collections.abc import Sequence
from typing import Any

from course_lib.checkpoints.shipped import FILES, card, checkpoint

VERSION = 12  # digits of the SHA-256 that tell two versions of a file apart


def page_files(name: str) -> dict[str, list]:
    """Return, for each file of a shipped model, its number of bytes and its version.

    Raises:
        ValueError: if there is no such model.
    """
    folder, sums = checkpoint(name), card(name)["sha256"]
    files = {}
    for file in FILES:
        n_bytes = (folder / file).stat().st_size
        files[f"{name}/{file}"] = [n_bytes, sums[file][:VERSION]]
    return files


def send_file(figure: Any, content: Any, buffers: Sequence[Any]) -> None:
    """Answer a page that asks for {"path": "NAME/FILE"}; pass over other messages.

    Args:
        figure: the live figure that got the message; it has `files`, of `page_files`.
        content: the message.
        buffers: what came with it: nothing.
    """
    if not isinstance(content, dict) or "path" not in content:
        return
    path = str(content["path"])
    if path not in figure.files:
        figure.send({"path": path, "error": f"the figure has no file {path}"})
        return
    name, _, file = path.partition("/")
    data = (checkpoint(name) / file).read_bytes()
    figure.send({"path": path}, buffers=[data])
