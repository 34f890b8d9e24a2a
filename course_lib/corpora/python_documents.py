"""Python's prose and code as one text: what a model reads that is to write both.

A document is a paragraph of the language reference or of the docstrings, or a function
with the first paragraph of its docstring in place, without blank lines. The order is that
of the documents' hashes: prose and code mixed, the same each time.
What `python_functions` has for dev and test is left out.
It changes with Python, as all that is read from it does.
"""

import ast
import hashlib
import platform
import textwrap
from functools import cache

from course_lib.corpora.dataset import TextCorpus
from course_lib.corpora.python_code import LICENCE, python_functions
from course_lib.corpora.python_text import python_docstrings, python_reference
from course_lib.corpora.records import DocumentedFunction

QUOTES = '"""'


@cache
def python_documents() -> TextCorpus:
    """Return prose and functions, a blank line between two."""
    reference = python_reference()
    prose = "\n\n".join((reference.text, python_docstrings().text))
    functions = (with_docstring(one) for one in python_functions()["train"])
    documents = {one.strip("\n") for one in (*prose.split("\n\n"), *functions)} - {""}
    text = "\n\n".join(sorted(documents, key=_hash)) + "\n"
    name = f"Python's prose and functions, {platform.python_version()}"
    return TextCorpus(name, text, "en", LICENCE, reference.citation)


def with_docstring(function: DocumentedFunction) -> str:
    """Return the code with the first paragraph of its docstring, and no blank line.

    >>> area = DocumentedFunction("area", "Of a circle.\\n\\nAs usual.", "def area(r):\\n    return 1\\n", "m")
    >>> print(with_docstring(area))
    def area(r):
        \"\"\"Of a circle.\"\"\"
        return 1
    """
    lines = function.code.rstrip("\n").split("\n")
    first = ast.parse(function.code).body[0].body[0]  # type: ignore[attr-defined]
    start = min(one.lineno for one in (first, *getattr(first, "decorator_list", ()))) - 1
    indentation = " " * first.col_offset
    summary = function.docstring.split("\n\n")[0]
    if "\\" in summary or QUOTES in summary:
        summary = ""  # it would have to be quoted in another way
    quoted = textwrap.indent(f"{QUOTES}{summary}{QUOTES}", indentation) if summary else ""
    kept = (*lines[:start], *quoted.split("\n"), *lines[start:])
    return "\n".join(line for line in kept if line.strip())


def _hash(document: str) -> bytes:
    return hashlib.sha256(document.encode()).digest()
