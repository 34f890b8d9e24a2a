"""Intent and slots from one network: a BERT with two heads that train together.

    loss = cross-entropy of the intent ([CLS], pooled) + cross-entropy of the tags (words)

Source: Chen, Zhuo and Wang (2019), https://arxiv.org/abs/1902.10909.
Tested by tests/applications/dialogue/test_joint.py.
Left out: a CRF on the tags; weights between the two losses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.annotations import Annotated, Tagged
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.tagging import TaggedBatch, TagLayout, at_words, in_words, tag_labels
from course_lib.models.bert import Bert
from course_lib.models.text_inputs import start_small
from course_lib.tokenizers.saving import load as load_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer


class Scores(NamedTuple):
    """Scores of the intents for the text, and of the tags for each piece."""

    intents: Float[Tensor, "batch intent"]
    tags: Float[Tensor, "batch seq tag"]


class JointBatch(NamedTuple):
    """Tagged texts, and the number of each one's intent."""

    words: TaggedBatch
    intents: Int[Tensor, " batch"]


@dataclass(frozen=True)
class JointLayout:
    """Makes batches of annotated texts; an intent or tag that is not known is refused.

    Args:
        tokenizer: the model's own.
        intents, tags: what the numbers mean.
        context_length: the most pieces that the model reads.
    """

    tokenizer: Tokenizer
    intents: tuple[str, ...]
    tags: tuple[str, ...]
    context_length: int = 128

    @property
    def words(self) -> TagLayout:
        return TagLayout(self.tokenizer, self.tags, self.context_length)

    def __call__(self, records: Sequence[Annotated]) -> JointBatch:
        """Return the batch.

        Raises:
            ValueError: if an intent or a tag is not known.
        """
        if strange := {one.label for one in records} - {*self.intents}:
            must = f"each intent must be one of {', '.join(self.intents)}"
            raise ValueError(f"{must}, got {min(strange)!r}.")
        numbers = torch.tensor([self.intents.index(one.label) for one in records])
        return JointBatch(self.words([in_words(one) for one in records]), numbers)


class JointReader(nn.Module):
    """A BERT that scores intents and tags at once.

    Args:
        bert: the encoder; it trains too.
        layout: knows the intents and the tags.
    """

    def __init__(self, bert: Bert, layout: JointLayout) -> None:
        super().__init__()
        self.bert, self.layout = bert, layout
        self.intent_head = nn.Linear(bert.config.d_model, len(layout.intents))
        self.tag_head = nn.Linear(bert.config.d_model, len(layout.tags))
        for head in (self.intent_head, self.tag_head):
            start_small(head)

    def forward(self, batch: TaggedBatch) -> Scores:
        """Return the scores."""
        hidden = self.bert(batch.token_ids, None, batch.mask)
        return Scores(self.intent_head(self.bert.pool(hidden)), self.tag_head(hidden))

    def predict(self, records: Sequence[Annotated]) -> list[tuple[str, list[str]]]:
        """Return each text's intent and its words' tags; what the records say is not used."""

        def decoded(model: nn.Module, batch: TaggedBatch) -> list[tuple[str, list[str]]]:
            scores = model(batch)
            best = at_words(scores.tags, batch).argmax(-1)
            intents = scores.intents.argmax(-1).tolist()
            rows = zip(intents, best, batch.is_word, strict=True)
            layout = self.layout
            return [(layout.intents[i], [layout.tags[t] for t in row[real].tolist()]) for i, row, real in rows]

        tagged = [in_words(one) for one in records]
        blind = [Tagged(one.tokens, ("O",) * len(one.tokens)) for one in tagged]
        found = [one for some in in_batches(self, blind, self.layout.words, decoded) for one in some]
        sizes = [len(one.tokens) for one in tagged]
        return [(intent, [*tags, *["O"] * (n - len(tags))]) for (intent, tags), n in zip(found, sizes, strict=True)]


def joint_loss(model: nn.Module, batch: JointBatch) -> Float[Tensor, ""]:
    """Return the sum of the two mean losses: what training lowers."""
    scores = model(batch.words)
    tags = F.cross_entropy(scores.tags.flatten(0, 1), batch.words.targets.flatten())
    return F.cross_entropy(scores.intents, batch.intents) + tags


def joint_reader(
    records: Sequence[Annotated],
    bert: Bert | None = None,
    tokenizer: Tokenizer | None = None,
    seed: int = 0,
) -> JointReader:
    """Return a reader for these records' intents and slots, not yet trained.

    Args:
        records: of the training part.
        bert, tokenizer: to start from; by default the town's.
        seed: of the heads.

    Raises:
        ValueError: if only one of `bert` and `tokenizer` is given.
    """
    if (bert is None) != (tokenizer is None):
        raise ValueError("bert and tokenizer must come together, got one of them.")
    torch.manual_seed(seed)
    if bert is None or tokenizer is None:
        folder = checkpoint("town_bert")
        bert, tokenizer = Bert.from_pretrained(folder), load_tokenizer(folder / "tokenizer.json")
    intents = tuple(sorted({one.label for one in records}))
    tags = tuple(tag_labels([in_words(one) for one in records]))
    return JointReader(bert, JointLayout(tokenizer, intents, tags, bert.config.context_length))
