"""Reading comprehension: which part of a text answers a question, or does none?

A `SpanReader` gives every token a score as the first of the answer, and one as the last.
An answer is the pair with the highest sum, in order and not too long. [CLS], the first
token, stands for "no answer": it wins if no pair beats it by more than a threshold.

Source: Devlin et al. (2019), sections 4.2 and 4.3, https://arxiv.org/abs/1810.04805;
windows that overlap, for texts longer than the model: the program published with it.
Tested by tests/finetuning/test_reading.py.
Left out: answers that are not in the text; yes and no.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.corpora.records import Question
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.heads import SpanLogits
from course_lib.metrics.reading import exact_match
from course_lib.tokenizers.batches import Batch, batch_of
from course_lib.tokenizers.tokenizer import Tokenizer

NO_ANSWER = 0  # the place of [CLS]
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|[^\w\s]")


class Found(NamedTuple):
    """A pair of places, both within the answer, and the sum of their scores."""

    start: int
    end: int
    score: float


def best_span(
    start: Float[Tensor, " seq"],
    end: Float[Tensor, " seq"],
    allowed: Bool[Tensor, " seq"],
    longest: int,
) -> Found:
    """Return the best pair with start ≤ end < start + longest, both at allowed places.

    Raises:
        ValueError: if no place is allowed, or `longest` is not positive.

    >>> start, end = torch.tensor([[0.0, 5.0, 1.0], [3.0, 0.0, 4.0]])
    >>> best_span(start, end, torch.ones(3) == 1, longest=2)
    Found(start=1, end=2, score=9.0)
    """
    if longest < 1 or not allowed.any():
        came = f"{longest} and {int(allowed.sum())} places"
        raise ValueError(f"longest and the allowed places must be positive, got {came}.")
    together = start[:, None] + end[None, :]
    pairs = torch.ones_like(together, dtype=torch.bool).triu().tril(longest - 1)
    pairs &= allowed[:, None] & allowed[None, :]
    place = int(together.masked_fill(~pairs, float("-inf")).argmax())
    first, last = divmod(place, len(start))
    return Found(first, last, float(together[first, last]))


def null_score(start: Float[Tensor, " seq"], end: Float[Tensor, " seq"]) -> float:
    """Return the score of "no answer": both places at [CLS]."""
    return float(start[NO_ANSWER] + end[NO_ANSWER])


@dataclass(frozen=True)
class Window:
    """A question with a part of its context, as a model reads it.

    Args:
        token_ids: [CLS] question [SEP] context [SEP].
        segments: 0 for the question, 1 for the context.
        places: for each token of the context its start and end in characters; for all
            others (0, 0).
        start: the token where the answer starts; `NO_ANSWER` if it does not lie here.
        end: the token where it ends, within the answer.
    """

    token_ids: list[int]
    segments: list[int]
    places: list[tuple[int, int]]
    start: int = NO_ANSWER
    end: int = NO_ANSWER


def windows(
    question: Question,
    tokenizer: Tokenizer,
    length: int,
    stride: int,
) -> list[Window]:
    """Cut a context into parts of which each fits into a model, with the question.

    Args:
        question: with its answers, of which the first one counts.
        tokenizer: cuts words into tokens.
        length: the most tokens of a window, with the question and three special ones.
        stride: tokens from the start of one window to the start of the next.

    Raises:
        ValueError: if there is no room for the context, or windows would leave some out.
    """
    asked = tokenizer.encode(question.question)
    room = length - len(asked) - 3
    if not 1 <= stride <= room:
        must = f"stride must be between 1 and the room for context, {room}"
        raise ValueError(f"{must}, got {stride}.")
    pieces = [
        (token_id, (match.start(), match.end()))
        for match in _WORD.finditer(question.context)
        for token_id in tokenizer.encode(match[0])
    ]
    begin, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    found = []
    for first in range(0, max(len(pieces) - room + stride, 1), stride):
        part = pieces[first : first + room]
        before = len(asked) + 2
        places = [(0, 0)] * before + [place for _, place in part] + [(0, 0)]
        token_ids = [begin, *asked, sep, *[token_id for token_id, _ in part], sep]
        segments = [0] * before + [1] * (len(part) + 1)
        found.append(Window(token_ids, segments, places, *_answer(question, places)))
    return found


def training_windows(
    questions: Sequence[Question],
    tokenizer: Tokenizer,
    length: int,
    stride: int,
    seed: int = 0,
) -> list[Window]:
    """Return of each question a window that holds its answer, and one that does not.

    Most windows of a long text hold no answer: trained on all of them, a model would soon
    say that there is none.
    """
    chance, found = random.Random(seed), list[Window]()
    for one in questions:
        cut = windows(one, tokenizer, length, stride)
        for held in (True, False):
            some = [window for window in cut if (window.start != NO_ANSWER) == held]
            found += [chance.choice(some)] if some else []
    return found


def _answer(question: Question, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the first and last token of the answer, if the window holds all of it."""
    if not question.answers:
        return NO_ANSWER, NO_ANSWER
    text, start = question.answers[0]
    end = start + len(text)
    within = [i for i, (a, b) in enumerate(places) if b and a < end and start < b]
    if not within or places[within[0]][0] > start or places[within[-1]][1] < end:
        return NO_ANSWER, NO_ANSWER
    return within[0], within[-1]


