"""A small book with one page, on which the town's GPT writes, as the library has the figure now."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import serve

from course_lib.live.writer.widget import Writer
from course_lib.plots.figure import png

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


def notebook(writer: Writer) -> str:
    """Return a notebook that has shown the figure."""
    picture = base64.b64encode(png(writer.still())).decode()
    outputs: list[dict[str, Any]] = [
        {
            "data": {"image/png": picture, "text/plain": "Figure"},
            "metadata": {"image/png": {"alt": writer.alt}},
        },
        {"data": {VIEW: {"model_id": "w"}, "text/plain": repr(writer)}, "metadata": {}},
    ]
    state = {name: value for name, value in writer.get_state().items() if name not in ("layout", "comm")}
    widget = {
        "model_name": "AnyModel",
        "model_module": "anywidget",
        "model_module_version": "*",
        "state": state,
    }
    words = "# Writing\n\nA page that is there to be tested: a model writes in it, and the reader looks on."
    code = {
        "cell_type": "code",
        "id": "figure",
        "execution_count": 1,
        "metadata": {},
        "source": "Writer().show()",
        "outputs": [{"output_type": "display_data", **output} for output in outputs],
    }
    return json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "id": "words", "metadata": {}, "source": words},
                code,
            ],
            "metadata": {
                "kernelspec": {
                    "display_name": "Python 3",
                    "language": "python",
                    "name": "python3",
                },
                "widgets": {
                    STATE: {
                        "state": {"w": widget},
                        "version_major": 2,
                        "version_minor": 0,
                    }
                },
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        default=str,
    )


@pytest.fixture(scope="session")
def writer() -> Writer:
    return Writer()


@pytest.fixture(scope="session")
def book(
    tmp_path_factory: pytest.TempPathFactory,
    build_book: Callable[..., Any],
    writer: Writer,
) -> Path:
    folder = tmp_path_factory.mktemp("writing")
    result = build_book(folder, welcome="# Welcome\n\nHello.", writing=notebook(writer))
    assert result.returncode == 0, result.stdout + result.stderr
    site: Path = folder / "_build" / "html"
    (site.parent / "favicon.ico").touch()  # which browsers ask for where a page names none
    return site


@pytest.fixture(scope="session")
def served(book: Path) -> Iterator[str]:
    with serve.Server(("127.0.0.1", 0), partial(serve.Handler, directory=str(book.parent))) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/html/"
        server.shutdown()
