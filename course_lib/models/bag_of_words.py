"""Bag of words: a text is which words it holds, in no order; a linear layer and a softmax choose its label.

The baseline that keeps a course honest: what it gets right needs no reading.

    p(label | text) = softmax(counts · weights + bias),   loss = -Σ log p(label | text) + penalty / 2 · Σ weights²

Source: Nigam, Lafferty and McCallum (1999), Using Maximum Entropy for Text Classification, IJCAI-99 workshop on
machine learning for information filtering. The penalty is the Gaussian prior of Chen and Rosenfeld (1999), A Gaussian
Prior for Smoothing Maximum Entropy Models, CMU-CS-99-108, with variance 1 / penalty.
Held equal to scikit-learn's `LogisticRegression(C=1 / penalty)` by tests/models/test_bag_of_words.py.
Left out: tf-idf, stop words, stemming, Chinese word segmentation.
"""

import re
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor
from torch.optim import LBFGS

# A word of English, with its apostrophe (don't); in Chinese one character, or a number or a foreign word.
WORD = {"en": re.compile(r"\w+(?:'\w+)*"), "zh": re.compile(r"[一-鿿]|[^\W一-鿿]+")}
N = {"en": 1, "zh": 2}  # two characters, since most Chinese words have two


@dataclass(frozen=True)
class Bag:
    """What is counted in a text.

    Args:
        language: "en": lower-cased words; "zh": characters.
        n: runs of 1 to n of them; without it 1 in English and 2 in Chinese.
        presence: count a run once a text, however often it stands there.
        min_count: leave out what fewer texts of the training hold.

    Raises:
        ValueError: if the language is neither, or `n` or `min_count` is not positive.
    """

    language: Literal["en", "zh"] = "en"
    n: int | None = None
    presence: bool = True
    min_count: int = 2

    def __post_init__(self) -> None:
        if self.language not in WORD:
            raise ValueError(f"language must be one of {', '.join(WORD)}, got {self.language!r}.")
        if self.size < 1 or self.min_count < 1:
            raise ValueError(f"n and min_count must be positive, got n = {self.size} and min_count = {self.min_count}.")

    @property
    def size(self) -> int:
        """Return the length of the longest runs."""
        return N[self.language] if self.n is None else self.n

    def of(self, text: str) -> Counter[str]:
        """Return how often each run of words stands in the text, or 1 each.

        >>> Bag(n=2).of("Not good, not good.")
        Counter({'not': 1, 'good': 1, 'not good': 1, 'good not': 1})
        >>> list(Bag("zh").of("不好。"))
        ['不', '好', '不好']
        """
        words = WORD[self.language].findall(text.lower())
        blank = " " if self.language == "en" else ""
        runs = (blank.join(words[at : at + n]) for n in range(1, self.size + 1) for at in range(len(words) - n + 1))
        return Counter(dict.fromkeys(runs, 1)) if self.presence else Counter(runs)


ENGLISH_WORDS = Bag()


