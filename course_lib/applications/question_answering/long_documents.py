"""The gazettes as long documents, cut into pieces: which cut lets a search find the answer?

Held by tests/applications/question_answering/test_long_documents.py.
"""

from collections.abc import Sequence
from typing import NamedTuple

from course_lib.applications.question_answering.asked import Asked
from course_lib.applications.question_answering.bm25 import BM25
from course_lib.applications.question_answering.chunks import chunks
from course_lib.applications.question_answering.gazette import Notice
from course_lib.applications.question_answering.hybrid import ranking


class Place(NamedTuple):
    """Where a notice starts: in which document, at which character."""

    document: int
    start: int


def gazettes(base: Sequence[Notice]) -> tuple[list[str], dict[int, Place]]:
    """Return one long text for each town, and where each notice stands in it."""
    towns = list(dict.fromkeys(one.town for one in base))
    texts, places = ["" for _ in towns], {}
    for one in base:
        document = towns.index(one.town)
        places[one.number] = Place(document, len(texts[document]))
        texts[document] += one.text + "\n"
    return texts, places


def found_in_pieces(base: Sequence[Notice], asked: Sequence[Asked], size: int, overlap: int, budget: int) -> float:
    """Return the share of questions by name that the best pieces of the gazettes can answer.

    A piece can answer if it holds the notice from its beginning, where the name stands,
    to the end of the sentence with the answer. So many pieces are read as fit a budget.

    Args:
        base: the notices.
        asked: questions; those that are not by name are left out.
        size: words of a piece.
        overlap: words that neighbours share.
        budget: words that are read a question.

    Raises:
        ValueError: if the budget is less than one piece, or no question is by name.
    """
    some = [one for one in asked if one.kind == "name"]
    if budget < size or not some:
        came = f"{budget} words for pieces of {size}, {len(some)} questions"
        raise ValueError(f"the budget must hold a piece, and some questions be by name, got {came}.")
    texts, places = gazettes(base)
    cut = chunks(texts, size, overlap)
    search = BM25([one.text for one in cut])
    rankings = ranking(search.table([one.question for one in some]), budget // size)
    right = 0
    for one, rows in zip(some, rankings, strict=True):
        assert one.notice is not None
        document, start = places[one.notice]
        fact = base[one.notice].fact(one.relation)
        assert fact is not None
        end = start + fact.sentence[1]
        right += any(cut[i].document == document and cut[i].holds(start, end) for i in rows)
    return right / len(some)
