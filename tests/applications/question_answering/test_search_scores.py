"""Scores of a search by kind of question, by hand."""

import pytest

from course_lib.applications.question_answering.asked import Asked
from course_lib.applications.question_answering.search_scores import hits, reciprocal_ranks, search_rows

ASKED = [
    Asked("a", "name", "job", ("x",), 4),
    Asked("b", "name", "job", ("x",), 5),
    Asked("c", "description", "person", ("x",), 6),
    Asked("d", "stranger", "job"),
]
RANKINGS = [[4, 1], [1, 5], [1, 2], [3, 4]]


def test_hits_and_reciprocal_ranks_by_hand():
    assert hits(RANKINGS, ASKED, "name", 1) == [1, 0]
    assert hits(RANKINGS, ASKED, "name", 2) == [1, 1]
    assert reciprocal_ranks(RANKINGS, ASKED, "name") == [1, 1 / 2]
    assert reciprocal_ranks(RANKINGS, ASKED, "description") == [0]


def test_a_row_for_each_kind_and_search():
    rows = search_rows({"one": RANKINGS, "other": RANKINGS}, ASKED, ks=(2,))
    assert [(row["asked by"], row["search"]) for row in rows][1] == ("name", "other")
    assert rows[0]["recall@2"] == "1.00 [1.00, 1.00]"
    assert rows[0]["MRR"].startswith("0.75 [")


def test_a_missing_ranking_is_seen():
    with pytest.raises(ValueError, match="3 and 4"):
        hits(RANKINGS[:3], ASKED, "name", 1)
