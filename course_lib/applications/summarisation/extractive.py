"""A trained extractive summariser: which sentences belong to the summary is learned from reference summaries.

References are written anew, so a search makes the labels: sentences are added as long as ROUGE grows (the *oracle*).
A logistic regression then learns a sentence's probability of being chosen, from its words, its place, its length
and its TextRank score.
Source of the labels: Nallapati, Zhai and Zhou (2017), section 3, https://arxiv.org/abs/1611.04230. Of the features:
Edmundson (1969), https://doi.org/10.1145/321510.321519. The regression is that of models/bag_of_words.py.
Tested by tests/applications/summarisation/test_extractive.py.
Left out: what is chosen already does not count, so that two sentences may say the same.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.applications.summarisation.lead import check_n, extract
from course_lib.applications.summarisation.textrank import best, pagerank, similarities
from course_lib.metrics.ngrams import ngrams, shared
from course_lib.metrics.rouge import Tokenize, rouge_l, rouge_n
from course_lib.metrics.rouge import words as english_words
from course_lib.models.bag_of_words import fit, one_thread, sparse_counts

Chooser = Callable[[Sequence[str]], list[int]]  # from sentences to the places of some


def gain(chosen: Sequence[str], reference: Sequence[str]) -> float:
    """Return the mean of the F1 of ROUGE-1 and ROUGE-2 of two lists of words: what the oracle raises."""
    return fmean(shared(ngrams(chosen, n), ngrams(reference, n)).scores().f1 for n in (1, 2))


def oracle(
    sentences: Sequence[str],
    references: Sequence[str],
    n: int = 3,
    tokenize: Tokenize = english_words,
) -> list[int]:
    """Return the places of at most n sentences, each the one that raises ROUGE most.

    Nobody can choose so without the references: it is a bound (nearly), and it makes the
    labels for training.

    Args:
        sentences: of the document.
        references: of several the best counts.
        n: the search stops earlier if no sentence raises ROUGE.
        tokenize: cuts a text into words.
    """
    check_n(n, sentences)
    bags = [tokenize(one) for one in sentences]
    wanted = [tokenize(one) for one in references]

    def value(places: list[int]) -> float:
        words = [word for place in sorted(places) for word in bags[place]]
        return max(gain(words, one) for one in wanted)

    chosen, before = list[int](), 0.0
    while len(chosen) < min(n, len(sentences)):
        left = sorted({*range(len(bags))} - {*chosen})
        added = max(left, key=lambda place: value([*chosen, place]))
        if value([*chosen, added]) <= before:
            break
        chosen.append(added)
        before = value(chosen)
    return sorted(chosen)


def features(sentences: Sequence[str], tokenize: Tokenize = english_words) -> list[Counter[str]]:
    """Return what the scorer sees of each sentence: its words, and four remarks in angle brackets.

    >>> features(["A dog ran.", "The dog came home."])[0]["<place 0>"]
    1
    """
    ranks = pagerank(similarities(sentences, tokenize)) * len(sentences)
    found = []
    for place, (sentence, rank) in enumerate(zip(sentences, ranks.tolist(), strict=True)):
        words = tokenize(sentence)
        about = Counter({*words})
        about[f"<place {min(place, 4)}>"] = 1
        about[f"<from the end {min(len(sentences) - 1 - place, 2)}>"] = 1
        about[f"<words {min(len(words) // 5, 8)}>"] = 1
        about[f"<rank {min(int(4 * rank), 8)}>"] = 1
        found.append(about)
    return found


@dataclass(frozen=True)
class SentenceScorer:
    """A trained scorer: `weights[i]` is what the feature i speaks for a sentence."""

    vocabulary: dict[str, int]
    weights: Float[Tensor, " feature"]
    tokenize: Tokenize = english_words

    def scores(self, sentences: Sequence[str]) -> Float[Tensor, " sentence"]:
        """Return a score for each sentence; above 0 it more likely belongs to the summary than not, but for a bias."""
        return (sparse_counts(features(sentences, self.tokenize), self.vocabulary) @ self.weights[:, None])[:, 0]

    def choose(self, sentences: Sequence[str], n: int = 3) -> list[int]:
        """Return the places of the n best sentences, in the order of the text."""
        check_n(n, sentences)
        return best(self.scores(sentences), n)

    def top(self, k: int = 8) -> list[tuple[str, float]]:
        """Return the k features that speak most for a sentence."""
        pairs = zip(self.vocabulary, self.weights.tolist(), strict=True)
        return sorted(pairs, key=lambda pair: -pair[1])[:k]


def train_scorer(
    documents: Sequence[Sequence[str]],
    labels: Sequence[Sequence[int]],
    tokenize: Tokenize = english_words,
    penalty: float = 3.0,
) -> SentenceScorer:
    """Return the scorer with the least loss; no chance is in it.

    Args:
        documents: the sentences of each.
        labels: the places of those that belong to the summary: the oracle's.
        tokenize: cuts a sentence into words.
        penalty: holds the weights small.

    Raises:
        ValueError: if there are no documents, or not as many labels.
    """
    if not documents or len(documents) != len(labels):
        raise ValueError(f"each document needs its labels, got {len(documents)} documents and {len(labels)} labels.")
    seen = [one for sentences in documents for one in features(sentences, tokenize)]
    chosen = [place in {*places} for one, places in zip(documents, labels, strict=True) for place in range(len(one))]
    sentences_with = Counter(name for one in seen for name in one)
    vocabulary = {name: at for at, name in enumerate(sorted(name for name, n in sentences_with.items() if n >= 3))}
    with one_thread():
        weights, _ = fit(sparse_counts(seen, vocabulary), torch.tensor(chosen).long(), 2, penalty)
    return SentenceScorer(vocabulary, weights[:, 1] - weights[:, 0], tokenize)


def mean_rouge(
    texts: Sequence[str], references: Sequence[Sequence[str]], tokenize: Tokenize = english_words
) -> dict[str, float]:
    """Return the mean F1 of ROUGE-1, -2 and -L over summaries; of several references the best counts.

    Raises:
        ValueError: if there are no summaries, or not as many lists of references.
    """
    if not texts or len(texts) != len(references):
        raise ValueError(f"each summary needs references, got {len(texts)} summaries and {len(references)} of them.")
    pairs = list(zip(texts, references, strict=True))
    means = {
        str(n): fmean(max(rouge_n(text, one, n, tokenize).f1 for one in wanted) for text, wanted in pairs)
        for n in (1, 2)
    }
    return {**means, "L": fmean(max(rouge_l(text, one, tokenize).f1 for one in wanted) for text, wanted in pairs)}


def summaries_by(choose: Chooser, documents: Sequence[Sequence[str]]) -> list[str]:
    """Return the summary of each document: the sentences that `choose` picks."""
    return [extract(sentences, choose(sentences)) for sentences in documents]
