"""Keywords: the few words of a text that say what it is about, found by four methods.

    frequency   how often a word stands in the text
    TF-IDF      that, times how rare it is in other texts (finetuning/tf_idf.py)
    TextRank    PageRank over words that stand near each other: Mihalcea and Tarau (2004), section 3
    embeddings  the cosine of the word's vector with the text's; MMR then avoids words that say the same

Source of the last: Bennani-Smires et al. (2018), EmbedRank, https://arxiv.org/abs/1801.04470; of MMR: Carbonell and
Goldstein (1998), https://doi.org/10.1145/290941.291025.
Tested by tests/applications/summarisation/test_keywords.py.
Left out: phrases of several words, parts of speech.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.applications.summarisation.textrank import pagerank
from course_lib.finetuning.tf_idf import TfIdf
from course_lib.metrics.precision_recall import Counts, Scores, total
from course_lib.tokenizers.clean import STOP_WORDS_EN

Rank = Callable[[str], list[str]]  # from a text to its words, the best first


def candidates(text: str, leave_out: Collection[str] = STOP_WORDS_EN) -> list[str]:
    """Return the words of a text in lower case, without stop words, numbers and single letters.

    >>> candidates("Anna's kite is red. She lost the kite.")
    ['anna', 'kite', 'red', 'lost', 'kite']
    """
    words = re.findall(r"[a-z]+", re.sub(r"'s\b", "", text.lower()))
    return [word for word in words if len(word) > 1 and word not in leave_out]


def in_order(scores: dict[str, float]) -> list[str]:
    """Return the words, the highest score first; of equals the one that came first."""
    return sorted(scores, key=lambda word: -round(scores[word], 9))


def by_frequency(text: str) -> list[str]:
    """Return the words of a text, the most frequent first.

    >>> by_frequency("Anna lost the kite. The kite flew away.")[0]
    'kite'
    """
    return in_order({word: float(n) for word, n in Counter(candidates(text)).items()})


def by_tf_idf(text: str, rarity: TfIdf) -> list[str]:
    """Return the words of a text by how often they stand there, times how rare they are elsewhere.

    A word that `rarity` has never seen is as rare as its rarest.
    """
    rarest = float(rarity.rarity.max())
    idf = {
        word: float(rarity.rarity[rarity.rows[word]]) if word in rarity.rows else rarest for word in candidates(text)
    }
    return in_order({word: n * idf[word] for word, n in Counter(candidates(text)).items()})


def neighbours(words: Sequence[str], window: int = 3) -> tuple[list[str], Float[Tensor, "word word"]]:
    """Return the different words, and for each pair how often they stand within `window` words of each other.

    Raises:
        ValueError: if the window is not at least 2.

    >>> neighbours(["red", "kite", "red"], window=2)[1].tolist()
    [[0.0, 2.0], [2.0, 0.0]]
    """
    if window < 2:
        raise ValueError(f"window must be at least 2 words, got {window}.")
    different = list(dict.fromkeys(words))
    row = {word: i for i, word in enumerate(different)}
    together = torch.zeros(len(different), len(different), dtype=torch.float64)
    for i, word in enumerate(words):
        for other in words[i + 1 : i + window]:
            if other != word:
                together[row[word], row[other]] += 1
                together[row[other], row[word]] += 1
    return different, together


def by_textrank(text: str, window: int = 3, damping: float = 0.85) -> list[str]:
    """Return the words of a text by PageRank over the words that stand near each other."""
    different, together = neighbours(candidates(text), window)
    if not different:
        return []
    return in_order(dict(zip(different, pagerank(together, damping).tolist(), strict=True)))


def mmr(relevance: Float[Tensor, " word"], alike: Float[Tensor, "word word"], k: int, trade: float = 0.5) -> list[int]:
    """Return k words, each the best by trade · relevance - (1 - trade) · likeness to the nearest one chosen before.

    Args:
        relevance: of each word for the text.
        alike: of each word with each other.
        k: how many; fewer if there are fewer.
        trade: 1 asks for relevance alone, 0 for variety alone.

    Raises:
        ValueError: if `trade` is not a share, or the sizes do not fit.
    """
    n = len(relevance)
    if not 0 <= trade <= 1:
        raise ValueError(f"trade must be a share from 0 to 1, got {trade}.")
    if alike.shape != (n, n):
        raise ValueError(f"alike must be a square of {n} rows, as there are {n} words, got {tuple(alike.shape)}.")
    chosen: list[int] = []
    left = [*range(n)]
    while left and len(chosen) < k:
        nearest = {i: max((float(alike[i, j]) for j in chosen), default=0.0) for i in left}
        values = {i: round(trade * float(relevance[i]) - (1 - trade) * nearest[i], 6) for i in left}
        one = max(left, key=lambda i: (values[i], -i))
        chosen.append(one)
        left.remove(one)
    return chosen


def by_vectors(
    text: str,
    vectors: Callable[[Sequence[str]], Float[Tensor, "text d_model"]],
    k: int = 5,
    trade: float = 1.0,
) -> list[str]:
    """Return k words of a text whose vectors are nearest to the text's.

    Args:
        text: the text.
        vectors: a vector of length 1 for each of some texts, such as a `LatentSpace`.
        k: how many.
        trade: below 1, MMR avoids words like those chosen before.
    """
    different = list(dict.fromkeys(candidates(text)))
    if not different:
        return []
    each = vectors([text, *different])
    return [different[i] for i in mmr(each[1:] @ each[0], each[1:] @ each[1:].T, k, trade)]


class LatentSpace:
    """Vectors of texts and words in one space: words that stand in the same texts lie near each other.

    A singular value decomposition of the TF-IDF vectors of some texts: Deerwester et al. (1990), latent semantic
    analysis, https://doi.org/10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9.

    Args:
        texts: to learn from.
        size: numbers a vector.

    Raises:
        ValueError: if `size` is not between 1 and the number of texts.
    """

    def __init__(self, texts: Sequence[str], size: int = 100) -> None:
        if not 1 <= size <= len(texts):
            raise ValueError(f"size must be between 1 and {len(texts)}, got {size}.")
        self.tf_idf = TfIdf(texts)
        self.directions = torch.linalg.svd(self.tf_idf.vectors(texts).double(), full_matrices=False).Vh[:size]

    def __call__(self, texts: Sequence[str]) -> Float[Tensor, "text size"]:
        """Return a vector of length 1 for each text, or of zeros if none of its words is known."""
        return F.normalize(self.tf_idf.vectors(texts).double() @ self.directions.T, dim=1)


def at_k(found: Sequence[Sequence[str]], wanted: Sequence[Collection[str]], k: int) -> Scores:
    """Return precision, recall and F1 of the first k words of each text, over all texts together.

    Raises:
        ValueError: if k is not positive, or there are not as many texts in both.

    >>> at_k([["kite", "anna", "red"]], [{"Kite", "hill"}], k=2)
    Scores(precision=0.5, recall=0.5, f1=0.5)
    """
    if k < 1 or len(found) != len(wanted):
        raise ValueError(f"k must be positive and both as long, got {k}, {len(found)} and {len(wanted)} texts.")
    counts = []
    for ours, theirs in zip(found, wanted, strict=True):
        right = {word.lower() for word in theirs}
        counts.append(Counts(len({*ours[:k]} & right), len({*ours[:k]}), len(right)))
    return total(counts).scores()
