"""Is a summary true? Its sentences are read, and each is held against what happened in the source's world.

ROUGE compares words with a reference; this compares statements with facts, which is what a reader relies on. In the
town it is exact. Elsewhere a model must judge whether the source entails the summary: see Kryściński et al. (2020),
https://arxiv.org/abs/1910.12840.
Tested by tests/applications/summarisation/test_consistency.py.
Left out: what a summary leaves out, and sentences that no teller of the town would say: they count as unknown.
"""

from collections.abc import Sequence
from typing import NamedTuple

from course_lib.corpora.town.coherence import sentences as cut
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.reader import Reader
from course_lib.corpora.town.truth import Verdict, is_true
from course_lib.corpora.town.world import World


class Statement(NamedTuple):
    """A sentence of a summary, and what the world says to it."""

    text: str
    verdict: Verdict


def statements(summary: str, world: World, language: Language = "en") -> list[Statement]:
    """Return the sentences of a summary, each judged; a pronoun means somebody of the sentences before."""
    reader = Reader(world, language)
    return [Statement(one, is_true(one, world, language, reader)) for one in cut(summary)]


def verdict(summary: str, world: World, language: Language = "en") -> Verdict:
    """Return "false" if a statement is, "true" if all are true, else "unknown".

    An empty summary says nothing that could be true: unknown.
    """
    found = {one.verdict for one in statements(summary, world, language)}
    return "false" if "false" in found else "true" if found == {"true"} else "unknown"


def consistency(summaries: Sequence[str], worlds: Sequence[World], language: Language = "en") -> dict[Verdict, float]:
    """Return the shares of summaries that are true, false and unknown.

    Raises:
        ValueError: if there are no summaries, or not as many worlds.
    """
    if not summaries or len(summaries) != len(worlds):
        raise ValueError(f"each summary needs its world, got {len(summaries)} summaries and {len(worlds)} worlds.")
    found = [verdict(one, world, language) for one, world in zip(summaries, worlds, strict=True)]
    kinds: tuple[Verdict, ...] = ("true", "false", "unknown")
    return {kind: found.count(kind) / len(found) for kind in kinds}


def swapped(summary: str, names: Sequence[str]) -> str:
    """Return a summary with the first two names exchanged: the same words, another story.

    Raises:
        ValueError: if there are fewer than two names.

    >>> swapped("Anna thanked Ben. Ben laughed.", ["Anna", "Ben"])
    'Ben thanked Anna. Anna laughed.'
    """
    if len(names) < 2:
        raise ValueError(f"there must be two names to swap, got {len(names)}.")
    first, second = names[:2]
    return summary.replace(first, "\0").replace(second, first).replace("\0", second)
