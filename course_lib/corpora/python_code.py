"""The source of Python's standard library: real code that is on every machine that has Python.

Read as text, never imported. Left out: tests, IDLE, lib2to3, the turtle's demos, the codecs (generated tables, nearly
all), files that say that they were generated, that are not in UTF-8 or have a line of more than 200 characters; and
inside of the files that stay licence headers, credits, and assignments of more than 40 lines (tables). What stays can
be parsed, though not always run.
It changes with Python, so numbers measured on it hold for one version only:
    3.11.7: 445 modules, 240,000 lines, 8.6 million characters; 5.5 million without comments and docstrings
    3.12.1: 397 modules, 225,000 lines, 8.0 million characters; 5.1 million
    3.13.0: 412 modules, 228,000 lines, 8.1 million characters; 5.2 million
Each function takes one to four seconds the first time, and remembers its result.
"""

import ast
import inspect
import platform
import re
import sysconfig
import textwrap
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from course_lib.corpora.dataset import Dataset, TextCorpus, split_by_hash
from course_lib.corpora.records import DocumentedFunction, SourceCode

LICENCE = "Python Software Foundation License 2"
Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | Function
_SKIPPED = {
    "__hello__",
    "__phello__",
    "_bundled",
    "encodings",
    "idlelib",
    "lib2to3",
    "pydoc_data",
    "test",
    "tests",
    "turtledemo",
}
_SKIPPED |= {"dist-packages", "lib-dynload", "site-packages"}
_LONGEST_LINE = 200
_GENERATED = re.compile(r"(?:.*\n){0,8}.*(?:auto-?generated|automatically generated|file is generated)", re.IGNORECASE)
_HEADER = re.compile(r"(?:#!.*\n|#.*coding[:=].*\n)*")
_COMMENT_BLOCK = re.compile(r"(?:^[ \t]*#.*\n)+", re.MULTILINE)
_LICENCE_WORDS = re.compile(r"copyright|licen[sc]e|all rights reserved|warrant(?:y|ies)", re.IGNORECASE)
_CREDITS = re.compile(
    r'^__(?:author|copyright|credits|date|license)__ *= *(?:"""(?s:.*?)"""|(?!""")[^\n(\\]*)\n', re.MULTILINE
)
_COPYRIGHT_LINE = re.compile(r"""^[ \t]*(?:\(c\) )?Copyright (?:\([cC]\)|©|\d)[^"'\n]*\n""", re.MULTILINE)
# A table: an assignment at the margin with over 40 lines that do not come back to the margin but to close a bracket.
_TABLE = re.compile(
    r"^\w+(?: *:[^=\n]+)? *= *(?![^\n]*(?:\"\"\"|'''))[^\n]*[\[{(][^\n]*\n(?:(?:[ \t)\]}][^\n]*)?\n){40,}", re.MULTILINE
)
_TRAILING_SPACE = re.compile(r"[ \t\f]+$", re.MULTILINE)
# Strings are matched too, so that a # inside of one begins no comment.
_STRING_OR_COMMENT = re.compile(
    r"""(?P<string>\"\"\"[^\\"]*(?:(?:\\.|"(?!""))[^\\"]*)*\"\"\"|'''[^\\']*(?:(?:\\.|'(?!''))[^\\']*)*'''"""
    r"""|"[^\\"\n]*(?:\\.[^\\"\n]*)*"|'[^\\'\n]*(?:\\.[^\\'\n]*)*')|^[ \t]*\#[^\n]*\n|[ \t]*\#[^\n]*""",
    re.DOTALL | re.MULTILINE,
)


@cache
def modules() -> tuple[SourceCode, ...]:
    """Return the modules of this Python's standard library in the order of their names.

    Raises:
        FileNotFoundError: if the source is not there, as where Python comes with a zipped or frozen library.
    """
    root = Path(sysconfig.get_path("stdlib"))
    if not (root / "os.py").is_file():
        raise FileNotFoundError(
            f"The source of the standard library is not in {root}: this Python {platform.python_version()} has it "
            "zipped, compiled or frozen. Use a Python with its library as .py files (python.org, Conda, uv, Debian)."
        )
    found = []
    for path in root.rglob("*.py"):
        names = path.relative_to(root).with_suffix("").parts
        if _SKIPPED.isdisjoint(names) and not names[0].startswith(("config-", "_sysconfigdata")):
            name = ".".join(names).removesuffix(".__init__")
            if (source := _readable(path)).strip():
                found.append(SourceCode(name, source))
    return tuple(sorted(found, key=lambda module: module.name))


def _readable(path: Path) -> str:
    """Return the cleaned source, "" if it was generated, is not in UTF-8 or has very long lines."""
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    source = _TRAILING_SPACE.sub("", source) + "\n"
    if _GENERATED.match(source) or max(map(len, source.split("\n"))) > _LONGEST_LINE:
        return ""
    return clean_code(source)


def clean_code(source: str) -> str:
    """Return the source without its licence header, credits and tables, with at most two blank lines in a row."""
    source = _HEADER.sub("", source, count=1)
    source = _COMMENT_BLOCK.sub(lambda block: "" if _LICENCE_WORDS.search(block[0]) else block[0], source)
    for needless in (_CREDITS, _COPYRIGHT_LINE, _TABLE):
        source = needless.sub("", source)
    return _tidy(source)


def without_comments(source: str) -> str:
    """Return the source without comments.

    >>> without_comments('a = "#1"  # the first\\n# that was all\\n')
    'a = "#1"\\n'
    """
    return _tidy(_STRING_OR_COMMENT.sub(lambda match: match["string"] or "", source))


