"""The reader: the best span of each passage that a search has found, and by how much it beats "no answer".

One model reads question and passage together, so it is slow and exact where the search was
quick and rough: its margin ranks the passages anew, and says when to be silent.
Tested by tests/applications/question_answering/test_reader.py.
Left out: margins that are comparable from passage to passage by training
(Clark and Gardner, 2018, https://arxiv.org/abs/1710.10723).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from torch import nn

from course_lib.corpora.records import Question
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.heads import SpanReader
from course_lib.finetuning.reading import (
    Found,
    SpanBatch,
    SpanLayout,
    best_span,
    null_score,
    span_logits,
    windows,
)
from course_lib.finetuning.sentence_vectors import SentenceEncoder
from course_lib.tokenizers.saving import load
from course_lib.tokenizers.tokenizer import Tokenizer

LENGTH, STRIDE, LONGEST = 96, 40, 12  # tokens of a window, between windows, of an answer


class Span(NamedTuple):
    """A stretch of a passage, and how far it is above "no answer"."""

    start: int
    end: int
    margin: float


FOLDER = Path(str(files("course_lib.applications.question_answering")))  # of both models
NOTHING = Span(0, 0, float("-inf"))


@dataclass(frozen=True)
class Reader:
    """A span reader and its tokenizer.

    Args:
        model: the trained model.
        tokenizer: its own.
    """

    model: SpanReader
    tokenizer: Tokenizer

    def read(self, questions: Sequence[str], passages: Sequence[str]) -> list[Span]:
        """Return the best span of each passage as an answer to the question beside it.

        Raises:
            ValueError: if there are not as many passages as questions.
        """
        if len(questions) != len(passages):
            came = f"{len(questions)} and {len(passages)}"
            raise ValueError(f"there must be a passage for each question, got {came}.")
        pairs = zip(questions, passages, strict=True)
        cut = [
            (number, window)
            for number, (question, passage) in enumerate(pairs)
            for window in windows(Question(passage, question, ()), self.tokenizer, LENGTH, STRIDE)
        ]
        order = sorted(range(len(cut)), key=lambda i: len(cut[i][1].token_ids))
        by_length = [cut[i][1] for i in order]
        layout = SpanLayout(self.tokenizer.token_to_id("[PAD]"))
        said = [one for some in in_batches(self.model, by_length, layout, best) for one in some]
        spans = [NOTHING] * len(questions)
        for i, (span, null) in zip(order, said, strict=True):
            number, window = cut[i]
            margin = span.score - null
            if margin > spans[number].margin:
                start, end = window.places[span.start][0], window.places[span.end][1]
                spans[number] = Span(start, end, margin)
        return spans


def best(model: nn.Module, batch: SpanBatch) -> list[tuple[Found, float]]:
    """Return each window's best span and its score of "no answer"."""
    logits = span_logits(model, batch)
    rows = zip(logits.start, logits.end, batch.in_context, strict=True)
    return [(best_span(a, b, ok, LONGEST), null_score(a, b)) for a, b, ok in rows]


def town_reader() -> Reader:
    """Return the reader that the course ships; `train.py` made it."""
    folder = FOLDER / "town_reader"
    return Reader(SpanReader.from_pretrained(folder), load(folder / "tokenizer.json"))


def town_retriever() -> SentenceEncoder:
    """Return the bi-encoder of questions and notices that the course ships."""
    return SentenceEncoder.from_pretrained(FOLDER / "town_retriever")
