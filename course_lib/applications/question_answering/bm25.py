"""BM25: a passage scores for each word of the question that it holds, rare words more, repeats less and less.

    score = Σ idf(t) · count · (k1 + 1) / (count + k1 · (1 - b + b · length / mean length))
    idf(t) = ln(1 + (N - n + 1/2) / (n + 1/2))     of N passages, n hold the word t

Source: Robertson and Zaragoza (2009), https://doi.org/10.1561/1500000019; the 1 in the logarithm, which keeps
idf positive for words that more than half of the passages hold, is Lucene's.
Held equal to the formula written as loops by tests/applications/question_answering/test_bm25.py.
Left out: stemming, stop words; BM25F, for passages with fields.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

_ENGLISH = re.compile(r"[^\W_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+")
Terms = Callable[[str], list[str]]


def english_terms(text: str) -> list[str]:
    """Return the words of a text in small letters, without a possessive s.

    >>> english_terms("Rosa's kite, 12.")
    ['rosa', 'kite', '12']
    """
    return _ENGLISH.findall(re.sub(r"['’]s\b", "", text.lower()))


def chinese_terms(text: str) -> list[str]:
    """Return each character and each pair of neighbours; other words as they are.

    >>> chinese_terms("红风筝，Rosa")
    ['红', '风', '筝', '红风', '风筝', 'rosa']
    """
    found = []
    for run in _CHINESE.findall(text.lower()):
        if "\u3400" <= run[0] <= "\u9fff":
            found += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
        else:
            found.append(run)
    return found


def idf(n_passages: int, n_with: int) -> float:
    """Return how much a word that `n_with` of the passages hold tells about a passage.

    Raises:
        ValueError: unless 0 ≤ n_with ≤ n_passages.

    >>> round(idf(3, 1), 2), round(idf(3, 3), 2)
    (0.98, 0.13)
    """
    if not 0 <= n_with <= n_passages:
        must = f"n_with must be between 0 and the number of passages ({n_passages})"
        raise ValueError(f"{must}, got {n_with}.")
    return math.log(1 + (n_passages - n_with + 0.5) / (n_with + 0.5))


def saturated(
    count: float,
    length: float,
    mean_length: float,
    k1: float,
    b: float,
) -> float:
    """Return what repeats of a word are worth: from 0 up, never more than k1 + 1.

    >>> [round(saturated(count, 1, 1, k1=1.2, b=0.75), 2) for count in (0, 1, 2, 100)]
    [0.0, 1.0, 1.38, 2.17]
    """
    if not count:
        return 0.0
    long = 1 - b + b * length / mean_length
    return count * (k1 + 1) / (count + k1 * long)


class BM25:
    """Knows some passages, and scores them for a question.

    Args:
        texts: the passages.
        terms: cuts a text into what is counted.
        k1: how late repeats of a word stop to count; 0: a word counts once.
        b: how much long passages are held back; 0: not at all, 1: in full.

    Raises:
        ValueError: if there are no passages or no words in them, k1 is negative or b is
            not between 0 and 1.
    """

    def __init__(
        self,
        texts: Sequence[str],
        terms: Terms = english_terms,
        k1: float = 1.2,
        b: float = 0.75,
    ) -> None:
        if isinstance(texts, str) or not texts:
            raise ValueError(f"texts must be a list of one text or more, got {texts!r}.")
        if k1 < 0 or not 0 <= b <= 1:
            raise ValueError(f"k1 must be at least 0 and b from 0 to 1, got {k1} and {b}.")
        self.terms, self.k1, self.b = terms, k1, b
        counts = [Counter(terms(text)) for text in texts]
        self.n_passages = len(texts)
        self.mean_length = sum(some.total() for some in counts) / len(texts)
        if not self.mean_length:
            raise ValueError(f"the passages must hold a word, got {len(texts)} without one.")
        found: dict[str, dict[int, float]] = {}  # the inverted index: where does a word stand?
        for row, some in enumerate(counts):
            length = some.total()
            for term, count in some.items():
                worth = saturated(count, length, self.mean_length, k1, b)
                found.setdefault(term, {})[row] = worth
        self.parts = {
            term: {row: self._idf(len(rows)) * worth for row, worth in rows.items()} for term, rows in found.items()
        }

    def _idf(self, n_with: int) -> float:
        return idf(self.n_passages, n_with)

    def idf(self, term: str) -> float:
        """Return the idf of a word; one that no passage holds has the highest."""
        return self._idf(len(self.parts.get(term, ())))

    def part(self, term: str, row: int) -> float:
        """Return what a word of the question adds to the score of a passage."""
        return self.parts.get(term, {}).get(row, 0.0)

    def scores(self, question: str) -> Float[Tensor, " text"]:
        """Return the score of each passage; a word that the question has twice counts twice."""
        found = [0.0] * self.n_passages
        for term in self.terms(question):
            for row, part in self.parts.get(term, {}).items():
                found[row] += part
        return torch.tensor(found)

    def table(self, questions: Sequence[str]) -> Float[Tensor, "question text"]:
        """Return the scores of all passages for each question."""
        return torch.stack([self.scores(one) for one in questions])
