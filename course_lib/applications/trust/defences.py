"""What helps against edited texts, and how a text from elsewhere is noticed.

Spelling: a word of four letters or more that is not known becomes a known one that is a
single edit away, the most frequent of these. Shorter ones have too many neighbours.
Sources: Norvig (2007), "How to write a spelling corrector",
https://norvig.com/spell-correct.html; Pruthi et al. (2019),
https://arxiv.org/abs/1905.11268, for correction as a defence; Hendrycks and Gimpel (2017),
https://arxiv.org/abs/1610.02136, for the area under the curve as a measure of detection.
Tested by tests/applications/trust/test_defences.py.
Left out: correction by context; defences that are proven.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from course_lib.applications.trust.attacks import LOOK_ALIKES, WORD, Attack, Classifier
from course_lib.finetuning.texts import HasLabel

LETTERS = "abcdefghijklmnopqrstuvwxyz"
BACK = str.maketrans({other: letter for letter, other in LOOK_ALIKES.items()})


def one_edit(word: str) -> set[str]:
    """Return all strings one edit away: a letter dropped, swapped, changed or put in.

    >>> len(one_edit("ab"))
    129
    """
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    dropped = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in cuts if b for letter in LETTERS}
    put_in = {a + letter + b for a, b in cuts for letter in LETTERS}
    return (dropped | swapped | changed | put_in) - {word}


@dataclass(frozen=True)
class Corrector:
    """Knows words, lower-cased, and how often each occurs."""

    counts: Counter[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Corrector":
        """Return the corrector that knows the words of these texts.

        Raises:
            ValueError: if they hold no word.
        """
        counts = Counter(word.lower() for text in texts for word in WORD.findall(text))
        if not counts:
            raise ValueError(f"the texts must hold a word, got {len(texts)} without.")
        return cls(counts)

    def word(self, word: str) -> str:
        """Return a word, corrected if it is not known and a known one is near."""
        plain = word.translate(BACK)
        lower = plain.lower()
        if lower in self.counts or len(lower) < 4:
            return plain
        near = sorted(one_edit(lower) & self.counts.keys())
        if not near:
            return plain
        best = max(near, key=lambda one: self.counts[one])
        return best.capitalize() if plain[:1].isupper() else best

    def text(self, text: str) -> str:
        """Return a text with its words corrected."""
        return WORD.sub(lambda found: self.word(found[0]), text)

    def unknown(self, text: str) -> float:
        """Return the share of a text's words that are not known."""
        words = [word.lower() for word in WORD.findall(text)]
        return sum(word not in self.counts for word in words) / max(1, len(words))


@dataclass(frozen=True)
class Guarded:
    """A classifier that reads corrected texts."""

    program: Classifier
    corrector: Corrector

    def predict(self, texts: Sequence[str]) -> list[str]:
        """Return the label of each text."""
        return self.program.predict([self.corrector.text(text) for text in texts])


@dataclass(frozen=True)
class Copy:
    """A text with a label, made of another one."""

    text: str
    label: str


def with_edited_copies(
    records: Sequence[HasLabel],
    attacks: Sequence[Attack],
    k: int = 3,
    seed: int = 0,
) -> list[HasLabel]:
    """Return the records, and of each a copy for every attack, on k words by chance.

    The labels stay: an edited letter wants of its reader what it wanted before. All
    classes get copies, or an edit itself would give the label away.
    """
    random, made = Random(seed), list[HasLabel](records)
    for attack in attacks:
        for one in records:
            words = list(dict.fromkeys(WORD.findall(one.text)))
            some = random.sample(words, min(k, len(words)))
            made.append(Copy(attack(one.text, some, random), one.label))
    return made


def area(outside: Sequence[float], inside: Sequence[float]) -> float:
    """Return how likely a score from outside is above one from inside; a tie counts half.

    It is the area under the curve of true against false alarms: 0.5 by chance, at best 1.

    Raises:
        ValueError: if a list is empty.
    """
    if not outside or not inside:
        came = f"{len(outside)} and {len(inside)}"
        raise ValueError(f"each list must have a score, got {came}.")
    pairs = [(a > b) + 0.5 * (a == b) for a in outside for b in inside]
    return sum(pairs) / len(pairs)
