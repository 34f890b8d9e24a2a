"""Chinese words: of all the ways to cut a sentence into words of a dictionary, the most probable one.

    p(words) = Π count(word) / total      the best path through the lattice of words, found from right to left:
    best(start) = max over words beginning at start of log p(word) + best(end of the word)

Source: the unigram word model, as in Jurafsky and Martin, Speech and Language Processing; the dictionary's path is
that of jieba, https://github.com/fxsjy/jieba, without its hidden Markov model for unknown words.
Held equal to `jieba.cut(text, HMM=False)` by tests/tokenizers/test_chinese.py.
Left out: words that no dictionary has (they fall apart into characters), grammar, and all context.
"""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from math import log
from pathlib import Path
from typing import NamedTuple

from course_lib.tokenizers.checks import check_text

# Words are made of Chinese characters, and of letters and digits as in "C++"; the rest is cut into characters.
_BLOCK = re.compile(r"(?P<words>[\u4e00-\u9fd5A-Za-z0-9+#&._%-]+)|\r\n|.", re.DOTALL)


class Edge(NamedTuple):
    """A word of the lattice: it spans the characters `start` to `end` (not included)."""

    start: int
    end: int
    word: str
    log_probability: float


class Dictionary:
    """Words and how often each occurs; cuts Chinese text into them.

    >>> dictionary = Dictionary.from_counts({"研究": 9, "研究生": 3, "生命": 5, "命": 2, "起源": 4})
    >>> dictionary.segment("研究生命起源。")
    ['研究', '生命', '起源', '。']
    """

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        self.counts = dict(counts)
        self.log_total = log(total)
        self._beginnings = {word[:n] for word in self.counts for n in range(1, len(word))}

    @classmethod
    def from_counts(cls, counts: Mapping[str, int]) -> "Dictionary":
        """Take words with their counts, from whatever corpus.

        Raises:
            ValueError: if there is no word, an empty one, or a count that is not positive.
        """
        if not counts:
            raise ValueError("a dictionary must have at least one word, got none.")
        for word, count in counts.items():
            if not word or count < 1:
                raise ValueError(f"each word needs a character and a count of at least 1, got {word!r}: {count}.")
        return cls(counts, sum(counts.values()))

    @classmethod
    def from_jieba(cls) -> "Dictionary":
        """Read the 349,000 words of jieba's own dictionary, from the installed package.

        Raises:
            ModuleNotFoundError: if jieba is not installed.
        """
        package = importlib.util.find_spec("jieba")
        if package is None or package.origin is None:
            raise ModuleNotFoundError("jieba's dictionary comes with the package jieba: pip install jieba.")
        text = Path(package.origin).with_name("dict.txt").read_text(encoding="utf-8")
        entries = [line.split(" ", 2) for line in text.splitlines()]
        total = sum(int(entry[1]) for entry in entries)  # one word stands there twice, and jieba counts both
        return cls({entry[0]: int(entry[1]) for entry in entries}, total)

    def log_probability(self, word: str) -> float:
        """Return log(count / total), with a count of 1 for a character that is no word."""
        return log(self.counts.get(word, 1)) - self.log_total

    def ends(self, sentence: str, start: int) -> list[int]:
        """Return where the words from `start` end; a character that begins none stands alone."""
        found = []
        for end in range(start + 1, len(sentence) + 1):
            beginning = sentence[start:end]
            if beginning in self.counts:
                found.append(end)
            if beginning not in self._beginnings:
                break
        return found or [start + 1]

    def lattice(self, sentence: str) -> list[Edge]:
        """Return every word of the dictionary that stands in `sentence`, from left to right."""
        edges = []
        for start in range(len(sentence)):
            for end in self.ends(sentence, start):
                word = sentence[start:end]
                edges.append(Edge(start, end, word, self.log_probability(word)))
        return edges

    def best_path(self, sentence: str) -> list[Edge]:
        """Return the most probable way through the lattice, from left to right.

        `best[start]` is the log-probability of the best cut of all that follows `start`,
        and where its first word ends. Of equally probable cuts, the longer word goes first.
        """
        best = [(0.0, 0)] * (len(sentence) + 1)
        for start in reversed(range(len(sentence))):
            ends = self.ends(sentence, start)
            words = [self.log_probability(sentence[start:end]) for end in ends]
            sums = [p + best[end][0] for p, end in zip(words, ends, strict=True)]
            best[start] = max(zip(sums, ends, strict=True))
        path, start = [], 0
        while start < len(sentence):
            end = best[start][1]
            word = sentence[start:end]
            path.append(Edge(start, end, word, self.log_probability(word)))
            start = end
        return path

    def segment(self, text: str) -> list[str]:
        """Return the words, marks and white space of `text`: joined, they are the text.

        Raises:
            ValueError: if `text` is not a string.
        """
        check_text(text)
        words: list[str] = []
        for block in _BLOCK.finditer(text):
            if block["words"]:
                words += _join_letters(edge.word for edge in self.best_path(block[0]))
            else:
                words.append(block[0])
        return words


def _join_letters(words: Iterator[str]) -> Iterator[str]:
    """Put letters and digits that stand alone together again: "G", "P", "T" is no three words."""
    letters = ""
    for word in words:
        if len(word) == 1 and word.isascii() and word.isalnum():
            letters += word
            continue
        if letters:
            yield letters
            letters = ""
        yield word
    if letters:
        yield letters
