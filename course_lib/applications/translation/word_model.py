"""IBM model 1: which word of the source does a word of the target come from? Counted, by EM.

    P(target | source) = product over the target's words t of the mean over s of p(t | s)

s runs over the source's words and NULL, for words that come from nowhere. The table p is
not observed; expectation maximisation guesses links, counts them, and guesses again.
Source: Brown et al. (1993), section 4.1, https://aclanthology.org/J93-2003.
Held equal to the likelihood written out by tests/applications/translation/test_word_model.py.
Left out: the length of the target, word order (models 2 and up), rare words' smoothing.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

Word = Hashable
NULL = "<null>"
Pair = tuple[Sequence[Word], Sequence[Word]]  # source and target, as words
Table = dict[Word, dict[Word, float]]  # source word → target word → probability


class Link(NamedTuple):
    """A target's place, and the source's place that it belongs to."""

    target: int
    source: int


def uniform_table(pairs: Iterable[Pair]) -> Table:
    """Return the table to begin with: all targets seen beside a source word, alike."""
    together: dict[Word, dict[Word, float]] = defaultdict(dict)
    for source, target in pairs:
        for s in (NULL, *source):
            together[s].update(dict.fromkeys(target, 1.0))
    return {s: normalised(row) for s, row in together.items()}


def normalised(row: dict[Word, float]) -> dict[Word, float]:
    """Return the row divided by its sum."""
    total = sum(row.values())
    return {word: value / total for word, value in row.items()}


def em_step(pairs: Iterable[Pair], table: Table) -> Table:
    """Return a better table: guess how much each link is true, count, divide.

    >>> pairs = [(["house"], ["房"]), (["red", "house"], ["红", "房"])]
    >>> table = em_step(pairs, uniform_table(pairs))
    >>> round(table["house"]["房"], 2)
    0.71
    """
    counts: dict[Word, dict[Word, float]] = defaultdict(lambda: defaultdict(float))
    for source, target in pairs:
        words = (NULL, *source)
        for t in target:
            total = sum(table[s][t] for s in words)
            for s in words:
                counts[s][t] += table[s][t] / total
    return {s: normalised(row) for s, row in counts.items()}


def log_likelihood(pairs: Iterable[Pair], table: Table) -> float:
    """Return the summed log of the targets' probabilities, in nats; never falls by EM."""
    total = 0.0
    for source, target in pairs:
        words = (NULL, *source)
        for t in target:
            total += math.log(sum(table[s][t] for s in words) / len(words))
    return total


def train_word_model(pairs: Sequence[Pair], n_iterations: int = 5) -> Table:
    """Return the table after some steps of EM.

    Raises:
        ValueError: if there are no pairs, or a pair has an empty side.
    """
    if not pairs or not all(source and target for source, target in pairs):
        raise ValueError(f"there must be pairs, each with words on both sides, got {pairs!r:.60}.")
    table = uniform_table(pairs)
    for _ in range(n_iterations):
        table = em_step(pairs, table)
    return table


def best_links(source: Sequence[Word], target: Sequence[Word], table: Table) -> list[Link]:
    """Return for each target word its likeliest source word; none where that is NULL."""
    links = []
    for place, t in enumerate(target):
        chances = [table.get(s, {}).get(t, 0.0) for s in source]
        best = max(range(len(source)), key=chances.__getitem__)
        if chances[best] > table.get(NULL, {}).get(t, 0.0):
            links.append(Link(place, best))
    return links


def word_by_word(source: Sequence[Word], table: Table) -> list[Word]:
    """Return each source word's likeliest target, in the source's order.

    A word that NULL explains better, or that was never seen, is left out.
    """
    written = []
    for s in source:
        row = table.get(s)
        if row:
            best = max(row, key=row.__getitem__)
            if row[best] > table[NULL].get(best, 0.0):
                written.append(best)
    return written


def turned(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs the other way round."""
    return [(target, source) for source, target in pairs]


def both_ways(forward: Iterable[Link], backward: Iterable[Link]) -> list[Link]:
    """Return the links that both directions found.

    Args:
        forward: a source for each target.
        backward: a target for each source: there, "target" is the forward's source.
    """
    back = {Link(one.source, one.target) for one in backward}
    return [link for link in forward if link in back]