def without_docstrings(source: str) -> str:
    """Return the source without docstrings; where one was all there was, `...` stands in its place.

    >>> print(without_docstrings('def area(r):\\n    "Of a circle."\\n    return 3.14 * r * r'))
    def area(r):
        return 3.14 * r * r
    <BLANKLINE>
    """
    lines = source.split("\n")
    for node in ast.walk(parse(source)):
        if isinstance(node, Documented) and (place := _docstring_lines(node, lines)):
            alone = len(node.body) == 1 and not isinstance(node, ast.Module)
            lines[place.start] = f"{_indentation(lines[place.start])}..." if alone else "\0"
            lines[place.start + 1 : place.stop] = ["\0"] * (len(place) - 1)
    return _tidy("\n".join(line for line in lines if line != "\0"))


def parse(source: str) -> ast.Module:
    """Return the syntax tree, without the warnings that a newer Python has for old source."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _docstring_lines(node: Documented, lines: list[str]) -> range | None:
    """Return which lines a docstring takes; None if there is none, or if it shares a line with code."""
    if not node.body or not isinstance(first := node.body[0], ast.Expr) or ast.get_docstring(node) is None:
        return None
    before, after = lines[first.lineno - 1], lines[(first.end_lineno or 0) - 1].encode()[first.end_col_offset :]
    shares = before[: first.col_offset].strip() or after.strip()
    return None if shares else range(first.lineno - 1, first.end_lineno or 0)


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _tidy(source: str) -> str:
    return re.sub(r"\n{4,}", "\n\n\n", source).strip("\n") + "\n"


@cache
def python_code(comments: bool = True, docstrings: bool = True) -> Dataset[SourceCode]:
    """Return the standard library's modules, split by a hash of the module's name."""
    kept = []
    for module in modules():
        text = module.text if docstrings else without_docstrings(module.text)
        kept.append(SourceCode(module.name, text if comments else without_comments(text)))
    kept = [module for module in kept if module.text.strip()]
    characters, lines = (sum(count(one.text) for one in kept) for count in (len, lambda text: text.count("\n")))
    return _dataset(
        "The source of Python's standard library",
        f"{len(kept):,} modules, {lines:,} lines, {characters:,} characters.",
        split_by_hash(kept, lambda module: module.name),
    )


@cache
def python_functions(max_lines: int = 40) -> Dataset[DocumentedFunction]:
    """Return the functions and methods that have a docstring and at most `max_lines` lines of code besides.

    Comments are left out, as are functions that do nothing yet (`pass`, `raise NotImplementedError`) and, where the
    same code stands in several modules, all but the first. A module's functions are in the split of the module.

    Raises:
        ValueError: if `max_lines` is less than 2, the line of the `def` and one more.
    """
    if max_lines < 2:
        raise ValueError(f"max_lines must be at least 2 (a def and its body), got {max_lines}.")
    found: dict[str, DocumentedFunction] = {}
    for module in modules():
        for function in _functions(module):
            if function.code.count("\n") <= max_lines:
                found.setdefault(function.code, function)
    return _dataset(
        "Documented functions of Python's standard library",
        f"{len(found):,} functions with their docstrings.",
        split_by_hash(found.values(), lambda function: function.module),
    )


def _functions(module: SourceCode) -> Iterator[DocumentedFunction]:
    source = without_comments(module.text)
    lines = source.split("\n")
    for name, node in definitions(parse(source)):
        if isinstance(node, ast.ClassDef) or not (place := _docstring_lines(node, lines)) or not _works(node):
            continue
        head = lines[min(one.lineno for one in (node, *node.decorator_list)) - 1 : place.start]
        body = "\n".join(lines[place.stop : node.end_lineno]).lstrip("\n")
        code = textwrap.dedent("\n".join((*head, body)))
        docstring = inspect.cleandoc(ast.get_docstring(node) or "")
        if docstring and not code[0].isspace():
            yield DocumentedFunction(name, docstring, f"{code}\n", module.name)


def definitions(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """Yield the classes and functions in the order of the source, with their names: JSONDecoder.decode."""
    for node in ast.iter_child_nodes(tree):
        here = inside
        if isinstance(node, ast.ClassDef | Function):
            yield inside + node.name, node
            here = f"{inside}{node.name}."
        if isinstance(node, ast.stmt | ast.excepthandler):
            yield from definitions(node, here)


def _works(function: Function) -> bool:
    """Tell whether there is code besides the docstring and what stands for code that is not written yet."""
    return any(
        not isinstance(step, ast.Pass | ast.Expr)
        or (isinstance(step, ast.Expr) and not isinstance(step.value, ast.Constant))
        for step in function.body[1:]
        if "NotImplemented" not in ast.dump(step)
    )


def _dataset(name: str, sizes: str, splits: dict) -> Dataset:
    version = platform.python_version()
    about = f"Python {version}: {sizes} Split by a hash of the module's name: about 80 % train, 10 % dev, 10 % test."
    citation = f"Python Software Foundation. The Python Standard Library, version {version}. https://docs.python.org/3/"
    return Dataset(f"{name}, {version}", "code", "python", LICENCE, citation, about, splits)


def python_code_text(split: str = "train", comments: bool = True, docstrings: bool = True) -> TextCorpus:
    """Return the modules of a split of `python_code` as one text, each under a comment with its name."""
    data = python_code(comments, docstrings)
    text = "\n\n".join(f"# {module.name}\n{module.text}" for module in data[split])
    return TextCorpus(f"{data.name}, {split}", text, data.language, data.licence, data.citation)
