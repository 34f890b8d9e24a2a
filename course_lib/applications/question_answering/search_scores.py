"""How well does a search find the notice that answers? By kind of question, with intervals.

The interval is the bootstrap's over questions: what other questions of the same kind would give.
Tested by tests/applications/question_answering/test_search_scores.py.
"""

from collections.abc import Mapping, Sequence

from course_lib.applications.question_answering.asked import Asked
from course_lib.metrics.retrieval import recall_at_k, reciprocal_rank
from course_lib.metrics.significance import bootstrap_interval

Rankings = Sequence[Sequence[int]]


def hits(rankings: Rankings, asked: Sequence[Asked], kind: str, k: int) -> list[float]:
    """Return for each question of a kind 1 if its notice is among the first k, else 0.

    Raises:
        ValueError: if there are not as many rankings as questions.
    """
    return [recall_at_k(rows, {one.notice}, k) for rows, one in of_kind(rankings, asked, kind)]


def reciprocal_ranks(rankings: Rankings, asked: Sequence[Asked], kind: str) -> list[float]:
    """Return for each question of a kind 1 / the place of its notice, 0 if it is not there.

    Raises:
        ValueError: if there are not as many rankings as questions.
    """
    return [reciprocal_rank(rows, {one.notice}) for rows, one in of_kind(rankings, asked, kind)]


def of_kind(rankings: Rankings, asked: Sequence[Asked], kind: str) -> list[tuple[Sequence[int], Asked]]:
    """Return the rankings of the questions of a kind, with the questions."""
    if len(rankings) != len(asked):
        came = f"{len(rankings)} and {len(asked)}"
        raise ValueError(f"there must be a ranking for each question, got {came}.")
    return [pair for pair in zip(rankings, asked, strict=True) if pair[1].kind == kind]


def search_rows(
    systems: Mapping[str, Rankings],
    asked: Sequence[Asked],
    kinds: Sequence[str] = ("name", "description"),
    ks: Sequence[int] = (1, 5),
) -> list[dict[str, str]]:
    """Return a row for each kind and search: recall@k and MRR, each with its interval."""
    rows = []
    for kind in kinds:
        for system, rankings in systems.items():
            row = {"asked by": kind, "search": system}
            for k in ks:
                row[f"recall@{k}"] = with_interval(hits(rankings, asked, kind, k))
            row["MRR"] = with_interval(reciprocal_ranks(rankings, asked, kind))
            rows.append(row)
    return rows


def with_interval(values: Sequence[float]) -> str:
    """Return the mean and the bootstrap's interval as text.

    >>> with_interval([1.0, 1.0, 0.0, 1.0])
    '0.75 [0.25, 1.00]'
    """
    low, high = bootstrap_interval(values)
    return f"{sum(values) / len(values):.2f} [{low:.2f}, {high:.2f}]"