@dataclass(frozen=True)
class SpanBatch:
    """Windows as tensors, and where their answers start and end."""

    text: Batch
    in_context: Bool[Tensor, "batch seq"]
    start: Int[Tensor, " batch"]
    end: Int[Tensor, " batch"]


@dataclass(frozen=True)
class SpanLayout:
    """Makes batches of windows; `pad_id` fills up the shorter ones."""

    pad_id: int = 0

    def __call__(self, some: Sequence[Window]) -> SpanBatch:
        text = batch_of([(one.token_ids, one.segments) for one in some], self.pad_id)
        in_context = torch.zeros_like(text.mask)
        for row, one in enumerate(some):
            inside = torch.tensor([end > 0 for _, end in one.places])
            in_context[row, : len(inside)] = inside
        starts = torch.tensor([one.start for one in some])
        return SpanBatch(text, in_context, starts, torch.tensor([one.end for one in some]))


def span_logits(model: nn.Module, batch: SpanBatch) -> SpanLogits:
    """Return a model's scores, minus infinity wherever no answer may start or end."""
    logits = model(batch.text.token_ids, batch.text.segments, batch.text.mask)
    allowed = batch.in_context.clone()
    allowed[:, NO_ANSWER] = True
    return SpanLogits(*(one.masked_fill(~allowed, float("-inf")) for one in logits))


def span_loss(model: nn.Module, batch: SpanBatch) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the start and the end: which token is it?"""
    logits = span_logits(model, batch)
    start = F.cross_entropy(logits.start, batch.start)
    return (start + F.cross_entropy(logits.end, batch.end)) / 2


class Reading(NamedTuple):
    """The best answer to a question, and how far it is above "no answer"."""

    answer: str
    margin: float

    def text(self, threshold: float = 0.0) -> str:
        """Return the answer, or "" if its margin does not exceed the threshold."""
        return self.answer if self.margin > threshold else ""


def read(
    model: nn.Module,
    questions: Sequence[Question],
    tokenizer: Tokenizer,
    length: int = 128,
    stride: int = 64,
    longest: int = 24,
) -> list[Reading]:
    """Return the best answer to each question over all windows of its context.

    Its margin is the highest difference between a window's best span and its null score.
    """
    cut = [windows(one, tokenizer, length, stride) for one in questions]
    flat = [(number, one) for number, some in enumerate(cut) for one in some]
    lay_out = SpanLayout(tokenizer.token_to_id("[PAD]"))

    def best(model: nn.Module, batch: SpanBatch) -> list[tuple[Found, float]]:
        logits = span_logits(model, batch)
        rows = zip(logits.start, logits.end, batch.in_context, strict=True)
        return [(best_span(a, b, ok, longest), null_score(a, b)) for a, b, ok in rows]

    every = [one for _, one in flat]
    said = [pair for some in in_batches(model, every, lay_out, best) for pair in some]
    readings = [Reading("", float("-inf"))] * len(questions)
    for (number, window), (span, null) in zip(flat, said, strict=True):
        if span.score - null > readings[number].margin:
            first, last = window.places[span.start][0], window.places[span.end][1]
            answer = questions[number].context[first:last]
            readings[number] = Reading(answer, span.score - null)
    return readings


def best_threshold(readings: Sequence[Reading], questions: Sequence[Question]) -> float:
    """Return the threshold with the most exact matches; choose it on a dev set.

    Raises:
        ValueError: if there are no readings, or not as many as questions.
    """
    if not readings or len(readings) != len(questions):
        came = f"{len(readings)} and {len(questions)}"
        raise ValueError(f"there must be readings, as many as questions, got {came}.")
    pairs = sorted(zip(readings, questions, strict=True), key=lambda pair: pair[0].margin)
    right = sum(exact_match(a.answer, texts(b)) for a, b in pairs)  # all are answered
    best, threshold = right, pairs[0][0].margin - 1.0
    for place, (reading, question) in enumerate(pairs):
        wanted = texts(question)
        right += exact_match("", wanted) - exact_match(reading.answer, wanted)
        if right > best:
            above = pairs[min(place + 1, len(pairs) - 1)][0].margin
            best, threshold = right, (reading.margin + above) / 2
    return threshold


def texts(question: Question) -> list[str]:
    """Return the answers without their places; none if the question has none."""
    return [answer.text for answer in question.answers]
