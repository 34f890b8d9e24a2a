"""Records with marks inside a sentence: tags, spans, relations, trees and roles.

Positions are in characters of Python's strings, the end excluded, so that `text[span.start:span.end]` is the span.
"""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Tagged:
    """The words of a sentence with one tag each: BIO for entities; and its document, where the set has documents."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    document: str = ""


class Span(NamedTuple):
    """A named stretch of a text."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Annotated:
    """A text with spans marked in it, in their order, and where the set has one, a class for the whole."""

    text: str
    spans: tuple[Span, ...]
    label: str = ""

    def marked(self) -> tuple[tuple[str, str], ...]:
        """Return the words and the label of each span.

        >>> Annotated("add this album", (Span(9, 14, "music_item"),)).marked()
        (('album', 'music_item'),)
        """
        return tuple((self.text[span.start : span.end], span.label) for span in self.spans)

    def masked(self) -> str:
        """Return the text with each span replaced by its label.

        >>> Annotated("Call 555-0100 now", (Span(5, 13, "PHONE_NUMBER"),)).masked()
        'Call <PHONE_NUMBER> now'
        """
        text = self.text
        for span in reversed(self.spans):
            text = f"{text[: span.start]}<{span.label}>{text[span.end :]}"
        return text


@dataclass(frozen=True)
class Related:
    """A sentence with two marked phrases and the relation that holds between them, direction included."""

    text: str
    first: Span
    second: Span
    label: str


class Predicate(NamedTuple):
    """One predicate of a sentence: its position, its sense, and for each token its role (`_` for none, `V` itself)."""

    position: int
    sense: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Parsed:
    """A sentence with lemmas, parts of speech, a dependency tree (heads from 0, the root's is -1) and predicates."""

    tokens: tuple[str, ...]
    lemmas: tuple[str, ...]
    parts_of_speech: tuple[str, ...]
    heads: tuple[int, ...]
    dependencies: tuple[str, ...]
    predicates: tuple[Predicate, ...]
