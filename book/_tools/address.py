"""The public address of the course: written once, in pyproject.toml, and carried from there to all that need it.

`make address URL=https://github.com/you/your-course` writes a new one, and everything that follows from it:
the links and the set-up cell of each notebook, the launch buttons of the site, the links of the README.
"""

import re
import sys
import tomllib
from pathlib import Path

from notebook_files import ROOT, as_stored, chapters, read

FOLLOWERS = ("_config.yml", "README.md")  # files that hold the address as plain text
GITHUB = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+")


def address() -> str:
    """Return the address in force, for example https://github.com/you/your-course."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]["Repository"]


def setup_cell() -> str:
    """Return the source of the set-up cell, the same in every notebook."""
    return f"""\
try:
    import course_lib
except ImportError:  # in Colab, say
    %pip install -q "course-lib[notebooks] @ git+{address()}"
from course_lib.notebook import setup, show

setup(seed=0)"""


def carried(text: str, old: str, new: str) -> str:
    """Return `text` with `new` for `old`, also in the forms that Colab and Binder give to an address."""
    old, new = old.removeprefix("https://github.com/"), new.removeprefix("https://github.com/")
    return re.sub(rf"(?<![\w.-]){re.escape(old)}(?![\w-])", new, text)


def change(new: str) -> list[Path]:
    """Write `new` in place of the old address everywhere; return the files that changed."""
    old, changed = address(), []
    for path in (ROOT / "pyproject.toml", *(ROOT / name for name in FOLLOWERS)):
        text = path.read_text(encoding="utf-8")
        if (after := carried(text, old, new)) != text:
            path.write_text(after, encoding="utf-8")
            changed.append(path)
    for path in chapters():
        notebook = read(path)
        for cell in notebook.cells:
            cell.source = carried(cell.source, old, new)
        if (after := as_stored(notebook)) != path.read_text(encoding="utf-8"):
            path.write_text(after, encoding="utf-8")
            changed.append(path)
    return changed


def main() -> int:
    new = (sys.argv[1] if len(sys.argv) > 1 else "").removesuffix("/").removesuffix(".git")
    if not GITHUB.fullmatch(new):
        print(f"URL must look like https://github.com/you/your-course, got {new!r}.", file=sys.stderr)
        return 2
    for path in change(new):
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
