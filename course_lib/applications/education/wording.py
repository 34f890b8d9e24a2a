"""A checker of words that has read well-written texts: unknown words, and neighbours that it never saw together.

    unknown word       a word of no text that it has read; a capital inside a sentence is taken for a name
    unseen pair        two words side by side that stand so in no text that it has read

Such a checker is a bigram model (chapter 02) that counts zeros alone. It knows nothing of grammar: a right sentence
in new words is full of unseen pairs. In the town, where the same things are written about again and again, it works.
Source of the suggestions, by one edit: Norvig (2009), "Natural Language Corpus Data", in Beautiful Data, O'Reilly.
Tested by tests/applications/education/test_wording.py.
Left out: several edits in one word, faults that need more than two words to be seen.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from course_lib.applications.education.collection import mended, pieces
from course_lib.corpora.town.genres.essays import Essay

TOKEN = re.compile(r"[A-Za-z]+(?:'[a-z]+)*|[.,!?\"]")
NAME = "NAME"
INSERTED = ("a", "an", "the")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Token(NamedTuple):
    """A word as the checker reads it, and where it stands in its text."""

    word: str
    start: int
    end: int


class Remark(NamedTuple):
    """Something about the words between two places: "spelling" or "language", and what to write instead, if known."""

    start: int
    end: int
    kind: str
    instead: str


@dataclass(frozen=True)
class Wording:
    """What has been read: how often each word, and how often each pair of neighbours.

    Args:
        words: lower-cased; every name is NAME.
        pairs: of neighbours within a sentence.
        swaps: from a wrong word to the right ones that teachers wrote instead.
        kinds: what teachers called such a change, "spelling" or "language".
    """

    words: Counter[str]
    pairs: Counter[tuple[str, str]]
    swaps: dict[str, Counter[str]] = field(default_factory=dict)
    kinds: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Wording":
        """Return the checker that has read these texts.

        Raises:
            ValueError: if there are none, or one text stands for the list.
        """
        if isinstance(texts, str) or not texts:
            raise ValueError(f"texts must be a list of at least one text, got {texts!r:.40}.")
        known = frozenset(word for text in texts for word in re.findall(r"\b[a-z]+(?:'[a-z]+)*", text))
        rows = [[token.word for token in row] for text in texts for row in tokens(text, known)]
        words = Counter(word for row in rows for word in row) + Counter(known)
        pairs = Counter(pair for row in rows for pair in pairwise(row))
        return cls(words, pairs)

    @classmethod
    def taught_by(cls, essays: Sequence[Essay]) -> "Wording":
        """Return the checker that has read essays as teachers mended them, and their changes of one word.

        Raises:
            ValueError: if there are none.
        """
        read = cls.of([mended(one) for one in essays])
        swaps: dict[str, Counter[str]] = {}
        kinds: dict[tuple[str, str], str] = {}
        for one in essays:
            for fault in one.faults:
                wrong, right = one.text[fault.span.start : fault.span.end].lower(), fault.correction.lower()
                if wrong.isalpha() and right in read.words:
                    swaps.setdefault(wrong, Counter())[right] += 1
                    kinds[wrong, right] = fault.criterion
        return cls(read.words, read.pairs, swaps, kinds)

    def unknown(self, text: str) -> list[Token]:
        """Return the words of a text that were never read."""
        return [one for row in tokens(text, self.words) for one in row if one.word not in self.words]

    def unseen(self, text: str) -> list[tuple[Token, Token]]:
        """Return the pairs of known words that were never read side by side."""
        rows = tokens(text, self.words)
        pairs = [pair for row in rows for pair in pairwise(row)]
        known = [(a, b) for a, b in pairs if a.word in self.words and b.word in self.words]
        return [(a, b) for a, b in known if (a.word, b.word) not in self.pairs]

    def remarks(self, text: str) -> list[Remark]:
        """Return what looks wrong in a text, in its order; unseen pairs that touch are one remark."""
        found = [self._about_unknown(one) for one in self.unknown(text)]
        for row in tokens(text, self.words):
            found += [self._about(row, first, last) for first, last in self._runs(row)]
        return sorted(found)

    def nearest(self, word: str) -> str:
        """Return the commonest known word one edit away, or "".

        >>> Wording.of(["The farmer sold apples."]).nearest("farrmer")
        'farmer'
        """
        known = [one for one in edits(word) if one in self.words]
        return max(known, key=lambda one: (self.words[one], one), default="")

    def _about_unknown(self, one: Token) -> Remark:
        taught = self.swaps.get(one.word)
        instead = taught.most_common(1)[0][0] if taught else self.nearest(one.word)
        return Remark(one.start, one.end, self.kinds.get((one.word, instead), "spelling"), instead)

    def _runs(self, row: list[Token]) -> Iterator[tuple[int, int]]:
        """Yield the first and the last place of each run of unseen pairs."""
        bad = [self._is_bad(a.word, b.word) for a, b in pairwise(row)]
        at = 0
        while at < len(bad):
            if not bad[at]:
                at += 1
                continue
            end = at
            while end + 1 < len(bad) and bad[end + 1] and end + 1 - at < 2:
                end += 1
            yield at, end + 1
            at = end + 1

    def _is_bad(self, first: str, second: str) -> bool:
        return first in self.words and second in self.words and (first, second) not in self.pairs

    def _about(self, row: list[Token], first: int, last: int) -> Remark:
        """Return the remark on a run: the change of one place after which all is known, if there is one."""
        best: tuple[int, Remark] | None = None
        places = [first + 1] if last - first == 2 else [*range(first, last + 1)]
        for place in places:
            for instead in self._others(row[place].word):
                weight = self._weight(row, place, [instead])
                if weight and (best is None or weight > best[0]):
                    kind = self.kinds.get((row[place].word, instead), "language")
                    best = weight, Remark(row[place].start, row[place].end, kind, instead)
        if last - first == 1:
            for instead in INSERTED:
                weight = self._weight(row, last, [instead, row[last].word])
                if weight and (best is None or weight > best[0]):
                    put = f"{instead} {row[last].word}"
                    best = weight, Remark(row[last].start, row[last].end, "language", put)
        return best[1] if best else Remark(row[first].start, row[last].end, "language", "")

    def _others(self, word: str) -> list[str]:
        near = {one for one in edits(word) if one in self.words} - {word}
        return sorted(near | {*self.swaps.get(word, ())})

    def _weight(self, row: list[Token], place: int, instead: list[str]) -> int:
        """Return how often the rarest pair around the changed place was read."""
        words = [one.word for one in row]
        around = words[max(0, place - 1) : place] + instead + words[place + 1 : place + 2]
        return min((self.pairs[pair] for pair in pairwise(around)), default=0)


def tokens(text: str, known: Container[str]) -> list[list[Token]]:
    """Return the words of each sentence, lower-cased; a word with a capital that is not `known` in small is a NAME.

    >>> [one.word for one in tokens("Then Ahmed ran.", {"then", "ran"})[0]]
    ['then', 'NAME', 'ran', '.']
    """
    rows = []
    for piece in pieces(text):
        row: list[Token] = []
        for at, match in enumerate(TOKEN.finditer(piece.text)):
            word, start = match[0], piece.start + match.start()
            inside = at > 0 and word[0].isupper() and word != "I" and row[-1].word != '"'
            is_name = inside or (word[0].isupper() and word.lower() not in known and word != "I")
            row.append(Token(NAME if is_name else word.lower(), start, start + len(word)))
        rows.append(row)
    return rows


def edits(word: str) -> set[str]:
    """Return all that one edit makes of a word: a letter out, in, changed, or two neighbours swapped.

    >>> "cat" in edits("caat") & edits("ct") & edits("cut") & edits("act")
    True
    """
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    out = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in cuts if b for letter in LETTERS}
    return out | swapped | changed | {a + letter + b for a, b in cuts for letter in LETTERS}
