"""Sentences of the town with the world they tell of: what a translation can be judged by.

They are those of a split of `town/translation`, and so never of its training part; only
sentences that stand on their own: without pronouns, words of kinship and quotations.
Tested by tests/applications/translation/test_told.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story, teller
from course_lib.corpora.town.tasks.examples import Example, combinations
from course_lib.corpora.town.tasks.sets import TASKS, split_of
from course_lib.corpora.town.teller import Mention, Sentence
from course_lib.corpora.town.world import World


@dataclass(frozen=True)
class Told:
    """One sentence in both languages, with its mentions, and the world it happened in."""

    english: Sentence
    chinese: Sentence
    world: World

    @property
    def source(self) -> str:
        return self.english.text

    @property
    def target(self) -> str:
        return self.chinese.text

    def retold(self, number: int) -> str:
        """Return the Chinese side as another translator might have worded it.

        The same plan goes through the town's Chinese teller again, with other choices.
        """
        chance = Chance("retold", number, self.source)
        return teller("zh", chance, self.world).sentence(self.chinese.plan).text


def told_sentences(n: int, split: str = "test", town: Town | None = None) -> list[Told]:
    """Return n different sentences of a split.

    Raises:
        ValueError: if n is not positive, or there is no such split.
    """
    if n < 1:
        raise ValueError(f"n must be positive, got {n}.")
    if split not in ("train", "dev", "test", "composed"):
        raise ValueError(f"split must be train, dev, test or composed, got {split!r}.")
    found: dict[str, Told] = {}
    for one in all_told(town or Town()):
        one_in = TASKS["translation"].one_in
        example = Example(None, one.source, combinations(one.english))
        if stands_alone(one) and split_of(example, one_in) == split:
            found.setdefault(one.source, one)
        if len(found) == n:
            break
    return list(found.values())


def told_stories(n: int, town: Town | None = None, seed: int = 1) -> list[list[Told]]:
    """Return n stories, sentence by sentence; with a seed that is not 0, none of the data set.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be positive, got {n}.")
    return [told_story(town or Town(), seed, number) for number in range(n)]


def told_story(town: Town, seed: int, number: int) -> list[Told]:
    """Return the sentences of one story."""
    chance = ("stories", town.seed, seed, number)
    english, chinese = (story(town, one, Chance(*chance)) for one in LANGUAGES)
    pairs = zip(english.sentences, chinese.sentences, strict=True)
    return [Told(*pair, english.world) for pair in pairs]


def all_told(town: Town) -> Iterator[Told]:
    """Yield the sentences of one story after the other, those of the training set first."""
    for number in count():
        yield from told_story(town, 0, number)


def stands_alone(told: Told) -> bool:
    """Return whether both sides name everybody, and nobody speaks."""
    mentions = (*told.english.mentions, *told.chinese.mentions)
    quoted = any(mark in told.source + told.target for mark in '"“”')
    unnamed = any(one.form in ("pronoun", "description") for one in mentions)
    return bool(mentions) and not quoted and not unnamed


def name_of(mention: Mention) -> str | None:
    """Return by what name both languages mean the same: the English one."""
    name = getattr(mention.entity, "name", None)
    return getattr(name, "en", None)
