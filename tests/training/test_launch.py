"""Processes that are started together, fail together, and end together."""

import sys
import time

import pytest

from course_lib.training.launch import can_launch, torchrun

pytestmark = pytest.mark.skipif(not can_launch(), reason="needs Gloo")


@pytest.fixture
def on_the_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def write(text):
        (tmp_path / "made_for_test.py").write_text(text)
        return ["made_for_test"]

    return write


def test_each_process_has_its_number(on_the_path):
    printed = torchrun(
        on_the_path("import os\nprint('I am ' + os.environ['RANK'] + chr(10), end='', flush=True)"), timeout=60
    )
    assert "I am 0" in printed
    assert "I am 1" in printed


def test_a_failure_says_what_was_printed(on_the_path):
    with pytest.raises(RuntimeError, match="no such luck"):
        torchrun(on_the_path("raise SystemExit('no such luck')"), timeout=60)


def test_processes_that_hang_are_ended(on_the_path, tmp_path):
    alive = tmp_path / "alive"
    text = f"import time, pathlib\nfor _ in range(600):\n    pathlib.Path({str(alive)!r}).touch()\n    time.sleep(0.1)"
    with pytest.raises(RuntimeError, match="2 processes took over 8"):
        torchrun(on_the_path(text), timeout=8)
    alive.unlink(missing_ok=True)
    time.sleep(0.5)
    assert not alive.exists()


def test_windows_is_known_not_to_do(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert not can_launch()
