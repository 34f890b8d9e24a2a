"""N-gram models: the next token from how often each token followed the last few.

Every model looks at the counts after the last 0, 1, …, order - 1 tokens, the shortest context first, and combines them
in its own way (`combine`, one formula for a single token or for the whole vocabulary at once). The tokens are words,
characters, ids: anything that can be a key of a dictionary. The text is one stream, so to model sentences put marks
such as `</s>` between them.

Source: Chen and Goodman (1999), An Empirical Study of Smoothing Techniques for Language Modeling, Computer Speech
and Language 13, 359-394, section 2. Models that ask shorter contexts are in back_off.py, the best of them in
kneser_ney.py.
Held equal to `nltk.lm` by tests/models/test_ngram.py.
Left out: pruning.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

Context = tuple[Hashable, ...]


@dataclass(slots=True)
class Followers:
    """What followed a context, and how often."""

    counts: dict[Hashable, int]
    total: int = 0


Table = dict[Context, Followers]  # the followers of each context of one length


@dataclass(slots=True)
class Level:
    """The counts after a context: of one token (a number) or of every token of the vocabulary (an array)."""

    count: Any
    total: int
    n_types: int  # how many different tokens followed


def count_ngrams(tokens: Sequence[Hashable], n: int) -> Counter[Context]:
    """Return how often each run of n tokens occurs.

    Raises:
        ValueError: if n is less than 1.

    >>> count_ngrams("abab", 2)
    Counter({('a', 'b'): 2, ('b', 'a'): 1})
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}.")
    return Counter(zip(*(tokens[start:] for start in range(n)), strict=False))


def by_context(ngrams: Counter[Context]) -> Table:
    """Sort n-grams by their context: all but the last token."""
    table: Table = {}
    for (*context, token), count in ngrams.items():
        followers = table.setdefault(tuple(context), Followers({}))
        followers.counts[token] = count
        followers.total += count
    return table


