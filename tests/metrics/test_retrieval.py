"""Rankings against scikit-learn where it has the metric, and by hand; lists shorter than k, documents never found."""

import math
import random

import numpy as np
import pytest
import sklearn.metrics as theirs

from course_lib.metrics.retrieval import (
    average_precision,
    discounted_gain,
    mean_over_queries,
    ndcg_at_k,
    precision_at_k,
    recall_at_k,
    reciprocal_rank,
)

RANKED = ["d4", "d2", "d9", "d1", "d7"]


def queries(n):
    """Yield a ranking of 2 to 12 documents, the scores that give it, and what each document is worth (0 to 3)."""
    rng = random.Random(1)
    for _ in range(n):
        size = rng.randrange(2, 13)
        scores = rng.sample(range(100), size)
        gains = [rng.choice([0, 0, 1, 2, 3]) for _ in range(size)]
        gains[rng.randrange(size)] = 2
        yield sorted(range(size), key=lambda document: -scores[document]), scores, gains


def relevant(gains):
    return {document for document, gain in enumerate(gains) if gain}


def test_ndcg_agrees_with_scikit_learn():
    for ranked, scores, gains in queries(60):
        for k in (1, 3, 5, 20):
            expected = theirs.ndcg_score([gains], [scores], k=k)
            assert ndcg_at_k(ranked, dict(enumerate(gains)), k) == pytest.approx(expected, abs=1e-12)
            assert discounted_gain([gains[one] for one in ranked[:k]]) == pytest.approx(
                theirs.dcg_score([gains], [scores], k=k), abs=1e-12
            )


def test_average_precision_agrees_with_scikit_learn():
    for ranked, scores, gains in queries(60):
        wanted = [int(gain > 0) for gain in gains]
        expected = theirs.average_precision_score(wanted, scores)
        assert average_precision(ranked, relevant(gains)) == pytest.approx(expected, abs=1e-12)


def test_mean_average_precision_and_mean_reciprocal_rank_agree_with_scikit_learn():
    rng = random.Random(2)
    scores = np.array([rng.sample(range(50), 9) for _ in range(30)])
    wanted = np.array([rng.sample([1, 1, 1, 0, 0, 0, 0, 0, 0], 9) for _ in range(30)])
    rankings = [list(map(int, row)) for row in np.argsort(-scores)]
    sets = [set(map(int, np.flatnonzero(row))) for row in wanted]
    expected = theirs.label_ranking_average_precision_score(wanted, scores)
    assert mean_over_queries(average_precision, rankings, sets) == pytest.approx(expected)
    first = [{rng.choice(sorted(some))} for some in sets]
    only = np.array([[int(i in some) for i in range(9)] for some in first])
    expected = theirs.label_ranking_average_precision_score(only, scores)  # of one relevant document: 1 / its place
    assert mean_over_queries(reciprocal_rank, rankings, first) == pytest.approx(expected)


def test_recall_at_k_agrees_with_scikit_learns_top_k_accuracy_where_one_document_is_wanted():
    rng = random.Random(3)
    scores = [rng.sample(range(50), 7) for _ in range(40)]
    wanted = [rng.randrange(7) for _ in range(40)]
    rankings = [sorted(range(7), key=lambda one: -row[one]) for row in scores]
    for k in (1, 2, 5):
        expected = theirs.top_k_accuracy_score(wanted, scores, k=k, labels=range(7))
        assert mean_over_queries(recall_at_k, rankings, [{one} for one in wanted], k=k) == pytest.approx(expected)


def test_by_hand():
    wanted = {"d2", "d1", "d5"}  # at places 2 and 4, and not at all
    assert precision_at_k(RANKED, wanted, 4) == 2 / 4
    assert precision_at_k(RANKED, wanted, 10) == 2 / 10
    assert recall_at_k(RANKED, wanted, 1) == 0
    assert recall_at_k(RANKED, wanted, 2) == 1 / 3
    assert recall_at_k(RANKED, wanted, 10) == 2 / 3
    assert reciprocal_rank(RANKED, wanted) == 1 / 2
    assert average_precision(RANKED, wanted) == pytest.approx((1 / 2 + 2 / 4) / 3)


def test_graded_documents_by_hand():
    gains = {"d2": 3.0, "d1": 1.0, "d5": 2.0, "d4": 0.0}
    ideal = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg_at_k(RANKED, gains, 5) == pytest.approx((3 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert ndcg_at_k(RANKED, gains, 1) == 0
    assert ndcg_at_k(["d2", "d5", "d1"], gains, 3) == pytest.approx(1)


def test_a_ranking_without_anything_relevant_has_zeros_even_if_it_is_empty():
    for ranked in ([], ["d8", "d6"]):
        assert precision_at_k(ranked, {"d1"}, 3) == recall_at_k(ranked, {"d1"}, 3) == 0
        assert reciprocal_rank(ranked, {"d1"}) == average_precision(ranked, {"d1"}) == 0
        assert ndcg_at_k(ranked, {"d1": 1.0}, 3) == 0


def test_relevant_documents_named_twice_count_once():
    assert recall_at_k(RANKED, ["d2", "d2", "d5"], 5) == 1 / 2
    assert average_precision(RANKED, ["d4", "d4"]) == 1


def test_what_is_not_defined_is_refused():
    for metric in (reciprocal_rank, average_precision):
        with pytest.raises(ValueError, match="at least one relevant document, got 0"):
            metric(RANKED, set())
        with pytest.raises(ValueError, match="each document once, got 3, of which 2 differ"):
            metric(["d1", "d2", "d1"], {"d1"})
    for at_k in (precision_at_k, recall_at_k):
        with pytest.raises(ValueError, match="k must be at least 1, got 0"):
            at_k(RANKED, {"d1"}, 0)
        with pytest.raises(ValueError, match="at least one relevant document, got 0"):
            at_k(RANKED, set(), 3)
    with pytest.raises(ValueError, match="at least one relevant document, got 0"):
        ndcg_at_k(RANKED, {"d1": 0.0}, 3)
    with pytest.raises(ValueError, match="gains must be finite and not negative, got -1"):
        ndcg_at_k(RANKED, {"d1": 2.0, "d2": -1.0}, 3)
    with pytest.raises(ValueError, match="got 1 predictions and 2 references"):
        mean_over_queries(reciprocal_rank, [RANKED], [{"d1"}, {"d2"}])
