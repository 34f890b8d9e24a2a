"""N-gram models that ask shorter contexts: interpolation mixes them all, back-off asks one where the longer is silent.

Sources: Chen and Goodman (1999), An Empirical Study of Smoothing Techniques for Language Modeling, Computer Speech and
Language 13, 359-394, section 2, for the interpolation of Jelinek and Mercer; Brants et al. (2007), Large Language
Models in Machine Translation, EMNLP-CoNLL 2007, for stupid back-off. The best model of this kind is in kneser_ney.py.
Held equal to `nltk.lm` and to the formula, written out, by tests/models/test_ngram.py.
Left out: Katz's back-off, Witten-Bell; weights that differ from context to context.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

from course_lib.models.ngram import Level, NGramModel


class Interpolated(NGramModel):
    """weight · share after the context + (1 - weight) · p given the next shorter context.

    The interpolation of Jelinek and Mercer.

    Below the empty context stands the uniform distribution, so that every token of the
    vocabulary can follow. A context never seen says nothing, and the next shorter one
    stands for it. One weight serves all contexts; the authors estimate several.

    Raises:
        ValueError: if the weight is not between 0 and 1.
    """

    def __init__(
        self,
        tokens: Sequence[Hashable],
        order: int,
        vocabulary: Iterable[Hashable] | None = None,
        weight: float = 0.7,
    ) -> None:
        if not 0 <= weight <= 1:
            raise ValueError(f"weight must be from 0 to 1, got {weight}.")
        super().__init__(tokens, order, vocabulary)
        self.weight = weight

    def combine(self, levels: list[Level]) -> Any:
        p = 1 / len(self.vocabulary)
        for level in levels:
            if level.total:
                p = self.weight * level.count / level.total + (1 - self.weight) * p
        return p


class StupidBackoff(NGramModel):
    """The share after the longest context that saw the token, times 0.4 for each one given up.

    The scores do not sum to one: they rank tokens, and are no probabilities.
    """

    factor = 0.4

    def combine(self, levels: list[Level]) -> Any:
        score = levels[0].count / levels[0].total
        for level in levels[1:]:
            seen = level.count / max(level.total, 1)
            score = np.where(level.count > 0, seen, self.factor * score)
        return score

    def loss(self, tokens: Sequence[Hashable]) -> float:
        """Refuse: a loss needs probabilities.

        Raises:
            ValueError: always.
        """
        raise ValueError(
            "a loss needs probabilities that sum to 1, and stupid back-off's scores do not; use KneserNey."
        )
