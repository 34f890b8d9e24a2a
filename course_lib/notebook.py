"""What every notebook of the course uses: set-up, and showing the real source of a function."""

import importlib.metadata
import inspect
import os
import platform
import textwrap
from collections.abc import Callable, Mapping, Sequence

from IPython.display import Markdown, display

import course_lib


def setup(seed: int = 0) -> None:
    """Seed PyTorch, keep it to two threads, and print the versions in use on one line."""
    # A thread that waits for another soon goes to sleep instead of spinning, and gives its core to whoever needs it:
    # with one other busy program on two cores, a small model then trains three times as fast.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")  # read when torch is imported
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(min(2, int(os.environ.get("OMP_NUM_THREADS", "2"))))
    torch.set_printoptions(precision=3, sci_mode=False)
    parts = [f"course_lib {course_lib.__version__}", f"Python {platform.python_version()}"]
    print(" · ".join([*parts, f"torch {importlib.metadata.version('torch')}"]))


def show(thing: Callable | type) -> None:
    """Display the source of a function or class as it stands in the library, so that page and code agree.

    Raises:
        ValueError: if there is no Python source to show, as for a function written in C.
    """
    try:
        source = inspect.getsource(thing)
    except (TypeError, OSError):
        raise ValueError(f"show() needs a function or class written in Python, got {thing!r}.") from None
    display(Markdown(f"```python\n{textwrap.dedent(source).strip()}\n```"))


def show_table(rows: Sequence[Mapping[str, object]]) -> None:
    """Display rows as a table; the first one's keys are the heading. Numbers stand to the right.

    Raises:
        ValueError: if there is no row, or one has other columns than the first.
    """
    if not rows:
        raise ValueError("there must be at least 1 row to show, got 0.")
    columns = list(rows[0])
    for number, row in enumerate(rows):
        if list(row) != columns:
            raise ValueError(f"each row must have the columns {columns}, row {number} has {list(row)}.")
    cells = [[str(value).replace("|", "\\|") for value in row.values()] for row in rows]
    right = [all(is_number(row[i]) for row in cells) for i in range(len(columns))]
    rule = ["---:" if each else "---" for each in right]
    lines = ["| " + " | ".join(line) + " |" for line in [columns, rule, *cells]]
    display(Markdown("\n".join(lines)))


def is_number(text: str) -> bool:
    """Say whether a cell holds a number, with a unit or not, or nothing."""
    return not text or text[0].isdigit() or (text[0] in "-−+" and text[1:2].isdigit())
