"""Tags of words, for a model that reads pieces of words; and back to words again.

Each word's tag is asked of its first piece alone, and the other pieces are passed over,
so that a word counts once in the loss and gets one tag. Source: Devlin et al. (2019),
section 5.3, https://arxiv.org/abs/1810.04805. The tags: Ramshaw and Marcus (1995), Text
chunking using transformation-based learning, https://aclanthology.org/W95-0107.
What an entity is, and how it is scored: metrics/spans.py.
Left out: other schemes than BIO; entities inside entities.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.corpora.annotations import Annotated, Span, Tagged
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.tasks.examples import bio
from course_lib.finetuning.fine_tune import in_batches
from course_lib.metrics.spans import split_tag
from course_lib.objectives.masked import IGNORED
from course_lib.tokenizers.batches import batch_of
from course_lib.tokenizers.tokenizer import Tokenizer

Decode = Callable[[Float[Tensor, "word label"]], Sequence[int]]


def tags_of(spans: Iterable[Span], n_words: int) -> list[str]:
    """Return the BIO tags of spans of words: the reverse of `metrics.spans.entities`.

    Raises:
        ValueError: if a span is empty, lies outside the sentence or overlaps another.

    >>> tags_of([Span(0, 2, "PER"), Span(3, 4, "LOC")], 5)
    ['B-PER', 'I-PER', 'O', 'B-LOC', 'O']
    """
    tags = ["O"] * n_words
    for span in spans:
        if not 0 <= span.start < span.end <= n_words:
            must = f"a span must hold a word of the {n_words}"
            raise ValueError(f"{must}, got {span.start} to {span.end}.")
        if set(tags[span.start : span.end]) != {"O"}:
            raise ValueError(f"spans must not overlap, got {span} over {tags}.")
        tags[span.start] = f"B-{span.label}"
        for place in range(span.start + 1, span.end):
            tags[place] = f"I-{span.label}"
    return tags


def in_words(record: Annotated, language: Language = "en") -> Tagged:
    """Return a record with spans of characters as words with BIO tags.

    >>> in_words(Annotated("Rosa went home.", (Span(0, 4, "agent"),))).tags
    ('B-agent', 'O', 'O', 'O')
    """
    return Tagged(*bio(record.text, list(record.spans), language))


def tag_labels(sentences: Iterable[Tagged]) -> list[str]:
    """Return all tags of the sentences, O first."""
    return ["O", *sorted({tag for one in sentences for tag in one.tags} - {"O"})]


def misplaced(tags: Sequence[str]) -> list[int]:
    """Return the places of each I- that has no word of its entity before it.

    >>> misplaced(["O", "I-PER", "I-PER", "I-LOC"])
    [1, 3]
    """
    before = ["O", *tags]
    return [
        place
        for place, tag in enumerate(tags)
        if tag.startswith("I-") and split_tag(before[place])[1] != split_tag(tag)[1]
    ]


class Pieces(NamedTuple):
    """A sentence as a model reads it; `first` are the places of words' first pieces."""

    token_ids: list[int]
    first: list[int]


def cut_words(
    words: Sequence[str],
    tokenizer: Tokenizer,
    context_length: int | None = None,
) -> Pieces:
    """Cut each word into pieces, with [CLS] before the first and [SEP] after the last.

    Words that find no room are left out: `first` is then shorter than `words`.
    """
    begin, end = (tokenizer.token_to_id(name) for name in ("[CLS]", "[SEP]"))
    token_ids, first = [begin], list[int]()
    for word in words:
        pieces = tokenizer.encode(word) or [tokenizer.token_to_id("[UNK]")]
        if context_length and len(token_ids) + len(pieces) + 1 > context_length:
            break
        first.append(len(token_ids))
        token_ids += pieces
    return Pieces([*token_ids, end], first)


@dataclass(frozen=True)
class TaggedBatch:
    """Sentences as tensors.

    Args:
        token_ids: the pieces.
        mask: True at pieces, False at padding.
        targets: at each word's first piece the number of its tag, elsewhere `IGNORED`.
        first: the place of each word's first piece; 0 where there is no word.
        is_word: True where there is a word.
        word_targets: the number of each word's tag; 0 where there is no word.
    """

    token_ids: Int[Tensor, "batch seq"]
    mask: Bool[Tensor, "batch seq"]
    targets: Int[Tensor, "batch seq"]
    first: Int[Tensor, "batch word"]
    is_word: Bool[Tensor, "batch word"]
    word_targets: Int[Tensor, "batch word"]


