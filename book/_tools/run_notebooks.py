"""Run notebooks from top to bottom and store their outputs: `make notebooks`, or `make notebooks NB=06_attention`."""

import os
import sys
import time
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from notebook_files import ROOT, as_stored, chapters, read

CELL_SECONDS = 180  # on a slow machine; the course promises 60 on two cores


def run(path: Path) -> None:
    """Run one notebook in its own folder and store it; it is left as it was if a cell fails."""
    notebook = read(path)
    notebook.metadata.pop("widgets", None)
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        shutdown_kernel="immediate",
    )
    client.execute()
    text = as_stored(notebook)
    path.write_text(text, encoding="utf-8")


def main() -> int:
    os.environ["COURSE_RECORD"] = "1"  # what a notebook measures goes into the table of language models
    wanted = sys.argv[1:]
    found = [path for path in chapters() if not wanted or path.stem in {Path(name).stem for name in wanted}]
    if not found:
        known = ", ".join(path.stem for path in chapters())
        print(f"NB must name a notebook, got {' '.join(wanted)!r}; there are: {known}", file=sys.stderr)
        return 2
    for path in found:
        started = time.monotonic()
        try:
            run(path)
        except (CellExecutionError, CellTimeoutError) as error:
            print(f"{path.relative_to(ROOT)}: left as it was, a cell failed:\n{error}", file=sys.stderr)
            return 1
        print(f"{path.relative_to(ROOT)}: {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
