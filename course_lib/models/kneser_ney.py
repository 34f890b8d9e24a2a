"""Interpolated Kneser-Ney: take a discount D from every count, and hand what was taken to the next shorter context.

    p(token | context) = (max(count - D, 0) + D · different followers · p(token | shorter context)) / total

Only the longest context has plain counts. The shorter ones count after how many different tokens each n-gram was seen:
"Francisco" is frequent, but after "San" only, so it is an unlikely guess elsewhere. Below the empty context stands the
uniform distribution, so that every token of the vocabulary can follow; a context never seen says nothing, and the next
shorter one stands for it.

Source: Chen and Goodman (1999), An Empirical Study of Smoothing Techniques for Language Modeling, Computer Speech and
Language 13, 359-394, section 2.
Held equal to `nltk.lm.KneserNeyInterpolated` by tests/models/test_ngram.py, where the two mean the same. NLTK differs:

- one D, 0.1 if not given, for all orders, where the paper estimates one for each;
- at the empty context neither a discount nor the uniform distribution (here: `discounts=[0, D, D, …]`), so that a
  token of the vocabulary that follows nothing has probability 0;
- different followers are those of the plain counts at every order, so that after a context that occurs at the
  beginning of the text only it divides by 0, and after one with a follower seen there only it sums to more than 1.

Left out: modified Kneser-Ney (three discounts an order).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from course_lib.models.ngram import Level, NGramModel, Table, by_context, count_ngrams


class KneserNey(NGramModel):
    """An n-gram model with interpolated Kneser-Ney smoothing.

    Args:
        discounts: D for each length of context, the empty one first, each from 0 to 1. None: estimated from the
            text, n1 / (n1 + 2 · n2), where n1 n-grams have a count of 1 and n2 a count of 2; 0.75 where there are none.

    Raises:
        ValueError: if there is not one discount an order, or one is not between 0 and 1.
    """

    def __init__(
        self,
        tokens: Sequence[Hashable],
        order: int,
        vocabulary: Iterable[Hashable] | None = None,
        discounts: Sequence[float] | None = None,
    ) -> None:
        super().__init__(tokens, order, vocabulary)
        self.discounts = [estimate_discount(table) for table in self.tables] if discounts is None else list(discounts)
        if len(self.discounts) != order or not all(0 <= discount <= 1 for discount in self.discounts):
            raise ValueError(f"discounts must be {order} numbers from 0 to 1, one an order, got {self.discounts}.")

    def count(self, tokens: Sequence[Hashable]) -> list[Table]:
        """Return plain counts for the longest context, and numbers of different predecessors for the shorter ones."""
        longer = (count_ngrams(tokens, n + 1) for n in range(1, self.order))
        shorter = [by_context(Counter(ngram[1:] for ngram in ngrams)) for ngrams in longer]
        return [*shorter, by_context(count_ngrams(tokens, self.order))]

    def combine(self, levels: list[Level]) -> Any:
        p = 1 / len(self.vocabulary)
        for level, discount in zip(levels, self.discounts, strict=False):
            if level.total:
                kept = np.maximum(level.count - discount, 0)
                p = (kept + discount * level.n_types * p) / level.total
        return p


def estimate_discount(table: Table) -> float:
    """Return n1 / (n1 + 2 · n2), or 0.75 where no count is 1 or none is 2."""
    every_count = (followers.counts.values() for followers in table.values())
    times = Counter(chain.from_iterable(every_count))
    return times[1] / (times[1] + 2 * times[2]) if times[1] and times[2] else 0.75
