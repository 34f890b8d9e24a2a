"""A small network without pretraining, for real data that town_bert cannot read.

A word is four things that a table can hold: itself, how it ends, how it begins, and its
shape (`Aa9` for Paris2). Their vectors are added up; a layer reads each word with its two
neighbours on either side; a linear layer scores the labels, of each word or of the whole.

Source: Collobert et al. (2011), Natural language processing (almost) from scratch,
https://jmlr.org/papers/v12/collobert11a.html; with distances, for relations, Zeng et al.
(2014), https://aclanthology.org/C14-1220. Sums of parts of a word: Bojanowski et al.
(2017), https://arxiv.org/abs/1607.04606.
Tested by tests/finetuning/test_small_tagger.py.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.finetuning.fine_tune import fine_tune

N_FEATURES = 4
ASKED = 1


@lru_cache(100_000)
def features(word: str) -> tuple[str, str, str, str]:
    """Return what is known of a word.

    >>> features("Paris2")
    ('w paris2', 'ends is2', 'begins par', 'shape Aa9')
    """
    small, shape = word.lower(), word
    for run, mark in (r"[A-Z]+", "A"), (r"[^\W\d_A-Z]+", "a"), (r"\d+", "9"):
        shape = re.sub(run, mark, shape)
    return f"w {small}", f"ends {small[-3:]}", f"begins {small[:3]}", f"shape {shape}"


def count_features(
    sentences: Iterable[Sequence[str]],
    at_least: int = 1,
) -> dict[str, int]:
    """Return a number, from 1, for each feature that enough words have."""
    words = (word for sentence in sentences for word in sentence)
    counts = Counter(one for word in words for one in features(word))
    kept = sorted(one for one, n in counts.items() if n >= at_least)
    return {one: number for number, one in enumerate(kept, 1)}


@dataclass(frozen=True)
class Example:
    """Words, a flag for each (a marked verb, say), and a label for each, or for all."""

    words: Sequence[str]
    flags: Sequence[int]
    targets: Sequence[int]


@dataclass(frozen=True)
class WordBatch:
    """Sentences as tensors; 0 where there is no word, and `IGNORED` in its target."""

    features: Int[Tensor, "batch word feature"]
    flags: Int[Tensor, "batch word"]
    is_word: Bool[Tensor, "batch word"]
    targets: Int[Tensor, "batch target"]


@dataclass(frozen=True)
class WordLayout:
    """Makes batches of examples; `numbers` are those of the features."""

    numbers: dict[str, int]

    def __call__(self, examples: Sequence[Example]) -> WordBatch:
        """Return the examples as tensors."""
        n_words = max(len(one.words) for one in examples)
        n_targets = max(len(one.targets) for one in examples)
        ids = torch.zeros(len(examples), n_words, N_FEATURES, dtype=torch.long)
        flags = torch.zeros(len(examples), n_words, dtype=torch.long)
        is_word = torch.zeros(len(examples), n_words, dtype=torch.bool)
        targets = torch.full((len(examples), n_targets), -100)
        for row, one in enumerate(examples):
            n = len(one.words)
            known = [self.known(word) for word in one.words]
            ids[row, :n] = torch.tensor(known)
            flags[row, :n] = torch.tensor(one.flags)
            is_word[row, :n] = True
            targets[row, : len(one.targets)] = torch.tensor(one.targets)
        return WordBatch(ids, flags, is_word, targets)

    def known(self, word: str) -> list[int]:
        """Return the numbers of a word's features, 0 for those unknown."""
        return [self.numbers.get(one, 0) for one in features(word)]


class SmallTagger(nn.Module):
    """Scores labels for each word, or if `pooled` for the whole, from its best words.

    Words with the flag `ASKED` are those of which it is asked: all others see them too.

    Args:
        n_features: numbers of features, without 0 for those unknown.
        n_labels: how many labels.
        n_flags: how many different flags.
        width: numbers of a word's vector.
        pooled: whether there is one label for all words together.
        dropout: the share of features that training hides, and of what is read of them.
    """

    def __init__(
        self,
        n_features: int,
        n_labels: int,
        n_flags: int = 2,
        width: int = 32,
        pooled: bool = False,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.pooled, self.dropout = pooled, dropout
        self.feature = nn.Embedding(n_features + 1, width, padding_idx=0)
        self.flag = nn.Embedding(n_flags, width)
        self.neighbours = nn.Conv1d(width, 2 * width, kernel_size=5, padding=2)
        self.asked = nn.Linear(2 * width, 2 * width, bias=False)
        self.head = nn.Linear(2 * width, n_labels)
        for table in (self.feature, self.flag):  # PyTorch's are ten times as large
            nn.init.normal_(table.weight, std=0.1)

    def forward(self, batch: WordBatch) -> Float[Tensor, "batch target label"]:
        """Return logits; with `pooled` there is one target a sentence."""
        ids, real = batch.features, batch.is_word[..., None]
        if self.training:  # so that it learns to do with what is left
            ids = ids * (torch.rand(ids.shape) > self.dropout)
        x = (self.feature(ids).sum(dim=2) + self.flag(batch.flags)) * real
        read = self.neighbours(x.transpose(1, 2)).transpose(1, 2)
        asked = (read * (batch.flags == ASKED)[..., None]).sum(dim=1, keepdim=True)
        hidden = F.relu(read + self.asked(asked))
        hidden = F.dropout(hidden, self.dropout, self.training)
        if self.pooled:
            hidden = hidden.masked_fill(~real, 0.0).max(dim=1, keepdim=True).values
        return self.head(hidden)


def word_loss(model: nn.Module, batch: WordBatch) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the targets."""
    return F.cross_entropy(model(batch).flatten(0, 1), batch.targets.flatten())


def trained(
    examples: Sequence[Example],
    n_labels: int,
    *,
    epochs: int,
    learning_rate: float = 1e-2,
    batch_size: int = 16,
    seed: int = 0,
    n_flags: int = 2,
    pooled: bool = False,
) -> tuple[SmallTagger, WordLayout]:
    """Return a network that has learned from the examples, and how it reads.

    Args:
        examples: their features that come twice or more get a vector of their own.
        n_labels: of the task.
        epochs: how often it sees each example; at least one step is made.
        learning_rate, batch_size, seed: as `fine_tune` takes them.
        n_flags, pooled: as `SmallTagger` takes them.
    """
    numbers = count_features((one.words for one in examples), at_least=2)
    lay_out = WordLayout(numbers)
    torch.manual_seed(seed)
    model = SmallTagger(len(numbers), n_labels, n_flags=n_flags, pooled=pooled)
    fine_tune(
        model,
        examples,
        lay_out,
        word_loss,
        n_steps=max(epochs * len(examples) // batch_size, 1),
        batch_size=batch_size,
        learning_rate=learning_rate,
        seed=seed,
    )
    return model, lay_out
