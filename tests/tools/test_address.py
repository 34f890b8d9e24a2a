"""The public address is written once, and everything that repeats it agrees."""

import re
import shutil
import subprocess
import sys

import address
import pytest
from notebook_files import ROOT, chapters, read

NEW = "https://github.com/moved-to/another-course"
NAME = r"([\w.-]+/[\w.-]+)"
HELD = re.compile(rf"(?:github\.com|colab\.research\.google\.com/github|mybinder\.org/v2/gh)/{NAME}")
OURS = re.compile(
    rf"(?:google\.com/github|mybinder\.org/v2/gh|git\+https://github\.com|github\.com(?=/{NAME}/blob/))/{NAME}"
)


def names_in(text):
    """Every name in a file of ours, but for the README's example."""
    return {name.removesuffix(".git") for name in HELD.findall(text)} - {"you/your-course"}


def names_for_readers(text):
    """The names in a chapter's badges, buttons and set-up cell; what it cites is on GitHub too."""
    return {name.removesuffix(".git") for _, name in OURS.findall(text)}


def test_badges_buttons_and_set_up_cells_agree_with_the_one_address():
    course = {address.address().removeprefix("https://github.com/")}
    for name in address.FOLLOWERS:
        assert names_in((ROOT / name).read_text(encoding="utf-8")) == course, name
    for path in chapters():
        sources = "\n".join(cell.source for cell in read(path).cells)
        assert names_for_readers(sources) == course, path
        assert address.setup_cell() in sources


def test_a_new_address_reaches_everything(tmp_path, monkeypatch):
    for name in ("pyproject.toml", *address.FOLLOWERS):
        shutil.copy(ROOT / name, tmp_path / name)
    copies = []
    for path in chapters():
        copies.append(tmp_path / path.name)
        shutil.copy(path, copies[-1])
    monkeypatch.setattr(address, "ROOT", tmp_path)
    monkeypatch.setattr(address, "chapters", lambda: copies)
    old = address.address()
    assert len(address.change(NEW)) == 1 + len(address.FOLLOWERS) + len(copies)
    assert address.address() == NEW
    for path in (tmp_path / name for name in address.FOLLOWERS):
        assert names_in(path.read_text(encoding="utf-8")) == {"moved-to/another-course"}
    for path in copies:
        sources = "\n".join(cell.source for cell in read(path).cells)
        assert names_for_readers(sources) == {"moved-to/another-course"}
    address.change(old)
    for copied, path in zip(copies, chapters(), strict=True):
        assert copied.read_bytes() == path.read_bytes()  # and back: nothing else has changed


@pytest.mark.parametrize("wrong", ["", "github.com/you/your-course", "https://example.org/you/your-course"])
def test_an_address_of_another_form_is_refused(wrong):
    command = [sys.executable, ROOT / "book" / "_tools" / "address.py", wrong]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"must look like https://github.com/you/your-course, got {wrong!r}" in done.stderr
