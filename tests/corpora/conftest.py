"""No test of the corpora touches the reader's cache, and none a host but this one."""

import os
from pathlib import Path

import pytest

from course_lib.corpora import download

DATA = Path(os.environ.get("COURSE_DATA") or Path(__file__).parents[3] / "shared" / "data").resolve()


@pytest.fixture
def data_folder():
    """The folder with the catalogue's files: COURSE_DATA, else the one beside the project."""
    if not (DATA / "tinyshakespeare" / "input.txt").is_file():
        pytest.skip(f"the catalogue's files are not in {DATA}; set COURSE_DATA to a folder that has them")
    return DATA


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty folder in place of the reader's cache, no COURSE_DATA, and no waiting between tries."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(download, "cache_folder", lambda: folder)
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setattr(download, "WAITS", (0.0, 0.0))
    return folder


@pytest.fixture
def offline(monkeypatch):
    """Let every download fail at once, as without a network."""

    def refuse(*_, **__):
        raise download.urllib.error.URLError("[Errno -2] Name or service not known")

    monkeypatch.setattr(download.urllib.request, "urlopen", refuse)
