"""The corpora that need no download: the town's, which are generated, and Python's own text and code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from course_lib.corpora.dataset import Dataset
from course_lib.corpora.python_code import python_code, python_functions
from course_lib.corpora.python_documents import python_documents
from course_lib.corpora.python_text import python_docstrings, python_reference
from course_lib.corpora.town.genres.word_sets import analogies, similarities
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.tasks import sets
from course_lib.corpora.town.tasks.text import town_text
from course_lib.corpora.town.tasks.writing import writing_text

_PYTHON = "Python Software Foundation License 2"


@dataclass(frozen=True)
class MadeHere:
    """A corpus that this machine makes when it is asked for; `make` returns a `TextCorpus` or a `Dataset`."""

    task: str
    language: str
    licence: str
    about: str
    make: Callable[[], Any]


@cache
def made_here() -> dict[str, MadeHere]:
    """Return all of them by name."""
    found = {
        "python/reference": MadeHere("language modelling", "en", _PYTHON, "The language reference.", python_reference),
        "python/docstrings": MadeHere("language modelling", "en", _PYTHON, "Docstrings' prose.", python_docstrings),
        "python/code": MadeHere("code generation", "code", _PYTHON, "The standard library by module.", python_code),
        "python/functions": MadeHere("code generation", "code", _PYTHON, "Docstrings and code.", python_functions),
        "python/documents": MadeHere(
            "language modelling", "en", _PYTHON, "Prose and functions, a blank line between two.", python_documents
        ),
    }
    for language in sets.LANGUAGES:
        name = "town/text" + ("/zh" if language == "zh" else "")
        about = "Stories, news, reviews, letters, dialogues, poems and essays, a blank line between two."
        found[name] = MadeHere("language modelling", language, sets.LICENCE, about, partial(town_text, language))
    about = "Texts of seven genres, each below a line of controls that says what it is."
    found["town/writing"] = MadeHere("text generation", "en", sets.LICENCE, about, writing_text)
    for language in sets.LANGUAGES:
        for name, make_words in (("analogies", analogies), ("similarities", similarities)):
            about = (make_words.__doc__ or "").split("\n")[0]
            full = sets.full_name(name, language)
            make = partial(_word_set, full, language, about, make_words)
            found[full] = MadeHere("word vectors", language, sets.LICENCE, about, make)
    for name, task in sets.TASKS.items():
        for language in task.languages:
            make = partial(sets.town_task, name, language)
            found[sets.full_name(name, language)] = MadeHere(task.task, language, sets.LICENCE, task.about, make)
    return found


def _word_set(name: str, language: Language, about: str, make: Callable[[Language], tuple[Any, ...]]) -> Dataset[Any]:
    """Return words to test vectors with: there is nothing to train on, so there is one split."""
    splits = {"test": make(language)}
    return Dataset(name, "word vectors", language, sets.LICENCE, sets.CITATION, about, splits)
