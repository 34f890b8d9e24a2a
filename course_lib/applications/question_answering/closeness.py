"""What a bi-encoder thinks of a question and a passage, on the scale of a reader's margin.

It was trained with a softmax over cosines divided by a temperature. So cosine / temperature is
a logit, as the reader's scores are, and the two may be added.
Tested by tests/applications/question_answering/test_closeness.py.
"""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from jaxtyping import Float
from torch import Tensor

TEMPERATURE = 0.05  # of the retriever's training


@runtime_checkable
class Encodes(Protocol):
    """Turns texts into vectors of length 1, as `SentenceEncoder` does."""

    def encode(self, texts: Sequence[str]) -> Tensor: ...


class Closeness:
    """The logit of each passage for each question: call it with a question and a row.

    Args:
        encoder: turns questions into vectors.
        vectors: of the passages, by the same encoder.
        questions: to encode beforehand, all at once; others are encoded when they come.
    """

    def __init__(
        self,
        encoder: Encodes,
        vectors: Float[Tensor, "text d_model"],
        questions: Sequence[str] = (),
    ) -> None:
        self.encoder, self.passages = encoder, vectors
        self.known: dict[str, Tensor] = {}
        if questions:
            self.known = dict(zip(questions, encoder.encode(questions), strict=True))

    def __call__(self, question: str, row: int) -> float:
        """Return the cosine of question and passage, divided by the temperature."""
        if question not in self.known:
            self.known[question] = self.encoder.encode([question])[0]
        return float(self.known[question] @ self.passages[row]) / TEMPERATURE
