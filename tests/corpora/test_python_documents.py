import ast

import pytest

from course_lib.corpora.corpus import load
from course_lib.corpora.python_code import python_functions
from course_lib.corpora.python_documents import python_documents, with_docstring
from course_lib.corpora.python_text import python_reference
from course_lib.corpora.records import DocumentedFunction

DOCUMENTS = python_documents().text.rstrip("\n").split("\n\n")


def is_code(document):
    return document.startswith(("def ", "async def ", "@"))


def test_prose_and_code_are_mixed_and_each_document_is_there_once():
    assert len(set(DOCUMENTS)) == len(DOCUMENTS) > 10_000
    share = sum(map(is_code, DOCUMENTS)) / len(DOCUMENTS)
    assert 0.2 < share < 0.5
    tenth = DOCUMENTS[-len(DOCUMENTS) // 10 :]  # what is held out
    assert sum(map(is_code, tenth)) / len(tenth) == pytest.approx(share, abs=0.04)
    assert python_reference().text.split("\n\n")[5] in DOCUMENTS


def test_nearly_all_code_parses():
    code = [one for one in DOCUMENTS if is_code(one)]
    parsed = 0
    for one in code:
        try:
            ast.parse(one)
        except SyntaxError:
            continue
        parsed += 1
    assert parsed > 0.999 * len(code)


def test_functions_that_models_are_tested_on_are_not_in_it():
    known = set(DOCUMENTS)
    held_out = [one for split in ("dev", "test") for one in python_functions()[split]]
    assert not known & {with_docstring(one) for one in held_out}


def function(code, docstring):
    return DocumentedFunction("area", docstring, code, "shapes")


def test_the_docstring_stands_below_the_head_of_several_lines():
    code = "@cache\ndef area(\n    r,\n):\n    x = r\n\n    return x * r\n"
    expected = '@cache\ndef area(\n    r,\n):\n    """Of a square.\n    Or so."""\n    x = r\n    return x * r'
    assert with_docstring(function(code, "Of a square.\nOr so.\n\nMore on it.")) == expected


def test_a_docstring_with_backslashes_or_quotes_is_left_out():
    code = "def area(r):\n    return r\n"
    assert with_docstring(function(code, 'A "\\n".')) == code.rstrip()
    assert with_docstring(function(code, 'Not """this""".')) == code.rstrip()


def test_a_decorated_inner_function_keeps_its_decorator_below_the_docstring():
    code = "def outer():\n    @cache\n    def inner():\n        pass\n    return inner\n"
    assert with_docstring(function(code, "Make one.")).split("\n")[1] == '    """Make one."""'


def test_it_is_loaded_by_name():
    assert load("python/documents").text == python_documents().text
