"""What a bot must beat: rules that read nothing.

Tested by tests/applications/question_answering/test_baselines.py.
"""

import re
from collections import Counter
from collections.abc import Sequence

from course_lib.applications.question_answering.bm25 import BM25

_NAME = re.compile(r"[A-Z]\w+ [A-Z]\w+")
_SENTENCE = re.compile(r"(?<=[.?!]) |(?<=[。？！])")


def best_sentence(question: str, passage: str, search: BM25) -> str:
    """Return the sentence of a passage whose words of the question have the most idf.

    Of equals, the first.

    Args:
        question: its words count once each.
        passage: its sentences are compared.
        search: knows how rare each word is.
    """
    asked = dict.fromkeys(search.terms(question))
    sentences = [one for one in _SENTENCE.split(passage) if one.strip()]

    def worth(sentence: str) -> float:
        held = set(search.terms(sentence))
        return sum(search.idf(word) for word in asked if word in held)

    return max(sentences, key=worth, default="")


def most_frequent_name(question: str, passages: Sequence[str]) -> str:
    """Return the full name that the passages have most often and the question does not.

    Of equals, the first; "" if there is none.

    >>> most_frequent_name("Who is Ben Ito?", ["Ben Ito and Rosa Ito.", "Rosa Ito."])
    'Rosa Ito'
    """
    found = Counter(name for one in passages for name in _NAME.findall(one))
    names = [name for name in found if name not in question]
    return max(names, key=lambda name: found[name], default="")