@dataclass(frozen=True)
class TagLayout:
    """Makes batches of tagged sentences.

    Args:
        tokenizer: cuts the words.
        labels: the tags in the order of their numbers.
        context_length: the most pieces that the model reads.
        unmarked: words that have no tag of their own, such as a marker before a verb.
    """

    tokenizer: Tokenizer
    labels: Sequence[str]
    context_length: int | None = None
    unmarked: Sequence[str] = ()

    def __call__(self, sentences: Sequence[Tagged]) -> TaggedBatch:
        """Return the sentences as tensors.

        Raises:
            ValueError: if a tag is none of the labels.
        """
        numbers = {label: number for number, label in enumerate(self.labels)}
        rows, targets, firsts, tags = [], [], [], []
        for one in sentences:
            if strange := {*one.tags} - {*numbers}:
                must = f"each tag must be one of {list(self.labels)}"
                raise ValueError(f"{must}, got {min(strange)!r}.")
            pieces = cut_words(one.tokens, self.tokenizer, self.context_length)
            target = [IGNORED] * len(pieces.token_ids)
            for word, tag, place in zip(one.tokens, one.tags, pieces.first, strict=False):
                target[place] = IGNORED if word in self.unmarked else numbers[tag]
            rows.append((pieces.token_ids, [0] * len(pieces.token_ids)))
            targets.append(target)
            firsts.append(pieces.first)
            tags.append([numbers[tag] for tag in one.tags[: len(pieces.first)]])
        batch = batch_of(rows, self.tokenizer.token_to_id("[PAD]"))
        n_words = max(map(len, firsts))
        return TaggedBatch(
            batch.token_ids,
            batch.mask,
            padded(targets, batch.mask.shape[1], IGNORED),
            padded(firsts, n_words, 0),
            padded([[1] * len(first) for first in firsts], n_words, 0) == 1,
            padded(tags, n_words, 0),
        )


def padded(rows: Sequence[Sequence[int]], length: int, filler: int) -> Int[Tensor, "r n"]:
    """Return rows of numbers as one tensor, filled up on the right."""
    return torch.tensor([[*row, *[filler] * (length - len(row))] for row in rows])


def token_loss(model: nn.Module, batch: TaggedBatch) -> Float[Tensor, ""]:
    """Return the mean cross-entropy over the first pieces of words."""
    logits = model(batch.token_ids, mask=batch.mask)
    return F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten())


def word_logits(
    model: nn.Module,
    batch: TaggedBatch,
) -> Float[Tensor, "batch word label"]:
    """Return each word's scores of the labels: what the model says at its first piece."""
    return at_words(model(batch.token_ids, mask=batch.mask), batch)


def at_words(
    logits: Float[Tensor, "batch seq label"],
    batch: TaggedBatch,
) -> Float[Tensor, "batch word label"]:
    """Keep of the scores of all pieces those of each word's first piece."""
    places = batch.first[..., None].expand(-1, -1, logits.shape[-1])
    return logits.gather(1, places)


def best_each(scores: Float[Tensor, "word label"]) -> list[int]:
    """Return each word's best label, whatever its neighbours have."""
    return scores.argmax(dim=-1).tolist()


def predict_tags(
    model: nn.Module,
    sentences: Sequence[Tagged],
    lay_out: TagLayout,
    decode: Decode = best_each,
) -> list[list[str]]:
    """Return a tag for each word of each sentence; O for a word that found no room.

    Args:
        model: gives the scores of each label for each piece.
        sentences: their tags are not looked at.
        lay_out: as in training.
        decode: chooses the labels of a sentence from the scores of its words.
    """
    blind = [Tagged(one.tokens, ("O",) * len(one.tokens)) for one in sentences]

    def decoded(model: nn.Module, batch: TaggedBatch) -> list[list[str]]:
        scores = word_logits(model, batch)
        rows = zip(scores, batch.is_word, strict=True)
        chosen = [decode(row[real]) if real.any() else [] for row, real in rows]
        return [[lay_out.labels[number] for number in row] for row in chosen]

    found = [tags for some in in_batches(model, blind, lay_out, decoded) for tags in some]
    n_words = [len(one.tokens) for one in sentences]
    return [[*tags, *["O"] * (n - len(tags))] for tags, n in zip(found, n_words, strict=True)]
