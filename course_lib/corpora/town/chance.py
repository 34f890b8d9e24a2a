"""Chance that is the same everywhere: same seed, same draws, on every platform and every version of Python.

Python promises this for `random.Random(seed).random()` only; `choice`, `sample` and `shuffle` have changed before.
So each draw here is made from that one method. Never draw from a set: its order changes from run to run.
"""

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Chance:
    """A source of draws. The seed is any words and numbers: `Chance(0, "stories", 17)` is story 17 of seed 0.

    >>> chance = Chance(0, "an example")
    >>> [chance.below(6) for _ in range(8)]
    [3, 5, 4, 0, 2, 2, 1, 3]
    """

    def __init__(self, *seed: int | str):
        key = "\n".join(map(str, seed)).encode()
        self.random = Random(int.from_bytes(hashlib.sha256(key).digest()[:8], "big")).random

    def below(self, n: int) -> int:
        """Return a whole number from 0 to n - 1."""
        return int(self.random() * n)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def happens(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.random() < probability

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items, each as likely as the others."""
        return items[int(self.random() * len(items))]

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """Return one of the items, each in proportion to its weight."""
        left = self.random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]  # only where the sum was rounded

    def some(self, items: Sequence[Item], n: int) -> list[Item]:
        """Return n different items in a random order.

        Raises:
            ValueError: if there are fewer than n.
        """
        if n > len(items):
            raise ValueError(f"n must be at most the number of items ({len(items)}), got {n}.")
        rest = list(items)
        for place in range(n):
            other = place + int(self.random() * (len(rest) - place))
            rest[place], rest[other] = rest[other], rest[place]
        return rest[:n]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Return all items in a random order."""
        return self.some(items, len(items))
