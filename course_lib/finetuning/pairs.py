"""Cross-encoder: two texts go through one encoder together, so each word of one can look at each word of the other.

    [CLS] first [SEP] second [SEP]  ->  the pooled vector of [CLS]  ->  a logit for each label

Source: Devlin et al. (2019), section 4.1, https://arxiv.org/abs/1810.04805; a score as the mean of a distribution over
grades: Tai, Socher and Manning (2015), section 4.2, https://arxiv.org/abs/1503.00075; a right candidate among wrong
ones: Gao, Dai and Callan (2021), https://arxiv.org/abs/2101.08751.
Held equal to `CrossEncoder` of sentence-transformers by tests/finetuning/test_pairs.py.
Left out: a head of one number that is trained by its squared error.
"""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.corpora.records import ScoredPair, TextPair
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.heads import TextClassifier
from course_lib.models.bert import Bert
from course_lib.tokenizers.batches import Batch
from course_lib.tokenizers.tokenizer import Tokenizer


class HasTwoTexts(Protocol):
    """A record of a pair, such as `TextPair` or `ScoredPair`."""

    @property
    def first(self) -> str: ...
    @property
    def second(self) -> str: ...


class LabelledPairs(NamedTuple):
    """What a cross-encoder reads, and the probability that each label should get."""

    batch: Batch
    targets: Float[Tensor, "pair label"]


class CrossEncoder(nn.Module):
    """Reads two texts as one sequence, and scores each label for the pair.

    Args:
        bert: the encoder, pretrained or not; it is not copied.
        tokenizer: the encoder's.
        labels: names, or grades in rising order ("0" to "5").

    Raises:
        ValueError: if there are fewer than two labels, or one comes twice.
    """

    def __init__(self, bert: Bert, tokenizer: Tokenizer, labels: Sequence[str]) -> None:
        super().__init__()
        self.classifier = TextClassifier(bert, labels)
        self.tokenizer = tokenizer

    @property
    def labels(self) -> tuple[str, ...]:
        return self.classifier.labels

    def lay_out(self, pairs: Sequence[HasTwoTexts]) -> Batch:
        """Return the pairs as the encoder reads them; the longer text is cut first."""
        texts = [(pair.first, pair.second) for pair in pairs]
        length = self.classifier.config.context_length
        return self.tokenizer.encode_batch(texts, pad="[PAD]", context_length=length)

    def lay_out_labelled(self, pairs: Sequence[TextPair | ScoredPair]) -> LabelledPairs:
        """Return the pairs with their targets, for `fine_tune`."""
        targets = torch.stack([target(pair, self.labels) for pair in pairs])
        return LabelledPairs(self.lay_out(pairs), targets)

    def forward(self, batch: Batch) -> Float[Tensor, "pair label"]:
        """Return logits."""
        return self.classifier(batch.token_ids, batch.segments, batch.mask)

    def logits(self, pairs: Sequence[HasTwoTexts], batch_size: int = 64) -> Float[Tensor, "pair label"]:
        """Return logits without training: one pass through the encoder a pair.

        Raises:
            ValueError: if there are no pairs.
        """
        if not pairs:
            raise ValueError("there must be at least one pair, got 0.")
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].first) + len(pairs[i].second))
        by_length = [pairs[i] for i in order]  # little padding
        parts = in_batches(self, by_length, self.lay_out, lambda model, batch: model(batch), batch_size)
        logits = torch.cat(list(parts))
        return logits[torch.tensor(order).argsort()]

    def predict(self, pairs: Sequence[HasTwoTexts]) -> list[str]:
        """Return the label with the highest logit for each pair."""
        return [self.labels[i] for i in self.logits(pairs).argmax(dim=-1).tolist()]

    def scores(self, pairs: Sequence[HasTwoTexts]) -> Float[Tensor, " pair"]:
        """Return the mean grade, Σ probability · grade.

        Raises:
            ValueError: if a label is no number.
        """
        return self.logits(pairs).softmax(dim=-1) @ torch.tensor(grades(self.labels))


def target(pair: TextPair | ScoredPair, labels: Sequence[str]) -> Float[Tensor, " label"]:
    """Return the probability that each label should get: 1 for a name; a score is spread over its two neighbours.

    >>> target(ScoredPair("a", "b", 3.25), ["2", "3", "4"])
    tensor([0.0000, 0.7500, 0.2500])

    Raises:
        ValueError: if the label is none of `labels`, or the score is not between the lowest and the highest.
    """
    if isinstance(pair, TextPair):
        if pair.label not in labels:
            raise ValueError(f"label must be one of {', '.join(labels)}, got {pair.label!r}.")
        return torch.tensor([float(label == pair.label) for label in labels])
    numbers = grades(labels)
    if not numbers[0] <= pair.score <= numbers[-1]:
        raise ValueError(f"score must be between {numbers[0]:g} and {numbers[-1]:g}, got {pair.score:g}.")
    steps = [1 - abs(pair.score - number) for number in numbers]
    return torch.tensor([max(0.0, step) for step in steps])


def grades(labels: Sequence[str]) -> list[float]:
    """Return labels as numbers, each one more than the one before.

    Raises:
        ValueError: if they are not.
    """
    try:
        numbers = [float(label) for label in labels]
    except ValueError:
        raise ValueError(f"labels must be grades, such as 0 to 5, got {', '.join(labels)}.") from None
    if any(not math.isclose(b - a, 1) for a, b in itertools.pairwise(numbers)):
        raise ValueError(f"grades must rise by 1, got {', '.join(labels)}.")
    return numbers


def pair_loss(model: nn.Module, pairs: LabelledPairs) -> Tensor:
    """Return the mean cross-entropy between targets and what the model gives each label."""
    return F.cross_entropy(model(pairs.batch), pairs.targets)


def choice_loss(scores: Float[Tensor, "query candidate"]) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of each query's first candidate: the right one.

    Raises:
        ValueError: if there are fewer than two candidates.
    """
    n = scores.shape[1]
    if n < 2:
        raise ValueError(f"each query must have at least two candidates, got {n}.")
    first = torch.zeros(len(scores), dtype=torch.long, device=scores.device)
    return F.cross_entropy(scores, first)
