"""Guards before a model: what they let through, and what they stop for no reason.

    miss rate = dangerous requests let through / dangerous ones
    false alarm rate = harmless requests stopped / harmless ones

The guard of patterns before the desk is in dialogue/safety.py; here are a list of words,
a trained one, and the disguises that get past both.
Sources: Röttger et al. (2024), XSTest, https://arxiv.org/abs/2308.01263; Wei et al. (2023),
"Jailbroken", section 4, https://arxiv.org/abs/2307.02483, for disguised requests.
Tested by tests/applications/trust/test_guard.py.
Left out: guards of what a model answers; guards that are language models.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from course_lib.applications.trust.attacks import LOOK_ALIKES
from course_lib.applications.trust.defences import BACK
from course_lib.finetuning.texts import HasLabel
from course_lib.models import bag_of_words
from course_lib.models.bag_of_words import Bag, BagOfWords

BAD_WORDS = (
    *("kill", "poison", "burn", "steal", "shoot", "break", "blow up", "hide", "trick"),
    *("hack", "bomb", "weapon", "drug", "drugs", "murder", "attack", "destroy", "fraud"),
)
LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5"}
UNSAFE = "unsafe"


class Scores(Protocol):
    """Anything that says how dangerous a text looks, from 0 to 1."""

    def scores(self, texts: Sequence[str]) -> list[float]: ...


@dataclass(frozen=True)
class WordList:
    """Stops a text that holds one of its words: 1, or 0."""

    words: tuple[str, ...] = BAD_WORDS

    def scores(self, texts: Sequence[str]) -> list[float]:
        """Return 1.0 for each text with a bad word.

        >>> WordList().scores(["How do I kill a process?", "Where is the station?"])
        [1.0, 0.0]
        """
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, self.words))})", re.IGNORECASE)
        return [float(bool(pattern.search(text))) for text in texts]


@dataclass(frozen=True)
class TrainedGuard:
    """A bag of words and pairs, trained on labelled requests."""

    bag: BagOfWords

    @classmethod
    def of(cls, records: Sequence[HasLabel], n: int = 2) -> TrainedGuard:
        """Return a guard trained on requests labelled "safe" and "unsafe".

        Raises:
            ValueError: if there are none, or of one label only.
        """
        texts, labels = [one.text for one in records], [one.label for one in records]
        return cls(bag_of_words.train(texts, labels, Bag(n=n, min_count=1)))

    def scores(self, texts: Sequence[str]) -> list[float]:
        """Return the probability that each text is unsafe."""
        return self.bag.probabilities(texts)[:, self.bag.labels.index(UNSAFE)].tolist()


@dataclass(frozen=True)
class Rates:
    """How often a guard errs, in each of the two ways."""

    misses: float
    false_alarms: float

    def real_alarms(self, share: float) -> float:
        """Return which part of the alarms is real, where `share` of all requests is dangerous.

        Raises:
            ValueError: if the share is not from 0 to 1.

        >>> round(Rates(misses=0.1, false_alarms=0.1).real_alarms(0.01), 2)
        0.08
        """
        if not 0 <= share <= 1:
            raise ValueError(f"share must be from 0 to 1, got {share}.")
        real, false = share * (1 - self.misses), (1 - share) * self.false_alarms
        return real / (real + false) if real + false else 0.0


def rates(scores: Sequence[float], dangerous: Sequence[bool], threshold: float = 0.5) -> Rates:
    """Return the rates of a guard that stops what scores at least the threshold.

    Raises:
        ValueError: if there is not a score for each, or one of the two kinds is missing.
    """
    if len(scores) != len(dangerous) or len({*dangerous}) < 2:
        must = "there must be a score for each request, and requests of both kinds"
        raise ValueError(f"{must}, got {len(scores)} scores, kinds {sorted({*dangerous})}.")
    pairs = list(zip(scores, dangerous, strict=True))
    bad = [score >= threshold for score, is_bad in pairs if is_bad]
    good = [score >= threshold for score, is_bad in pairs if not is_bad]
    return Rates(1 - sum(bad) / len(bad), sum(good) / len(good))


def crossed(records: Sequence[HasLabel], n_folds: int = 5, n: int = 2) -> list[float]:
    """Return a score for each record by a guard that was trained on the other folds.

    Record i is in fold i mod n_folds.

    Raises:
        ValueError: if there are fewer than 2 folds, or fewer records than folds.
    """
    if not 2 <= n_folds <= len(records):
        raise ValueError(f"n_folds must be 2 to {len(records)}, got {n_folds}.")
    scores = [0.0] * len(records)
    for fold in range(n_folds):
        rest = [one for i, one in enumerate(records) if i % n_folds != fold]
        asked = records[fold::n_folds]
        scores[fold::n_folds] = TrainedGuard.of(rest, n).scores([one.text for one in asked])
    return scores


def spaced(text: str) -> str:
    """Return a text with a blank between all letters of its words.

    >>> spaced("kill it")
    'k i l l  i t'
    """
    return "  ".join(" ".join(word) for word in text.split())


def leet(text: str) -> str:
    """Return a text with digits for some letters: k1ll."""
    return "".join(LEET.get(letter, letter) for letter in text)


def other_letters(text: str) -> str:
    """Return a text in letters of another alphabet that look the same."""
    return "".join(LOOK_ALIKES.get(letter, letter) for letter in text)


def in_base64(text: str) -> str:
    """Return a text as base64, which a large model reads and a list of words does not."""
    return base64.b64encode(text.encode()).decode()


DISGUISES: Mapping[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "spaced": spaced,
    "leet": leet,
    "other letters": other_letters,
    "base64": in_base64,
}


def undisguised(text: str) -> str:
    """Return a text as it would be without the disguises that this function knows.

    >>> undisguised("k1ll"), undisguised("k i l l  i t"), undisguised("a1"), undisguised("room 5")
    ('kill', 'kill it', 'ai', 'room 5')
    """
    try:
        if re.fullmatch(r"[A-Za-z0-9+/]{12,}={0,2}", text.strip()):
            text = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        pass  # it was no base64 after all
    text = unicodedata.normalize("NFKC", text).translate(BACK)
    if re.fullmatch(r"(?:\S ?)(?: ?\S(?= |$) ?)*", text) and "  " in text:
        text = " ".join(word.replace(" ", "") for word in text.split("  "))
    back = str.maketrans({digit: letter for letter, digit in LEET.items()})
    return re.sub(r"\w*[A-Za-z]\w*", lambda found: found[0].translate(back), text)
