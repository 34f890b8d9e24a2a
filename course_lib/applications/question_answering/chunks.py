"""Long texts in pieces: windows of words that overlap, each of which knows where it comes from.

Tested by tests/applications/question_answering/test_chunks.py.
Left out: cuts at sentences or headings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")


@dataclass(frozen=True)
class Chunk:
    """A piece of a document: `documents[document][start:end]` is its text.

    Args:
        document: the place of the document among the others.
        start: of the piece, in characters.
        end: of it, not included.
        text: its words.
    """

    document: int
    start: int
    end: int
    text: str

    def holds(self, start: int, end: int) -> bool:
        """Return whether a stretch of the document lies in the piece as a whole."""
        return self.start <= start and end <= self.end


def chunks(documents: Sequence[str], size: int, overlap: int = 0) -> list[Chunk]:
    """Cut documents into windows of `size` words; the last of each may be shorter.

    Args:
        documents: the long texts.
        size: words of a window; a Chinese character is a word.
        overlap: words that a window shares with the next one.

    Raises:
        ValueError: if the overlap is not less than the size, or negative.

    >>> [one.text for one in chunks(["one two three four five"], size=3, overlap=1)]
    ['one two three', 'three four five']
    """
    if not 0 <= overlap < size:
        must = "overlap must be from 0 to less than size"
        raise ValueError(f"{must}, got {overlap} and {size}.")
    found = []
    for number, text in enumerate(documents):
        words = [word.span() for word in _WORD.finditer(text)]
        last = max(len(words) - overlap, 1) if words else 0
        for first in range(0, last, size - overlap):
            start = words[first][0]
            end = words[min(first + size, len(words)) - 1][1]
            found.append(Chunk(number, start, end, text[start:end]))
    return found
