"""What a task adds to a pretrained BERT: one small matrix that reads its vectors.

| task | reads | asks | here | in Hugging Face's |
|---|---|---|---|---|
| a label for a text, or for two | [CLS], pooled | which label? | `TextClassifier` | `BertForSequenceClassification` |
| a label for each token | each token | which label? | `TokenClassifier` | `BertForTokenClassification` |
| a part of the text | each token | start here? end here? | `SpanReader` | `BertForQuestionAnswering` |

Source: Devlin et al. (2019), section 4, https://arxiv.org/abs/1810.04805.
Held equal to those, through folders in both directions, by tests/finetuning/test_heads.py.
Left out: several labels at once; a number instead of a label.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.bert import Bert, BertConfig
from course_lib.models.bert_weights import complete, read_folder, write_folder
from course_lib.models.model_files import read_json
from course_lib.models.text_inputs import start_small
from course_lib.models.weight_names import Rule

Self = TypeVar("Self", bound="BertWithHead")


class BertWithHead(nn.Module):
    """A `Bert` and a linear layer on top; what it reads and gives is its subclass's affair.

    Args:
        bert: the encoder, pretrained or not. It is not copied: it trains too.
        labels: what the columns of the head mean, in their order.
        dropout: the share of the numbers that the head does not see in training.

    Raises:
        ValueError: if there are fewer than two labels, or one comes twice.
    """

    architecture: ClassVar[str]  # what Hugging Face calls such a model, and its head
    head_name: ClassVar[str] = "classifier"
    is_pooled: ClassVar[bool] = False

    def __init__(self, bert: Bert, labels: Sequence[str], dropout: float = 0.0) -> None:
        super().__init__()
        if len(labels) < 2 or len({*labels}) < len(labels):
            must = "there must be at least two labels, each once"
            raise ValueError(f"{must}, got {list(labels)}.")
        self.bert = bert
        self.labels = tuple(labels)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(bert.config.d_model, len(labels))
        start_small(self.head)

    @property
    def config(self) -> BertConfig:
        return self.bert.config

    @classmethod
    def rule(cls) -> Rule:
        """Return what the head is called in a file."""
        return Rule("head", cls.head_name)

    @classmethod
    def from_pretrained(cls: type[Self], name_or_folder: str | Path) -> Self:
        """Return the model of a folder, or of a name on the hub, that has such a head.

        To put a new head on a BERT: `TextClassifier(Bert.from_pretrained(…), labels)`.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no BERT or has no such head, or its files are damaged.
        """
        folder = hub.find(name_or_folder)
        sizes, tensors = read_folder(folder, cls.rule())
        says = read_json(folder / "config.json")
        config, labels = BertConfig(**sizes), cls.labels_of(says, tensors.get("head.bias"))
        of_pretraining = ("masked_head.", "next_sentence_head.")
        tensors = {k: v for k, v in tensors.items() if not k.startswith(of_pretraining)}

        def new_model(config: BertConfig = config) -> Self:
            return cls(Bert(config), labels, says.get("classifier_dropout") or 0.0)

        if not cls.is_pooled:  # such files have no pooler, which nobody asks here
            tensors = complete(tensors, new_model, ("bert.pooler",), new_heads=True)
        return hub.build(new_model, config, tensors)

    @classmethod
    def labels_of(cls, says: dict[str, Any], head: Tensor | None) -> list[str]:
        """Return the labels that a config.json names, or their numbers."""
        if head is None:
            raise ValueError(f"the weights must hold {cls.head_name}, and do not.")
        names = says.get("id2label") or {}
        return [str(names.get(str(i), i)) for i in range(len(head))]

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        tensors = self.state_dict()
        if not self.is_pooled:
            tensors = {k: v for k, v in tensors.items() if "pooler" not in k}
        write_folder(
            folder,
            self.config,
            self.architecture,
            tensors,
            self.rule(),
            classifier_dropout=self.dropout.p,
            id2label={str(i): label for i, label in enumerate(self.labels)},
            label2id={label: i for i, label in enumerate(self.labels)},
        )


class TextClassifier(BertWithHead):
    """Scores each label for a text, or for two texts that are read together."""

    architecture = "BertForSequenceClassification"
    is_pooled = True

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
        segment_ids: Int[Tensor, "batch seq"] | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch label"]:
        """Return logits. Arguments and errors are those of `Bert`."""
        hidden = self.bert(token_ids, segment_ids, mask)
        return self.head(self.dropout(self.bert.pool(hidden)))


class TokenClassifier(BertWithHead):
    """Scores each label for each token."""

    architecture = "BertForTokenClassification"

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
        segment_ids: Int[Tensor, "batch seq"] | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq label"]:
        """Return logits. Arguments and errors are those of `Bert`."""
        return self.head(self.dropout(self.bert(token_ids, segment_ids, mask)))


class SpanLogits(NamedTuple):
    """How well each token would begin the answer, and how well it would end it."""

    start: Float[Tensor, "batch seq"]
    end: Float[Tensor, "batch seq"]


class SpanReader(BertWithHead):
    """Scores each token as the first, and as the last, of the part that is asked for."""

    architecture = "BertForQuestionAnswering"
    head_name = "qa_outputs"

    def __init__(
        self,
        bert: Bert,
        labels: Sequence[str] = ("start", "end"),
        dropout: float = 0.0,
    ) -> None:
        super().__init__(bert, labels, dropout)

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
        segment_ids: Int[Tensor, "batch seq"] | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> SpanLogits:
        """Return logits, 0 and more at padding too: whoever chooses must leave that out.

        Arguments and errors are those of `Bert`; [CLS] is where there is no answer.
        """
        scores = self.head(self.dropout(self.bert(token_ids, segment_ids, mask)))
        return SpanLogits(scores[..., 0], scores[..., 1])
