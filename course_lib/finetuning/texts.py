"""A label for a text: from records to batches, from logits to labels, and the baselines.

Whatever gives labels here has one form, `predict(texts)`, a label for each text:
`Majority`, the `BagOfWords` of models/bag_of_words.py, and `Predictor`, a fine-tuned
model with the `TextLayout` that it was trained with.
Tested by tests/finetuning/test_texts.py.
Left out: several labels for one text, and pairs of texts.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.heads import TextClassifier
from course_lib.models.bert import Bert
from course_lib.tokenizers.saving import load as load_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer


@runtime_checkable
class HasLabel(Protocol):
    """A text and its label: `Labelled`, and `Annotated` where its spans are not asked."""

    @property
    def text(self) -> str: ...
    @property
    def label(self) -> str: ...


def labels_of(records: Sequence[HasLabel]) -> tuple[str, ...]:
    """Return the labels that occur, sorted: the order in which a model numbers them."""
    return tuple(sorted({one.label for one in records}))


class TextBatch(NamedTuple):
    """Texts as a model reads them; a target is its label's place among the labels."""

    token_ids: Int[Tensor, "batch seq"]
    mask: Bool[Tensor, "batch seq"]  # True at real tokens
    targets: Int[Tensor, " batch"]


@dataclass(frozen=True)
class TextLayout:
    """Makes batches of labelled texts: call it with a list of records.

    Args:
        tokenizer: the model's own.
        labels: what each number stands for. Store them with the model: in another
            order the same numbers mean something else.
        context_length: longest row of tokens; what is longer loses its end.
        pad: the token that fills up shorter rows.
    """

    tokenizer: Tokenizer
    labels: tuple[str, ...]
    context_length: int = 128
    pad: str = "[PAD]"

    def __call__(self, records: Sequence[HasLabel]) -> TextBatch:
        """Return the batch.

        Raises:
            ValueError: if there is no record, or one has a label that is not known.
        """
        numbers = {label: number for number, label in enumerate(self.labels)}
        if strange := sorted({one.label for one in records} - numbers.keys()):
            must = f"a label must be one of {', '.join(self.labels)}"
            raise ValueError(f"{must}, got {strange[0]!r}.")
        token_ids, mask = self.of_texts([one.text for one in records])
        targets = torch.tensor([numbers[one.label] for one in records])
        return TextBatch(token_ids, mask, targets)

    def of_texts(
        self,
        texts: Sequence[str],
    ) -> tuple[Int[Tensor, "batch seq"], Bool[Tensor, "batch seq"]]:
        """Return token ids, [CLS] first, and the mask."""
        batch = self.tokenizer.encode_batch(texts, self.pad, self.context_length)
        return batch.token_ids, batch.mask


def label_loss(model: nn.Module, batch: TextBatch) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the labels: what fine-tuning lowers."""
    return F.cross_entropy(model(batch.token_ids, mask=batch.mask), batch.targets)


@dataclass(frozen=True)
class Predictor:
    """A fine-tuned model: texts in, labels out."""

    model: TextClassifier
    layout: TextLayout

    def probabilities(
        self,
        texts: Sequence[str],
        batch_size: int = 64,
    ) -> Float[Tensor, "text label"]:
        """Return the probability of each label, as it is without dropout.

        Raises:
            ValueError: if `texts` is one string, or there is none.
        """
        if isinstance(texts, str) or not texts:
            came = "one string" if isinstance(texts, str) else "none"
            raise ValueError(f"texts must be a list of texts, got {came}.")

        def forward(model: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
            token_ids, mask = batch
            return model(token_ids, mask=mask).softmax(dim=-1)

        of_texts = self.layout.of_texts
        return torch.cat([*in_batches(self.model, texts, of_texts, forward, batch_size)])

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the most probable label of each text."""
        labels = self.layout.labels
        return [labels[at] for at in self.probabilities(texts).argmax(-1).tolist()]


@dataclass(frozen=True)
class Majority:
    """The baseline that reads nothing: every text gets the commonest label."""

    label: str

    @classmethod
    def of(cls, records: Sequence[HasLabel]) -> "Majority":
        """Return the baseline of the training's records; of equals, the first by name.

        Raises:
            ValueError: if there are none.
        """
        if not records:
            raise ValueError("there must be a record to count, got 0.")
        counts = Counter(one.label for one in records)
        return cls(min(counts, key=lambda label: (-counts[label], label)))

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the one label for each text."""
        return [self.label for _ in texts]


def town_predictor(
    labels: Sequence[str],
    *,
    pretrained: bool = True,
    seed: int = 0,
) -> Predictor:
    """Return the course's BERT with a new head, ready to be fine-tuned.

    Args:
        labels: of the task.
        pretrained: False for random weights in all of it: the same shape, the same
            tokenizer, nothing read before.
        seed: of the head, and of the random weights.

    Raises:
        ValueError: if there are fewer than two labels, or one comes twice.
    """
    folder = checkpoint("town_bert")
    torch.manual_seed(seed)
    bert = Bert.from_pretrained(folder)
    if not pretrained:
        bert = Bert(bert.config)
    model = TextClassifier(bert, labels)
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    longest = bert.config.context_length
    return Predictor(model, TextLayout(tokenizer, model.labels, longest))


def few(records: Sequence[HasLabel], n: int, seed: int = 0) -> list[HasLabel]:
    """Return n records by chance: the few labels that somebody had the time to write.

    With another n and the same seed the smaller set lies within the larger.

    Raises:
        ValueError: if there are not so many.
    """
    if not 1 <= n <= len(records):
        must = f"n must be between 1 and the number of records ({len(records)})"
        raise ValueError(f"{must}, got {n}.")
    order = torch.randperm(len(records), generator=torch.Generator().manual_seed(seed))
    return [records[i] for i in order[:n].tolist()]
