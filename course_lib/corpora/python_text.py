"""Python's language reference as running English prose: real text that is on every machine that has Python.

Source: `pydoc_data.topics`, the texts behind `help("assignment")`, written by Python's documentation team.
Kept: whole sentences, one paragraph a line, a blank line between paragraphs, each paragraph once (a fifth of the
topics repeats other topics: held-out text would have been seen in training).
Left out: headings, program code, grammar, tables, signatures, and the marks around names (`"len()"` becomes `len()`).
The text changes with Python: 262,000 characters in 3.11.7, 270,000 in 3.12.1, 275,000 in 3.13.0. Numbers measured
on it hold for one version only.
"""

import platform
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pydoc_data.topics import topics

from course_lib.corpora.corpus import TextCorpus

WIDTH = 70  # the column at which the source's paragraphs are wrapped
_TYPOGRAPHY = str.maketrans("‘’“”", "''\"\"")
_LIST_MARK = re.compile(r"^ *(?:\*|\d+\.|\[\d+\]|\(\d+\)) +")
_NOT_PROSE = re.compile(r">>>|::=|^ *Traceback \(", re.MULTILINE)
_PREFIX = re.compile(r"(?:(?:New|Added|Changed) in version|Deprecated since version) [\d.]+:? *")
# Code stands in straight double quotes and is kept as it is; emphasis and footnote marks are outside of code only.
_MARKUP = re.compile(r'"(?P<code>[^"]+|"[^"]*")"|\*{1,2}(?P<emphasis>\w[^*]*)\*{1,2}|(?P<footnote> ?\[\d+\])')


@cache
def python_reference() -> TextCorpus:
    """Return the prose of this Python's language reference, cleaned."""
    version = platform.python_version()
    return TextCorpus(
        name=f"The Python language reference, {version}",
        text="\n\n".join(_distinct_paragraphs()) + "\n",
        language="en",
        licence="Python Software Foundation License 2",
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


def clean(source: str) -> Iterator[str]:
    """Yield the prose paragraphs of `source`, each as one line without markup."""
    for block in re.split(r"\n\s*\n", source):
        if not _NOT_PROSE.search(block):
            for lines in _same_indentation(block):
                paragraph = _without_markup(_joined(lines))
                if _is_wrapped(lines) and _is_prose(paragraph, len(lines)):
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


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether each line is so full that the next word had to go to the next line, as in a paragraph."""
    for line, following in pairwise(lines):
        word = re.match(r"\s*(\w+-(?=\w\w)|\S+)", following)
        if word and len(line) + 1 + len(word[1]) < WIDTH:
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
