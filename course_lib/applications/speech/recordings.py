"""Recordings of spoken digits, by speaker and number; splits; strings made by joining.

Tested by tests/applications/speech/test_recordings.py.
Left out: words that run into each other, as nobody joins them by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course_lib.applications.speech.commands import DIGITS
from course_lib.applications.speech.sound import joined, read_wav
from course_lib.applications.speech.training import Utterance
from course_lib.corpora.corpus import load
from course_lib.corpora.town.chance import Chance


@dataclass(frozen=True, eq=False)
class Recording:
    """One spoken digit.

    Args:
        speaker: who.
        number: the how manieth time this speaker said this digit, from 0.
        utterance: sound and word.
    """

    speaker: str
    number: int
    utterance: Utterance


Split = tuple[list[Recording], list[Recording]]


def recordings() -> list[Recording]:
    """Return the 300 recordings of `fsdd_test`: six speakers, ten digits, five times each.

    Raises:
        DownloadError: if the files are not here and cannot be fetched.
    """
    found = load("fsdd_test")
    records = [one for split in ("train", "test") for one in found.splits[split]]
    return [
        Recording(one.speaker, int(one.path.stem.split("_")[2]), Utterance(read_wav(one.path), (DIGITS[one.digit],)))
        for one in sorted(records, key=lambda record: record.path.name)
    ]


def speakers(some: Sequence[Recording]) -> list[str]:
    """Return the speakers' names in alphabetical order."""
    return sorted({one.speaker for one in some})


def by_recording(some: Sequence[Recording], number: int) -> Split:
    """Return (train, test): each speaker's recordings of this number are tested.

    Raises:
        ValueError: if there are none of that number.
    """
    return parted(some, [one.number == number for one in some], f"recordings of number {number}")


def by_speaker(some: Sequence[Recording], place: int) -> Split:
    """Return (train, test): all that one speaker says is tested, the speaker at this place in the alphabet.

    Raises:
        ValueError: if there is no such speaker.
    """
    names = speakers(some)
    name = names[place] if place < len(names) else ""
    return parted(some, [one.speaker == name for one in some], f"recordings of speaker {place}")


def parted(some: Sequence[Recording], tested: Sequence[bool], what: str) -> Split:
    if not any(tested) or all(tested):
        raise ValueError(f"there must be {what}, and others; got {sum(tested)} of {len(tested)}.")
    pairs = list(zip(some, tested, strict=True))
    return [one for one, test in pairs if not test], [one for one, test in pairs if test]


def strings(some: Sequence[Recording], n: int, lengths: Sequence[int] = (4,), seed: int = 0) -> list[Utterance]:
    """Return n strings of digits, each of recordings of one speaker, joined with short silences.

    Raises:
        ValueError: if n is not positive, or there are no recordings.
    """
    if n < 1 or not some:
        raise ValueError(f"n and the number of recordings must be positive, got {n} and {len(some)}.")
    chance = Chance("strings", seed)
    groups = {name: [one for one in some if one.speaker == name] for name in speakers(some)}
    found = []
    for _ in range(n):
        group = groups[chance.pick(list(groups))]
        chosen = [chance.pick(group).utterance for _ in range(chance.pick(lengths))]
        words = tuple(word for one in chosen for word in one.words)
        found.append(Utterance(joined([one.wave for one in chosen]), words))
    return found
