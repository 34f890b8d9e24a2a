"""Python's language reference and docstrings as English prose: real text that is on every machine that has Python.

Source: `pydoc_data.topics`, the texts behind `help("assignment")`, written by Python's documentation team; and the
docstrings of the standard library, read from its source (see `python_code`), never by importing it.
Kept: whole sentences, one paragraph a line, a blank line between paragraphs, each paragraph once (a fifth of the
topics repeats other topics: held-out text would have been seen in training).
Left out: headings, program code, grammar, tables, signatures, and the marks around names (`"len()"` becomes `len()`).
The texts change with Python. Numbers measured on them hold for one version only:
    3.11.7: 262,000 characters of reference, 1,042,000 of docstrings
    3.12.1: 270,000, 980,000
    3.13.0: 275,000, 980,000
"""

import ast
import hashlib
import platform
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pydoc_data.topics import topics

from course_lib.corpora.dataset import TextCorpus
from course_lib.corpora.python_code import LICENCE, definitions, modules, parse

WIDTH = 70  # the column at which the source's paragraphs are wrapped
DOCSTRING_WIDTH = 55  # docstrings are wrapped at 60 to 79, as each author likes
_TYPOGRAPHY = str.maketrans("‘’“”", "''\"\"")
_LIST_MARK = re.compile(r"^ *(?:\*|\d+\.|\[\d+\]|\(\d+\)) +")
_NOT_PROSE = re.compile(r">>>|::=|^ *Traceback \(", re.MULTILINE)
_PREFIX = re.compile(r"(?:(?:New|Added|Changed) in version|Deprecated since version) [\d.]+:? *")
# Code stands in straight double quotes and is kept as it is; emphasis and footnote marks are outside of code only.
_MARKUP = re.compile(r'"(?P<code>[^"]+|"[^"]*")"|\*{1,2}(?P<emphasis>\w[^*]*)\*{1,2}|(?P<footnote> ?\[\d+\])')

# In docstrings names stand in backquotes, `like this`, ``like this`` or :func:`like this`, in old ones `like this'.
_BACKQUOTES = re.compile(r"(?::[a-z:]+:)?(`{1,2})~?(?P<name>[^`']+)\1")
_OLD_QUOTES = re.compile(r"`([^`']+)'")
_NO_DOCSTRING_PROSE = re.compile(r":\W*$| -> |`")
_DASH_MARK = re.compile(r"^( *)[-+o] (?=\S)", re.MULTILINE)


@cache
def python_reference() -> TextCorpus:
    """Return the prose of this Python's language reference, cleaned."""
    version = platform.python_version()
    return TextCorpus(
        name=f"The Python language reference, {version}",
        text="\n\n".join(_distinct_paragraphs()) + "\n",
        language="en",
        licence=LICENCE,
        citation=f"Python Software Foundation. The Python Language Reference, version {version}. "
        "https://docs.python.org/3/reference/",
    )


def _distinct_paragraphs() -> list[str]:
    """Return every paragraph once, in the longest topic that has it: the chapters stay whole, excerpts of them go."""
    owner: dict[str, str] = {}
    for topic in sorted(topics, key=lambda topic: (-len(topics[topic]), topic)):
        for paragraph in clean(topics[topic]):
            owner.setdefault(paragraph, topic)
    return sorted(owner, key=owner.__getitem__)  # a stable sort: within a topic the order of the text remains


@cache
def python_docstrings() -> TextCorpus:
    """Return the prose of the docstrings of this Python's standard library, cleaned.

    The modules stand in the order of a hash of their names: so the end, which `split` holds out, is from all fields.

    Raises:
        FileNotFoundError: if the source of the standard library is not there.
    """
    version = platform.python_version()
    paragraphs: dict[str, None] = {}
    for module in sorted(modules(), key=lambda module: hashlib.sha256(module.name.encode()).digest()):
        for docstring in _docstrings(parse(module.text)):
            found = clean(_DASH_MARK.sub(r"\1* ", docstring), DOCSTRING_WIDTH, _without_backquotes)
            paragraphs |= dict.fromkeys(text for text in found if not _NO_DOCSTRING_PROSE.search(text))
    return TextCorpus(
        name=f"The docstrings of Python's standard library, {version}",
        text="\n\n".join(paragraphs) + "\n",
        language="en",
        licence=LICENCE,
        citation=f"Python Software Foundation. The Python Standard Library, version {version}. "
        "https://docs.python.org/3/library/",
    )


def _docstrings(tree: ast.Module) -> Iterator[str]:
    for node in (tree, *(definition for _, definition in definitions(tree))):
        if docstring := ast.get_docstring(node):
            yield docstring


def _without_backquotes(text: str) -> str:
    return _OLD_QUOTES.sub(r"'\1'", _BACKQUOTES.sub(r"\g<name>", text)).translate(_TYPOGRAPHY).strip()


def clean(source: str, width: int = WIDTH, unmarked: Callable[[str], str] | None = None) -> Iterator[str]:
    """Yield the prose paragraphs of `source`, each as one line without markup.

    Args:
        source: paragraphs, with blank lines between them.
        width: the column before which no line of a paragraph ends, if its next word would have had room.
        unmarked: takes the markup out of a paragraph; by default that of the language reference.
    """
    for block in re.split(r"\n\s*\n", source):
        if not _NOT_PROSE.search(block):
            for lines in _same_indentation(block):
                paragraph = (unmarked or _without_markup)(_joined(lines))
                if _is_wrapped(lines, width) and _is_prose(paragraph, len(lines)):
                    yield paragraph


def _same_indentation(block: str) -> Iterator[list[str]]:
    """Cut a block where the indentation changes or a list item begins; drop the marks of list items."""
    group: list[str] = []
    for line in block.splitlines():
        plain = _LIST_MARK.sub(lambda mark: " " * len(mark[0]), line)
        if group and (plain != line or _indentation(plain) != _indentation(group[0])):
            yield group
            group = []
        group.append(plain)
    if group:
        yield group


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_wrapped(lines: list[str], width: int) -> bool:
    """Tell whether each line is so full that the next word had to go to the next line, as in a paragraph."""
    for line, following in pairwise(lines):
        word = re.match(r"\s*(\w+-(?=\w\w)|\S+)", following)
        if word and len(line) + 1 + len(word[1]) < width:
            return False
    return True


def _joined(lines: list[str]) -> str:
    """Join the lines with spaces, and without one after a word that was broken at its hyphen."""
    return " ".join(re.sub(r"(?<=\w)-\n\s*(?=[a-z])", "-", "\n".join(lines)).split())


def _without_markup(text: str) -> str:
    text = _MARKUP.sub(lambda match: match["code"] or match["emphasis"] or "", _PREFIX.sub("", text))
    return text.translate(_TYPOGRAPHY).strip()


def _is_prose(text: str, n_lines: int) -> bool:
    """Tell a sentence from a heading or a line of code; several full lines are no code, whatever they begin with."""
    ends = re.search(r"[.:?!][)'\"]?$", text)
    return bool(ends) and len(text.split()) >= 4 and (n_lines > 1 or text[0].isupper())
