"""Marks that tell a model of which part of a sentence it is asked.

One sentence holds several pairs, and several verbs; without marks a model would have to
give the same answer for all of them. New tokens stand around what is meant:

    [E1] Aiko [/E1] gave her bell to [E2] Rosa [/E2].     which relation?
    Aiko [V] gave [/V] her bell to Rosa.                  which roles?

Source: Baldini Soares et al. (2019), https://arxiv.org/abs/1906.03158; the measure of
relations: Hendrickx et al. (2010), https://aclanthology.org/S10-1006.
Tested by tests/finetuning/test_marking.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.corpora.annotations import Annotated, Related, Span, Tagged
from course_lib.finetuning.tagging import in_words
from course_lib.metrics.pairs import check_pairs
from course_lib.metrics.precision_recall import Counts
from course_lib.models.bert import Bert
from course_lib.tokenizers.batches import Batch
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.wordpiece import WordPieceTokenizer

ENTITY_MARKS = ("[E1]", "[/E1]", "[E2]", "[/E2]")
VERB_MARKS = ("[V]", "[/V]")
SYMMETRIC = ("family", "quarrels with")  # of the town's relations
OTHER = "Other"  # the label that SemEval leaves out of its measure


def with_marks(
    bert: Bert,
    tokenizer: Tokenizer,
    marks: Sequence[str] = (*ENTITY_MARKS, *VERB_MARKS),
    seed: int = 0,
) -> tuple[Bert, WordPieceTokenizer]:
    """Return a copy of both that has tokens more; the new ones' vectors are random.

    Raises:
        ValueError: if a mark is a token already, or the tokenizer is no WordPiece.
    """
    if not isinstance(tokenizer, WordPieceTokenizer):
        came = type(tokenizer).__name__
        raise ValueError(f"the tokenizer must be a WordPieceTokenizer, got {came}.")
    if known := [mark for mark in marks if mark in tokenizer.vocab]:
        raise ValueError(f"marks must be new tokens, got {known[0]!r}.")
    longer = WordPieceTokenizer(
        [*tokenizer.vocabulary, *marks],
        [*tokenizer.special_tokens, *marks],
        lower_case=tokenizer.lower_case,
    )
    tensors = {name: one.clone() for name, one in bert.state_dict().items()}
    old = tensors["token_embedding.weight"][: tokenizer.vocab_size]
    generator = torch.Generator().manual_seed(seed)
    new = old.std() * torch.randn(len(marks), old.shape[1], generator=generator)
    tensors["token_embedding.weight"] = torch.cat([old, new])
    copy = Bert(replace(bert.config, vocab_size=longer.vocab_size))
    copy.load_state_dict(tensors)
    return copy, longer


def mark_entities(text: str, first: Span, second: Span) -> str:
    """Return the text with [E1] around the first span and [E2] around the second.

    Raises:
        ValueError: if they overlap.

    >>> mark_entities("Aiko thanked Rosa.", Span(13, 17, ""), Span(0, 4, ""))
    '[E2] Aiko [/E2] thanked [E1] Rosa [/E1].'
    """
    if first.start < second.end and second.start < first.end:
        raise ValueError(f"the spans must not overlap, got {first} and {second}.")
    marked = text
    for span, name in sorted([(first, "E1"), (second, "E2")], reverse=True):
        inside = f"[{name}] {marked[span.start : span.end]} [/{name}]"
        marked = marked[: span.start] + inside + marked[span.end :]
    return marked


def mark_verb(record: Annotated, verb: str = "event") -> Tagged:
    """Return the words with [V] and [/V] around the verb, and tags for its roles alone.

    Args:
        record: has one span with the label `verb`.
        verb: that label. Its words are tagged O, as the marks are.

    Raises:
        ValueError: if there is no such span, or more than one.
    """
    verbs = [span for span in record.spans if span.label == verb]
    if len(verbs) != 1:
        raise ValueError(f"there must be 1 span {verb!r}, got {len(verbs)}.")
    roles = tuple(span for span in record.spans if span.label != verb)
    marked = in_words(replace(record, spans=tuple(verbs))).tags
    one = in_words(replace(record, spans=roles))
    places = [place for place, tag in enumerate(marked) if tag != "O"]
    first, last = places[0], places[-1] + 1
    before, after = VERB_MARKS
    words = (*one.tokens[:first], before, *one.tokens[first:last], after)
    tags = (*one.tags[:first], "O", *one.tags[first:last], "O")
    return Tagged((*words, *one.tokens[last:]), (*tags, *one.tags[last:]))


@dataclass(frozen=True)
class PairLayout:
    """Makes batches of sentences with two marked phrases.

    Args:
        tokenizer: knows the marks; without `marked` it need not.
        labels: the relations in the order of their numbers.
        marked: False leaves the marks out, to show what they are worth.
        context_length: the most pieces that the model reads.
    """

    tokenizer: WordPieceTokenizer
    labels: Sequence[str]
    marked: bool = True
    context_length: int = 128

    def __call__(
        self,
        records: Sequence[Related],
    ) -> tuple[Batch, Int[Tensor, " batch"]]:
        """Return the sentences, and the number of each one's relation."""
        texts = [one.text for one in records]
        if self.marked:
            texts = [mark_entities(one.text, one.first, one.second) for one in records]
        batch = self.tokenizer.encode_batch(texts, "[PAD]", self.context_length)
        return batch, torch.tensor([self.labels.index(one.label) for one in records])


def both_ways(records: Iterable[Related], none: str = "none") -> list[Related]:
    """Return each pair as it is, and with first and second exchanged.

    Of the exchanged pair the relation does not hold: its label is `none`, unless both
    directions are one fact, such as to be family.
    """
    found = []
    for one in records:
        label = one.label if one.label in SYMMETRIC else none
        found += [one, replace(one, first=one.second, second=one.first, label=label)]
    return found


def pair_logits(
    model: nn.Module,
    batch: tuple[Batch, Tensor],
) -> Float[Tensor, "batch label"]:
    """Return what a text classifier says of each pair."""
    texts, _ = batch
    return model(texts.token_ids, mask=texts.mask)


def pair_loss(model: nn.Module, batch: tuple[Batch, Tensor]) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the relations."""
    return F.cross_entropy(pair_logits(model, batch), batch[1])


def directed_f1(predicted: Sequence[str], wanted: Sequence[str]) -> float:
    """Return SemEval's official score: the mean F1 of the relations, without `Other`.

    A relation is right only with its direction, but both directions are one relation: 19
    labels make nine scores. Relations are those that `wanted` holds.

    Raises:
        ValueError: if there is no relation, or not as many predictions as targets.

    >>> directed_f1(["Cause-Effect(e1,e2)"], ["Cause-Effect(e2,e1)"])
    0.0
    """
    check_pairs(predicted, wanted)
    ours, theirs = ([label.split("(")[0] for label in one] for one in (predicted, wanted))
    relations = sorted({*theirs} - {OTHER})
    if not relations:
        raise ValueError(f"wanted must hold a relation, got {OTHER} only.")
    pairs = list(zip(predicted, wanted, strict=True))
    scores = []
    for name in relations:
        right = sum(a == b and b.split("(")[0] == name for a, b in pairs)
        scores.append(Counts(right, ours.count(name), theirs.count(name)).scores().f1)
    return sum(scores) / len(scores)
