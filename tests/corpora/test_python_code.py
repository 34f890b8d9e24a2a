"""The standard library's source: sizes are ranges, since it changes with every version of Python."""

import ast
import io
import platform
import re
import tokenize

import pytest

from course_lib.corpora import python_code
from course_lib.corpora.python_code import (
    clean_code,
    definitions,
    modules,
    parse,
    python_code_text,
    python_functions,
    without_comments,
    without_docstrings,
)
from course_lib.corpora.python_code import python_code as code

SOURCE = {module.name: module.text for module in modules()}
SOME = [
    "argparse",
    "csv",
    "html.parser",
    "inspect",
    "json.decoder",
    "re._parser",
    "shlex",
    "string",
    "tokenize",
    "turtle",
]


def comments(source):
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def without_strings_alone(tree):
    """Remove docstrings from a tree, as independently as can be: any first string, `...` where nothing remains."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
                rest = node.body[1:] or [ast.Expr(ast.Constant(...))]
                node.body = node.body[1:] if isinstance(node, ast.Module) else rest
    return tree


def test_there_is_enough_code_of_well_known_modules_and_no_tests_no_tables_no_packages_of_others():
    assert 300 < len(SOURCE) < 600
    assert 6_000_000 < sum(map(len, SOURCE.values())) < 12_000_000
    assert set(SOME) < set(SOURCE)
    folders = {part for name in SOURCE for part in name.split(".")}
    assert not folders & {
        "test",
        "tests",
        "idlelib",
        "lib2to3",
        "pip",
        "setuptools",
        "encodings",
        "keyword",
        "__init__",
    }


@pytest.mark.parametrize("name", SOME)
def test_without_comments_the_program_is_the_same_and_no_comment_is_left(name):
    assert comments(SOURCE[name]) or name == "json.decoder"
    bare = without_comments(SOURCE[name])
    assert not comments(bare)
    assert ast.dump(parse(bare)) == ast.dump(parse(SOURCE[name]))


@pytest.mark.parametrize("name", SOME)
def test_without_docstrings_the_rest_of_the_program_is_the_same(name):
    assert ast.dump(parse(without_docstrings(SOURCE[name]))) == ast.dump(without_strings_alone(parse(SOURCE[name])))


def test_a_docstring_that_shares_its_line_with_code_stays():
    assert without_docstrings('def f(): "one"; return 1\n') == 'def f(): "one"; return 1\n'


def test_licences_credits_and_tables_go_and_what_stands_beside_them_stays():
    table = "NAMES = {\n" + "    'a': 1,\n" * 45 + "}\n"
    header = "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n# Copyright 1999 by N. N.\n# All rights reserved.\n\n# Why.\n"
    rest = 'import os\n__author__ = \'N. N.\'\n__license__ = """\nFree\n"""\n' + table + "x = {\n    'a': 1,\n}\n"
    assert clean_code(header + rest) == "# Why.\nimport os\nx = {\n    'a': 1,\n}\n"


def test_no_licence_header_and_no_very_long_line_is_left():
    for name, source in SOURCE.items():
        assert "all rights reserved" not in "\n".join(source.split("\n")[:5]).lower() or name == "site", name
        assert max(map(len, source.split("\n"))) <= 200


def test_a_module_is_in_one_split_the_same_for_every_variant_and_for_its_functions():
    where = {module.name: split for split, part in code().splits.items() for module in part}
    assert where == {name: where[name] for name in SOURCE}
    assert sum(map(len, code().splits.values())) == len(SOURCE)
    for split, part in python_functions().splits.items():
        assert {where[function.module] for function in part} == {split}
    assert (where["json.decoder"], where["argparse"], where["shlex"]) == ("train", "train", "train")


def test_the_held_out_parts_are_about_a_tenth_each():
    sizes = {split: sum(len(module.text) for module in part) for split, part in code().splits.items()}
    for split in ("dev", "test"):
        assert 0.05 < sizes[split] / sum(sizes.values()) < 0.18


def test_about_says_the_version_and_the_sizes():
    characters = sum(len(text) for text in SOURCE.values())
    assert code().about.startswith(f"Python {platform.python_version()}: {len(SOURCE):,} modules")
    assert f"{characters:,} characters" in code().about


def test_the_text_of_a_split_names_each_module():
    text = python_code_text("test").text
    for module in code()["test"]:
        assert f"# {module.name}\n{module.text}" in text


def test_functions_are_whole_and_say_nothing_twice():
    functions = [function for part in python_functions().splits.values() for function in part]
    assert 3_500 < len(functions) < 9_000
    assert len({function.code for function in functions}) == len(functions)
    for function in functions[::25]:
        (node,) = parse(function.code).body
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        assert function.name.endswith(node.name)
        assert not ast.get_docstring(node)
        assert function.docstring.strip()
        assert function.code.count("\n") <= 40


def test_a_function_by_hand(monkeypatch):
    source = '''class Box:
    @property
    def size(self):  # the size
        """The size.

        In metres.
        """

        return self.w  # width

    def todo(self):
        """Not yet."""
        raise NotImplementedError
'''
    module = python_code.SourceCode("boxes", source)
    (function,) = python_code._functions(module)
    assert (function.name, function.module, function.docstring) == ("Box.size", "boxes", "The size.\n\nIn metres.")
    assert function.code == "@property\ndef size(self):\n    return self.w\n"


def test_definitions_know_the_classes_they_stand_in():
    tree = parse("if 1:\n class A:\n  def f(self):\n   def g(): ...\n")
    assert [name for name, _ in definitions(tree)] == ["A", "A.f", "A.f.g"]


def test_a_library_without_source_is_an_error_that_says_where_it_was_looked_for(monkeypatch, tmp_path):
    monkeypatch.setattr(python_code.sysconfig, "get_path", lambda name: str(tmp_path / "python311.zip"))
    with pytest.raises(FileNotFoundError, match=re.escape("python311.zip")):
        modules.__wrapped__()


def test_a_limit_that_no_function_can_keep_is_refused():
    with pytest.raises(ValueError, match=r"at least 2 .* got 1"):
        python_functions(max_lines=1)
