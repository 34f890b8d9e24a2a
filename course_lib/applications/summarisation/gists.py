"""Stories with a summary and with their world, so that a summary can be held against what happened.

`load("town/summaries")` keeps the texts alone. Here each story brings its world along, and its reference is told in a
house style: the first phrasing of the phrase bank, so that the same event is always put the same way.
Tested by tests/applications/summarisation/test_gists.py.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count, islice

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import NAMES, Language
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.plan import Clause, SentencePlan
from course_lib.corpora.town.stories import Story, story, teller
from course_lib.corpora.town.tasks.gist import gist
from course_lib.corpora.town.world import World

HELD_OUT = frozenset(name.words.en for name in sorted(NAMES, key=lambda one: one.words.en)[::5])


class HouseStyle(Chance):
    """No chance at all: of several phrasings always the first."""

    def __init__(self) -> None:
        self.random = lambda: 0.0


@dataclass(frozen=True)
class Gist:
    """A story, what happened in it, and a summary of its most salient events.

    Args:
        sentences: the story's.
        summary: in the house style, a sentence an event.
        people: whom the summary names.
        world: after the story.
    """

    sentences: tuple[str, ...]
    summary: str
    people: tuple[str, ...]
    world: World

    @property
    def document(self) -> str:
        """The story as one text."""
        return " ".join(self.sentences)


def retold(world: World, n_events: int, chance: Chance, language: Language = "en") -> str:
    """Return a summary of the world's most salient events, a sentence each, in phrasings that `chance` picks."""
    voice = teller(language, chance, world)
    plans = (SentencePlan("clause", (Clause(one.kind, one.roles, one),)) for one in gist(world, n_events))
    return (" " if language == "en" else "").join(voice.sentence(one).text for one in plans)


def gist_of(one: Story, n_events: int = 3) -> Gist:
    """Return a story with the summary of its `n_events` most salient events.

    Raises:
        ValueError: if `n_events` is not positive.
    """
    if n_events < 1:
        raise ValueError(f"n_events must be positive, got {n_events}.")
    summary = retold(one.world, n_events, HouseStyle(), one.language)
    people = tuple(name for name in (person.name[one.language] for person in one.world.cast) if name in summary)
    return Gist(tuple(sentence.text for sentence in one.sentences), summary, people, one.world)


def gists(
    n: int,
    n_events: int = 3,
    length: int = 10,
    seed: int | str = 0,
    language: Language = "en",
    town: Town | None = None,
) -> list[Gist]:
    """Return `n` stories with their summaries.

    Args:
        n: how many.
        n_events: sentences in a summary.
        length: events in a story, about.
        seed: another seed, other stories.
        language: of both.
        town: where they happen; without one, the town of seed 0.

    Raises:
        ValueError: if `n` is negative, or `n_events` is not positive.

    >>> one = gists(1, n_events=1, length=3)[0]
    >>> one.summary in one.document, len(one.sentences) > 5
    (False, True)
    """
    if n < 0:
        raise ValueError(f"n must not be negative, got {n}.")
    return list(islice(_stories(n_events, length, seed, language, town or Town()), n))


def _stories(n_events: int, length: int, seed: int | str, language: Language, town: Town) -> Iterator[Gist]:
    for number in count():
        one = story(town, language, Chance("gists", seed, number), length)
        if any(event.kind not in ("go", "go_home", "meet", "thank", "laugh") for event in one.world.events):
            yield gist_of(one, n_events)


def without_names(stories: Collection[Gist], names: Collection[str] = HELD_OUT) -> list[Gist]:
    """Return the stories in which nobody has one of these names."""
    return [one for one in stories if not {person.name.en for person in one.world.cast} & {*names}]


def about_names(stories: Collection[Gist], names: Collection[str] = HELD_OUT) -> list[Gist]:
    """Return the stories whose summary names one of these."""
    return [one for one in stories if {*one.people} & {*names}]
