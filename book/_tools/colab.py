"""A notebook as Colab opens it: alone in an empty folder, the course installed from a wheel, no network after that.

`make colab FREEZE=colab.txt` installs it against the versions in a list that `pip freeze` printed, such as the one
that Colab publishes, and runs every notebook. tests/notebooks/test_colab.py does the same with what is on this machine.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from notebook_files import ROOT, chapters, read

CELL_SECONDS = 300  # far more than the course promises: the machine may be busy
NO_NETWORK = """
import socket

HERE = ("127.0.0.1", "::1", "localhost", None, "")
_connect, _getaddrinfo = socket.socket.connect, socket.getaddrinfo

def connect(self, address):
    if isinstance(address, tuple) and address[0] not in HERE:
        raise OSError(f"the network is closed, and something asked for {address}")
    return _connect(self, address)

def getaddrinfo(host, *rest, **named):
    if host not in HERE:
        raise socket.gaierror(f"the network is closed, and something asked for {host}")
    return _getaddrinfo(host, *rest, **named)

socket.socket.connect, socket.getaddrinfo = connect, getaddrinfo
"""


class Colab:
    """An environment with the course in it, in a folder of its own, and what it takes to run notebooks there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        venv.create(home / "env", with_pip=False)
        self.python = home / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        command = [str(self.python), "-c", "import site; print(site.getsitepackages()[-1])"]
        self.packages = Path(subprocess.check_output(command, text=True).strip())
        kernel = home / "kernels" / "colab"
        kernel.mkdir(parents=True)
        argv = [str(self.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Colab", "language": "python"}))

    def borrow(self, packages: str) -> None:
        """Let the environment see the packages of another: those themselves, not what is linked from there."""
        (self.packages / "borrowed.pth").write_text(packages + "\n", encoding="utf-8")

    def install(self, *options: str | Path) -> None:
        """Install the course from a wheel of this tree, with the packages that its notebooks use."""
        source = self.home / "source"
        shutil.copytree(ROOT / "course_lib", source / "course_lib", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, source / name)
        pip = [sys.executable, "-m", "pip", "--quiet"]
        wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(self.home), str(source)]
        subprocess.run(wheel, check=True, capture_output=True)
        (built,) = self.home.glob("course_lib-*.whl")
        pip += ["--python", str(self.python), "install", *map(str, options)]
        subprocess.run([*pip, f"course-lib[notebooks] @ {built.as_uri()}"], check=True)

    def close_network(self) -> None:
        (self.packages / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")

    def run(self, notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
        """Run a notebook in `folder` and return it with its outputs; a cell that raises is an error."""
        folder.mkdir(parents=True)
        os.environ["JUPYTER_PATH"] = str(self.home)
        resources = {"metadata": {"path": str(folder)}}
        client = NotebookClient(
            notebook, timeout=CELL_SECONDS, kernel_name="colab", resources=resources, shutdown_kernel="immediate"
        )
        return client.execute()


PINNED = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[\w.!]+)")
FROM_WHEEL = re.compile(r"(?P<name>[\w.-]+) @ https://\S*/[^/-]+-(?P<version>[\w.!]+)(?:%2B[\w.]+)?-[^/]*\.whl")


def as_constraints(freeze: str) -> str:
    """Return the versions of a `pip freeze` as constraints: without local versions, and without what has no version."""
    found = [PINNED.match(line) or FROM_WHEEL.match(line) for line in freeze.splitlines()]
    return "".join(f"{one['name']}=={one['version']}\n" for one in found if one)


def main() -> int:
    if len(sys.argv) != 2:
        print("FREEZE must name a file that `pip freeze` printed.", file=sys.stderr)
        return 2
    home = ROOT / "_build" / "colab"
    shutil.rmtree(home, ignore_errors=True)
    colab = Colab(home)
    constraints = home / "constraints.txt"
    constraints.write_text(as_constraints(Path(sys.argv[1]).read_text(encoding="utf-8")), encoding="utf-8")
    colab.install("--constraint", constraints, "ipykernel")
    colab.close_network()
    for path in chapters():
        colab.run(read(path), home / path.stem)
        print(f"{path.relative_to(ROOT)}: runs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
