import platform
import re
import subprocess
import sys

from course_lib.corpora import python_text
from course_lib.corpora.python_text import clean, python_docstrings, python_reference
from course_lib.corpora.records import SourceCode

PARAGRAPHS = python_reference().text.strip().split("\n\n")

SOURCE = """The "assert" statement
**********************

Assert statements are a *convenient* way to insert debugging non-
assertions [1] into a program:

   assert_stmt ::= "assert" expression ["," expression]

   if __debug__:
       if not expression: raise AssertionError

object.__len__(self)

   Called to implement the built-in function "len()".

   Changed in version 3.7: It’s called on demand, as “len” is.

* Should the object be empty, no further item is read from it by any
  one of the callers.

* Else:

  1. The object is read as "a*b*c".

+---------+---------------------------+
| Option  | Meaning of this one here. |
+---------+---------------------------+

>>> The prompt is no sentence.
"""


def test_headings_grammar_code_signatures_and_tables_go_and_sentences_stay():
    assert list(clean(SOURCE)) == [
        "Assert statements are a convenient way to insert debugging non-assertions into a program:",
        "Called to implement the built-in function len().",
        'It\'s called on demand, as "len" is.',
        "Should the object be empty, no further item is read from it by any one of the callers.",
        "The object is read as a*b*c.",
    ]


def test_the_corpus_names_its_version_of_python_and_its_licence():
    corpus = python_reference()
    assert platform.python_version() in corpus.name
    assert platform.python_version() in corpus.citation
    assert corpus.licence == "Python Software Foundation License 2"


def test_there_is_enough_of_it_to_train_on():
    assert 240_000 < len(python_reference().text) < 400_000
    assert len(PARAGRAPHS) > 1_000


def test_every_paragraph_is_one_line_of_whole_sentences():
    for paragraph in PARAGRAPHS:
        assert "\n" not in paragraph
        assert "  " not in paragraph
        assert len(paragraph.split()) >= 3
        assert re.search(r"[.:?!][)'\"]?$", paragraph), paragraph


def test_no_line_was_left_wrapped():
    lengths = [len(paragraph) for paragraph in PARAGRAPHS]
    assert max(lengths) > 1_000
    assert sum(length > 80 for length in lengths) > 0.7 * len(lengths)


def test_no_markup_grammar_or_session_is_left():
    text = python_reference().text
    for mark in ("::=", ">>>", "|--", "****", "====", "Traceback (most recent", "“", "’"):
        assert mark not in text
    assert "Changed in version 3." not in text


def test_the_text_ends_with_a_full_stop_and_one_line_end():
    assert re.search(r"\.\n\Z", python_reference().text)


def test_no_sentence_that_is_held_out_was_seen_in_training():
    def sentences(text):
        return {sentence for sentence in re.split(r"(?<=[.:?!]) |\n\n", text) if len(sentence) > 60}

    train, held_out = map(sentences, python_reference().split())
    assert len(held_out) > 150
    assert len(train & held_out) <= 0.01 * len(held_out)


DOCSTRING = """Return the `width` of the :class:`Window`, or ``None`` for what the `old' manual calls a window
that has none.

width() -> int

Arguments:

- name: the name of the window, which is also what the title bar of the window says,
  in full.

>>> width()
3
"""


def test_docstrings_lose_signatures_sessions_and_backquotes(monkeypatch):
    source = f'def width():\n    """{DOCSTRING}    """\n'
    monkeypatch.setattr(python_text, "modules", lambda: (SourceCode("window", source),))
    assert python_text.python_docstrings.__wrapped__().text == (
        "Return the width of the Window, or None for what the 'old' manual calls a window that has none.\n\n"
        "name: the name of the window, which is also what the title bar of the window says, in full.\n"
    )


def test_there_is_a_lot_of_it_and_each_paragraph_is_one_line_that_ends_and_stands_once():
    corpus = python_docstrings()
    paragraphs = corpus.text.strip().split("\n\n")
    assert platform.python_version() in corpus.name
    assert 700_000 < len(corpus.text) < 1_500_000
    assert len(paragraphs) == len(set(paragraphs)) > 6_000
    for paragraph in paragraphs:
        assert "\n" not in paragraph
        assert re.search(r"[.?!][)'\"]?$", paragraph), paragraph


def test_no_docstring_is_read_by_importing_its_module():
    code = (
        "import sys; from course_lib.corpora.python_text import python_docstrings as read; read(); print(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"turtle", "tkinter", "antigravity", "this", "mailbox"} & set(ran.stdout.split())
