"""Mistakes in the words of an essay: grammar and spelling, of the kinds that a group of pupils is likely to make.

The places come from the sections [faults.*] of the phrase banks; letters are swapped or left out in any longer English
word.
"""

import re
from functools import cache
from typing import NamedTuple

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.rubric import Criterion
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.phrases import phrases

GROUPS = ("hill", "river", "coast")
# The weights of the kinds of mistakes in each group.
KINDS: dict[Language, dict[Criterion, dict[str, tuple[int, int, int]]]] = {
    "en": {
        "language": {
            **{"agreement": (2, 4, 1), "tense": (1, 3, 3), "article": (5, 1, 2)},
            **{"plural": (3, 1, 2), "preposition": (1, 3, 4)},
        },
        "spelling": {"letters": (1, 2, 3), "confusion": (3, 2, 1)},
    },
    "zh": {
        "language": {"de": (2, 5, 3), "measure": (5, 1, 2), "word order": (1, 2, 5), "aspect": (3, 3, 1)},
        "spelling": {"sound": (3, 2, 1), "shape": (1, 2, 3)},
    },
}
LONG_WORD = re.compile(r"(?<![A-Za-z'])[a-z]{5,}(?![A-Za-z'])")


class Change(NamedTuple):
    """A mistake to make: at `start` the text has `right`."""

    start: int
    right: str
    wrong: str
    kind: str
    criterion: Criterion


@cache
def _places(kind: str, language: Language) -> tuple[re.Pattern[str], dict[str, tuple[int, str, str]]]:
    """Return a pattern that finds the contexts, and for each: where the part to change begins, the right, the wrong."""
    found: dict[str, tuple[int, str, str]] = {}
    for line in phrases("essays", language)[f"faults.{kind}"]:
        before, right, wrong, after = re.fullmatch(r"(.*)<(.+)\|(.+)>(.*)", line).groups()  # type: ignore[union-attr]
        found[before + right + after] = len(before), right, wrong
    longest_first = "|".join(
        re.escape(context) for context in sorted(found, key=lambda context: (-len(context), context))
    )
    return re.compile(rf"(?<![A-Za-z])(?:{longest_first})(?![A-Za-z])"), found


def _misspelt(word: str, chance: Chance) -> str:
    """Swap two letters inside of a word, double one or leave one out."""
    place = chance.between(1, len(word) - 3)
    a, b = word[place], word[place + 1]
    way = chance.below(3)
    if way == 0 and a != b:
        return word[:place] + b + a + word[place + 2 :]
    if way == 1 and a != b:
        return word[: place + 1] + word[place:]
    return word[:place] + word[place + 1 :]


@cache
def _known_words() -> frozenset[str]:
    lines = (line for section in phrases("essays", "en").values() for line in section)
    return frozenset(word for line in lines for word in re.findall("[a-z]+", line.lower()))


def _candidates(text: str, kind: str, criterion: Criterion, language: Language, chance: Chance) -> list[Change]:
    if kind == "letters":
        words = [(match.start(), match[0]) for match in LONG_WORD.finditer(text)]
        chosen = chance.some(words, min(len(words), 10))
        made = [Change(start, word, _misspelt(word, chance), kind, criterion) for start, word in chosen]
        return [change for change in made if change.wrong not in _known_words()]
    pattern, places = _places(kind, language)
    changes = []
    for match in pattern.finditer(text):
        offset, right, wrong = places[match[0]]
        changes.append(Change(match.start() + offset, right, wrong, kind, criterion))
    return changes


def mistakes(
    text: str, taken: list[Span], counts: tuple[int, int], group: str, language: Language, chance: Chance
) -> list[Change]:
    """Return mistakes to make in a text, in its order, none overlapping another or a span that is taken.

    Args:
        text: a text without mistakes of words.
        taken: stretches that must stay as they are.
        counts: how many in language and in spelling; fewer where the text offers fewer places.
        group: of `GROUPS`; it sets the weights of the kinds, not the counts.
        language: of the text.
        chance: what decides.
    """
    used = [(span.start, span.end) for span in taken]
    made: list[Change] = []
    for (criterion, kinds), count in zip(KINDS[language].items(), counts, strict=True):
        if not count:
            continue
        left = {kind: chance.shuffled(_candidates(text, kind, criterion, language, chance)) for kind in kinds}
        while count and any(left.values()):
            names = [kind for kind in kinds if left[kind]]
            change = left[chance.weighted(names, [kinds[kind][GROUPS.index(group)] for kind in names])].pop()
            start, end = change.start, change.start + len(change.right)
            if all(end <= first or last <= start for first, last in used):
                used.append((start, end))
                made.append(change)
                count -= 1
    return sorted(made)