class NGramModel:
    """What all n-gram models share. A model defines `combine`.

    Args:
        tokens: the text to count.
        order: the n of the n-grams: a token is predicted from the n - 1 before it.
        vocabulary: every token that there is; without it, those of the text as they first occur.

    Raises:
        ValueError: if the text is empty or holds a token outside the vocabulary, or the order is below 1.
    """

    def __init__(self, tokens: Sequence[Hashable], order: int, vocabulary: Iterable[Hashable] | None = None) -> None:
        if order < 1:
            raise ValueError(f"order must be at least 1, got {order}.")
        if not len(tokens):
            raise ValueError("the text must have at least one token, got 0.")
        self.order = order
        self.vocabulary = tuple(dict.fromkeys(tokens if vocabulary is None else vocabulary))
        self.places = {token: place for place, token in enumerate(self.vocabulary)}
        self.check(tokens)
        self.tables = self.count(tokens)

    def count(self, tokens: Sequence[Hashable]) -> list[Table]:
        """Return a table for each length of context, 0 to order - 1."""
        return [by_context(count_ngrams(tokens, n)) for n in range(1, self.order + 1)]

    def combine(self, levels: list[Level]) -> Any:
        """Return the probability from the counts after ever longer contexts."""
        raise NotImplementedError

    def probability(self, token: Hashable, context: Sequence[Hashable] = ()) -> float:
        """Return p(token | context), of which the last order - 1 tokens count.

        Raises:
            ValueError: if a token is not in the vocabulary.
        """
        self.check((token, *context))
        return self._probability(token, self._end_of(context))

    def distribution(self, context: Sequence[Hashable] = ()) -> Float[Tensor, " vocab"]:
        """Return p(token | context) for every token, in the order of `vocabulary`.

        Raises:
            ValueError: if a token of the context is not in the vocabulary.
        """
        self.check(context)
        levels = []
        for followers in self._followers(self._end_of(context)):
            counts = np.zeros(len(self.vocabulary))
            counts[[self.places[token] for token in followers.counts]] = list(followers.counts.values())
            levels.append(Level(counts, followers.total, len(followers.counts)))
        p = np.broadcast_to(self.combine(levels), len(self.vocabulary))
        return torch.from_numpy(p.copy())

    def loss(self, tokens: Sequence[Hashable]) -> float:
        """Return the mean of -log p(token | the tokens before it), in nats a token; infinite where p is 0.

        The first tokens have shorter contexts.

        Raises:
            ValueError: if there are no tokens, or one is not in the vocabulary.
        """
        if not len(tokens):
            raise ValueError("the text must have at least one token, got 0.")
        self.check(tokens)
        nats = 0.0
        for place, token in enumerate(tokens):
            p = self._probability(token, tuple(tokens[max(0, place - self.order + 1) : place]))
            nats -= math.log(p) if p > 0 else -math.inf
        return nats / len(tokens)

    def perplexity(self, tokens: Sequence[Hashable]) -> float:
        """Return exp(loss): between how many equally likely tokens the model hesitates."""
        return math.exp(self.loss(tokens))

    def generate(
        self,
        n_tokens: int,
        generator: torch.Generator,
        context: Sequence[Hashable] = (),
    ) -> list[Hashable]:
        """Draw tokens one after the other, each given those before it.

        Stupid back-off's scores are drawn as weights.

        Raises:
            ValueError: if `n_tokens` is negative, a token of the context is not in the
                vocabulary, or no token can follow: maximum likelihood after a context
                that it never saw.
        """
        if n_tokens < 0:
            raise ValueError(f"n_tokens must be 0 or more, got {n_tokens}.")
        text = list(context)
        for _ in range(n_tokens):
            weights = self.distribution(text)
            if not weights.any():
                last = text[-self.order + 1 :]
                raise ValueError(f"nothing follows {last}, seen 0 times; smooth the model.")
            drawn = torch.multinomial(weights, 1, generator=generator)
            text.append(self.vocabulary[int(drawn)])
        return text[len(context) :]

    def check(self, tokens: Iterable[Hashable]) -> None:
        """Refuse tokens that are not in the vocabulary."""
        unknown = {token for token in tokens if token not in self.places}
        if unknown:
            raise ValueError(
                f"every token must be one of the vocabulary's {len(self.vocabulary)}, got {len(unknown)} others "
                f"such as {min(unknown, key=repr)!r}; put a token such as '<unk>' in their place."
            )

    def _probability(self, token: Hashable, context: Context) -> float:
        found = self._followers(context)
        return float(self.combine([Level(f.counts.get(token, 0), f.total, len(f.counts)) for f in found]))

    def _followers(self, context: Context) -> list[Followers]:
        """Return what followed the last 0, 1, … tokens of the context."""
        ends = (context[len(context) - length :] for length in range(len(context) + 1))
        return [table.get(end, NOTHING) for table, end in zip(self.tables, ends, strict=False)]

    def _end_of(self, context: Sequence[Hashable]) -> Context:
        return tuple(context[max(0, len(context) - self.order + 1) :])


NOTHING = Followers({})


class MaximumLikelihood(NGramModel):
    """count(context, token) / count(context): the shares that were counted.

    No other numbers give the training text a higher probability. After a context
    that was never seen all probabilities are 0, and sum to 0.
    """

    def combine(self, levels: list[Level]) -> Any:
        return levels[-1].count / max(levels[-1].total, 1)


class AddK(NGramModel):
    """(count + k) / (total + k · vocabulary), as if all tokens had been seen k times more.

    Lidstone's rule; with k = 1, Laplace's.

    Raises:
        ValueError: if k is not positive.
    """

    def __init__(
        self,
        tokens: Sequence[Hashable],
        order: int,
        vocabulary: Iterable[Hashable] | None = None,
        k: float = 1.0,
    ) -> None:
        if not 0 < k < math.inf:
            raise ValueError(f"k must be positive and finite, got {k}; without smoothing use MaximumLikelihood.")
        super().__init__(tokens, order, vocabulary)
        self.k = k

    def combine(self, levels: list[Level]) -> Any:
        level, n_words = levels[-1], len(self.vocabulary)
        return (level.count + self.k) / (level.total + self.k * n_words)
