"""What one example of a task looks like: a small frozen class a family of tasks, the same for every data set.

Records with marks inside a sentence (entities, relations, roles) are in `annotations`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True)
class Labelled:
    """A text of one class: spam, sentiment, topic, intent."""

    text: str
    label: str


@dataclass(frozen=True)
class MultiLabelled:
    """A sentence of a document, with any number of labels, most often none."""

    text: str
    labels: tuple[str, ...]
    document: str


@dataclass(frozen=True)
class TextPair:
    """Two texts and how the second relates to the first: paraphrase or entailment."""

    first: str
    second: str
    label: str


@dataclass(frozen=True)
class ScoredPair:
    """Two texts or words, and how similar people find them."""

    first: str
    second: str
    score: float


@dataclass(frozen=True)
class Translation:
    """A sentence and its translation; `credit` names whom the licence asks to name."""

    source: str
    target: str
    credit: str = ""


@dataclass(frozen=True)
class Summary:
    """The sentences of a document, or the whole as one, and the summaries that people wrote; a title is one too."""

    sentences: tuple[str, ...]
    summaries: tuple[str, ...]

    @property
    def document(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)


class Answer(NamedTuple):
    """An answer, and where it starts in the context."""

    text: str
    start: int


@dataclass(frozen=True)
class Question:
    """A question whose answers are stretches of the context; no answers means that the context holds none."""

    context: str
    question: str
    answers: tuple[Answer, ...]

    @property
    def answerable(self) -> bool:
        """Whether the context holds an answer."""
        return bool(self.answers)


@dataclass(frozen=True)
class Decision:
    """A question to be answered with a label (yes, no, maybe) from passages, with the reasons in words."""

    passages: tuple[str, ...]
    question: str
    label: str
    explanation: str


@dataclass(frozen=True)
class GradedAnswer:
    """A pupil's answer, the answers that a teacher would accept, and the points that the teacher gave."""

    question: str
    references: tuple[str, ...]
    answer: str
    score: int


class Turn(NamedTuple):
    """What one speaker says before the other answers."""

    speaker: str
    text: str


@dataclass(frozen=True)
class Dialogue:
    """The turns of a conversation."""

    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Preference:
    """The turns that two conversations share, the end that people preferred, and the one that they rejected."""

    prompt: tuple[Turn, ...]
    chosen: tuple[Turn, ...]
    rejected: tuple[Turn, ...]


@dataclass(frozen=True)
class Instruction:
    """A task in words, with one or more pairs of input (may be empty) and output."""

    instruction: str
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CodeProblem:
    """A function to complete. `prompt + solution` defines `entry_point`; `tests` defines `check(candidate)`."""

    name: str
    prompt: str
    solution: str
    entry_point: str
    tests: str


@dataclass(frozen=True)
class MathProblem:
    """A problem in words, a solution step by step, and its result."""

    question: str
    steps: str
    answer: str


@dataclass(frozen=True)
class Analogy:
    """a is to b as c is to d."""

    a: str
    b: str
    c: str
    d: str
    section: str


@dataclass(frozen=True)
class Poem:
    """A poem, or a chapter of classical prose (its author is then empty)."""

    title: str
    author: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Stereotype:
    """Two sentences that differ in the group they speak of; the first says the worse of a group that suffers it.

    `label` is `stereo` where that agrees with a common stereotype, `antistereo` where it is the reverse of one.
    """

    more: str
    less: str
    label: str
    bias: str


@dataclass(frozen=True)
class PronounCase:
    """A sentence about an occupation and a participant: whom its pronoun means does not depend on its gender."""

    text: str
    occupation: str
    participant: str
    referent: str
    gender: str


@dataclass(frozen=True)
class Speech:
    """A recording of one spoken digit, as a WAV file."""

    path: Path
    digit: int
    speaker: str


@dataclass(frozen=True)
class SourceCode:
    """The source of one module of Python, called `json.decoder`."""

    name: str
    text: str


@dataclass(frozen=True)
class DocumentedFunction:
    """A function or method of Python: what its docstring says, and its code without the docstring."""

    name: str  # with its class: JSONDecoder.decode
    docstring: str
    code: str
    module: str


@dataclass(frozen=True)
class CaptionedPicture:
    """A picture as an array (height, width, 3) of 0 to 255, sentences that are true of it, and one that is not."""

    pixels: np.ndarray
    captions: tuple[str, ...]
    false_caption: str
