"""Serving the site on this machine."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from functools import partial
from pathlib import Path

import pytest
import serve


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The script beside a site of one page."""
    script = tmp_path / "book" / "_tools" / "serve.py"
    script.parent.mkdir(parents=True)
    script.write_bytes(Path(serve.__file__).read_bytes())
    site = tmp_path / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<title>Here</title>")
    (site / "module.mjs").write_text("export default 1;")
    return script


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_is_named_in_one_sentence(copy: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = subprocess.run([sys.executable, copy, str(port)], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert run.stderr.strip() == (
        f"Port {port} is taken by another program: choose another, for example with make book PORT={port + 1}."
    )


def test_a_site_that_is_not_built_is_said_so(copy: Path) -> None:
    (copy.parents[2] / "_build" / "html" / "index.html").unlink()
    run = subprocess.run([sys.executable, copy], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert "make html builds it" in run.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another program")
def test_it_serves_until_it_is_interrupted_and_quits_quietly(copy: Path) -> None:
    environment = os.environ | {"PORT": str(free_port())}
    address = f"http://127.0.0.1:{environment['PORT']}"
    pipe = subprocess.PIPE
    # Tests that run in the background would pass on that Ctrl-C is to be ignored.
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        [sys.executable, copy], env=environment, text=True, stdout=pipe, stderr=pipe, preexec_fn=listen
    ) as run:
        try:
            assert run.stdout is not None
            assert run.stderr is not None
            assert address in run.stdout.readline()
            with urllib.request.urlopen(f"{address}/module.mjs") as answer:
                assert answer.headers["Content-Type"] == "text/javascript"
            run.send_signal(signal.SIGINT)
            assert run.wait(timeout=30) == 0
            assert run.stderr.read() == ""
        finally:
            run.kill()  # or the block would wait for it without end


@pytest.mark.parametrize("given", ["http", "0", "70000", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=f"from 1 to 65535, got '{given}'"):
        serve.port_from([given], {})


def test_the_port_comes_from_the_argument_then_from_the_environment() -> None:
    assert serve.port_from(["8001"], {"PORT": "8002"}) == 8001
    assert serve.port_from([], {"PORT": "8002"}) == 8002
    assert serve.port_from([], {"PORT": ""}) == 8000