@dataclass(frozen=True)
class BagOfWords:
    """A trained classifier: `weights[i, j]` is what the word `vocabulary[i]` speaks for the label `labels[j]`."""

    bag: Bag
    vocabulary: dict[str, int]
    labels: tuple[str, ...]
    weights: Float[Tensor, "vocab label"]
    bias: Float[Tensor, " label"]

    def probabilities(self, texts: Sequence[str]) -> Float[Tensor, "text label"]:
        """Return the probability of each label; words that the training did not hold count for nothing."""
        check_no_single_text(texts)
        counts = sparse_counts([self.bag.of(text) for text in texts], self.vocabulary)
        return (counts @ self.weights + self.bias).softmax(-1)

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the most probable label of each text."""
        return [self.labels[at] for at in self.probabilities(texts).argmax(-1).tolist()]

    def accuracy(self, texts: Sequence[str], labels: Sequence[str]) -> float:
        """Return the share of texts whose label it finds.

        Raises:
            ValueError: if there are no texts, or not as many labels.
        """
        check_pairs(texts, labels)
        return sum(guess == label for guess, label in zip(self.predict(texts), labels, strict=True)) / len(texts)

    def top_words(self, label: str, k: int = 10) -> list[tuple[str, float]]:
        """Return the k words that speak most for the label, with their weights.

        Raises:
            ValueError: if the training did not hold the label, or `k` is not within the vocabulary.
        """
        if label not in self.labels:
            raise ValueError(f"label must be one of {', '.join(self.labels)}, got {label!r}.")
        if not 1 <= k <= len(self.vocabulary):
            raise ValueError(f"k must be between 1 and the number of words ({len(self.vocabulary)}), got {k}.")
        weights = self.weights[:, self.labels.index(label)].tolist()
        return sorted(zip(self.vocabulary, weights, strict=True), key=lambda pair: (-pair[1], pair[0]))[:k]


def train(texts: Sequence[str], labels: Sequence[str], bag: Bag = ENGLISH_WORDS, penalty: float = 1.0) -> BagOfWords:
    """Return the classifier with the least loss; no chance is in it.

    Raises:
        ValueError: if there are no texts, not as many labels, only one label, or `penalty` is not positive.
    """
    check_pairs(texts, labels)
    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise ValueError(f"there must be two labels or more to choose from, got only {names[0]!r}.")
    if not penalty > 0:
        raise ValueError(f"penalty must be positive, got {penalty}: without one, words of one label grow for ever.")
    bags = [bag.of(text) for text in texts]
    texts_with = Counter(word for one in bags for word in one)
    words = sorted(word for word, n in texts_with.items() if n >= bag.min_count)
    vocabulary = {word: at for at, word in enumerate(words)}
    targets = torch.tensor([names.index(label) for label in labels])
    with one_thread():
        weights, bias = fit(sparse_counts(bags, vocabulary), targets, len(names), penalty)
    return BagOfWords(bag, vocabulary, names, weights, bias)


def check_no_single_text(texts: Sequence[str]) -> None:
    if isinstance(texts, str):
        raise ValueError(f"texts must be a list of texts, got one of {len(texts)} characters; write [text].")


def check_pairs(texts: Sequence[str], labels: Sequence[str]) -> None:
    check_no_single_text(texts)
    if not texts or len(texts) != len(labels):
        raise ValueError(f"there must be texts, and a label for each; got {len(texts)} texts and {len(labels)} labels.")


def sparse_counts(bags: Sequence[Counter[str]], vocabulary: dict[str, int]) -> Float[Tensor, "text vocab"]:
    """Return the counts as a sparse matrix: nearly all words are missing from nearly all texts."""
    cells = [
        (row, vocabulary[word], n) for row, one in enumerate(bags) for word, n in one.items() if word in vocabulary
    ]
    rows, columns, values = torch.tensor(cells, dtype=torch.long).view(-1, 3).unbind(-1)
    size = (len(bags), len(vocabulary))
    return torch.sparse_coo_tensor(torch.stack([rows, columns]), values.float(), size, check_invariants=True).coalesce()


def by_rows(matrix: Float[Tensor, "row column"]) -> Float[Tensor, "row column"]:
    """Return a sparse matrix stored row by row (CSR), which multiplies 20 times faster; torch still warns of it."""
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        return matrix.to_sparse_csr()


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute in one thread: such small steps are faster then, and the same on every number of cores."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def fit(
    counts: Float[Tensor, "text vocab"], targets: Int[Tensor, " text"], n_labels: int, penalty: float
) -> tuple[Float[Tensor, "vocab label"], Float[Tensor, " label"]]:
    """Return the weights and the bias with the least loss, found by L-BFGS from zeros; there is one minimum only.

    The gradient is written out: each word is told how wrong the probabilities are in the texts that hold it.
    """
    n_texts, n_words = counts.shape
    weights, bias = torch.zeros(n_words, n_labels), torch.zeros(n_labels)
    words_of_texts, texts_of_words = by_rows(counts), by_rows(counts.t())
    right = F.one_hot(targets, n_labels)

    def loss_of_a_text() -> Tensor:
        logits = words_of_texts @ weights + bias
        wrong = (logits.softmax(-1) - right) / n_texts
        weights.grad = texts_of_words @ wrong + penalty / n_texts * weights
        bias.grad = wrong.sum(0)
        return F.cross_entropy(logits, targets) + penalty / 2 / n_texts * weights.square().sum()

    optimizer = LBFGS([weights, bias], max_iter=300, max_eval=400, tolerance_grad=1e-6, line_search_fn="strong_wolfe")
    optimizer.step(loss_of_a_text)
    return weights, bias
