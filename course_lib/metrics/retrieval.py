"""Search: do the documents that are wanted stand at the top of the list?

Each function judges one query's ranking, the best document first; `mean_over_queries` takes the mean.
Source: Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, chapter 8; NDCG: Järvelin and
Kekäläinen (2002), with the gain itself; others raise 2 to it. Held equal to scikit-learn by
tests/metrics/test_retrieval.py.
"""

import math
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any

from course_lib.metrics.pairs import check_list, check_pairs

Document = Hashable


def precision_at_k(
    ranked: Sequence[Document],
    relevant: Collection[Document],
    k: int,
) -> float:
    """Return the share of the first k places that hold a relevant document.

    Places that are left empty hold none.

    >>> precision_at_k(["d3", "d1", "d7"], {"d1", "d2"}, k=2)
    0.5
    """
    check(ranked, relevant, k)
    return sum(document in relevant for document in ranked[:k]) / k


def recall_at_k(
    ranked: Sequence[Document],
    relevant: Collection[Document],
    k: int,
) -> float:
    """Return the share of the relevant documents that are among the first k.

    >>> recall_at_k(["d3", "d1", "d7"], {"d1", "d2", "d4"}, k=2)
    0.3333333333333333
    """
    check(ranked, relevant, k)
    return sum(document in relevant for document in ranked[:k]) / len(set(relevant))


def reciprocal_rank(ranked: Sequence[Document], relevant: Collection[Document]) -> float:
    """Return 1 / the place of the first relevant document; 0 if there is none.

    Its mean over queries is MRR.

    >>> reciprocal_rank(["d3", "d1", "d7"], {"d1", "d7"})
    0.5
    """
    check(ranked, relevant)
    for place, document in enumerate(ranked, 1):
        if document in relevant:
            return 1 / place
    return 0.0


def average_precision(
    ranked: Sequence[Document],
    relevant: Collection[Document],
) -> float:
    """Return the mean, over relevant documents, of the precision at the place of each.

    One that is not in the list counts 0. The mean over queries is MAP.

    >>> average_precision(["d1", "d3", "d7"], {"d1", "d7"})  # (1/1 + 2/3) / 2
    0.8333333333333333
    """
    check(ranked, relevant)
    found, precisions = 0, 0.0
    for place, document in enumerate(ranked, 1):
        if document in relevant:
            found += 1
            precisions += found / place
    return precisions / len(set(relevant))


def discounted_gain(gains: Sequence[float]) -> float:
    """Return the sum of gain / log2(place + 1): place 1 counts in full, place 3 half.

    >>> discounted_gain([3, 0, 2])
    4.0
    """
    return math.fsum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))


def ndcg_at_k(ranked: Sequence[Document], gains: Mapping[Any, float], k: int) -> float:
    """Return the discounted gain of the first k places, as a share of the best order's.

    Args:
        ranked: documents, the best first.
        gains: how relevant each document is, 0 and up; one without a number has 0.
        k: number of places.

    Raises:
        ValueError: if no document has a gain, one has less than 0, k is less than 1, or
            the ranking has a document twice.

    >>> round(ndcg_at_k(["d2", "d1", "d3"], {"d1": 3, "d2": 1}, k=2), 4)
    0.7967
    """
    check(ranked, [one for one, gain in gains.items() if gain], k)
    if wrong := [gain for gain in gains.values() if not 0 <= gain < math.inf]:
        raise ValueError(f"gains must be finite and not negative, got {wrong[0]} among {len(gains)}.")
    ideal = discounted_gain(sorted(gains.values(), reverse=True)[:k])
    return discounted_gain([gains.get(document, 0.0) for document in ranked[:k]]) / ideal


def mean_over_queries(
    metric: Callable[..., float],
    rankings: Sequence[Sequence[Document]],
    wanted: Sequence[Any],
    **options: int,
) -> float:
    """Return the mean of a metric over queries.

    Args:
        metric: one of this module's.
        rankings: for each query its documents, the best first.
        wanted: for each query its relevant documents, or their gains.
        **options: k, for a metric that has it.

    Raises:
        ValueError: if there are no queries, or not as many rankings as sets of documents.

    >>> mean_over_queries(reciprocal_rank, [["d1", "d2"], ["d1", "d2"]], [{"d1"}, {"d2"}])
    0.75
    """
    check_pairs(rankings, wanted)
    pairs = zip(rankings, wanted, strict=True)
    each = [metric(ranked, some, **options) for ranked, some in pairs]
    return math.fsum(each) / len(each)


def check(ranked: Sequence[Document], relevant: Collection[Document], k: int = 1) -> None:
    """Refuse a query without anything to find, and a ranking that has a document twice."""
    check_list("ranked", ranked)
    if not relevant:
        raise ValueError("a query must have at least one relevant document, got 0: leave such queries out.")
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}.")
    if len(set(ranked)) != len(ranked):
        raise ValueError(
            f"a ranking must hold each document once, got {len(ranked)}, of which {len(set(ranked))} differ."
        )
