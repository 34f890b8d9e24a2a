"""The gist of a story: a summary by salience, which sentences carry it, and keywords.

An event is salient by what it leads to: the events that follow from it, directly or not, and the people in them. The
lead of a story is about its main character, not about its plot: the first sentences make a poor summary here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from course_lib.corpora.records import MultiLabelled, Summary
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Person
from course_lib.corpora.town.plan import Clause, SentencePlan
from course_lib.corpora.town.stories import Story, teller
from course_lib.corpora.town.tasks.examples import Example
from course_lib.corpora.town.world import Event, Thing, World

_MINOR = frozenset(("go", "go_home", "thank", "laugh", "search", "search_pet", "meet", "read_letter"))


def salience(world: World) -> dict[int, int]:
    """Return for each event how many events follow from it, minor ones left out, and itself."""
    weight = {event.number: int(event.kind not in _MINOR) for event in world.events}
    for event in reversed(world.events):
        if event.cause is not None:
            weight[event.cause] += weight[event.number]
    return weight


def gist(world: World, n_events: int = 3) -> list[Event]:
    """Return the events that a summary tells, in their order: the most salient one and what followed from it."""
    weight = salience(world)
    events = [event for event in world.events if event.kind not in _MINOR and event.kind != "tell"]
    first = max(events, key=lambda event: (weight[event.number], -event.number))
    chosen = {first.number}
    for event in events:  # what follows from the first, then what weighs most
        if event.cause in chosen and len(chosen) < n_events:
            chosen.add(event.number)
    for event in sorted(events, key=lambda event: -weight[event.number]):
        if len(chosen) < n_events:
            chosen.add(event.number)
    return [event for event in world.events if event.number in chosen]


def summaries(story: Story, chance: Chance) -> Iterator[Example]:
    """Yield the sentences of a story and two summaries in other words: the plot, and the title."""
    voice = teller(story.language, chance, story.world)
    told = [
        voice.sentence(SentencePlan("clause", (Clause(event.kind, event.roles, event),))) for event in gist(story.world)
    ]
    summary = (" " if story.language == "en" else "").join(one.text for one in told)
    sentences = tuple(one.text for one in story.sentences)
    yield Example(Summary(sentences, (summary, story.title)), story.text, story.combinations)


def keywords(story: Story) -> Iterator[Example]:
    """Yield a story with its keywords: the people and the things of its gist, as the story names them."""
    spoken = Counter(one.entity for sentence in story.sentences for one in sentence.mentions)
    fillers = [one for event in gist(story.world) for one in event.roles.values() if isinstance(one, (Person, Thing))]
    wanted = sorted(dict.fromkeys(fillers), key=lambda one: -spoken[one])[:5]
    names = tuple(one.name[story.language] for one in wanted if one.name[story.language] in story.text)
    yield Example(MultiLabelled(story.text, names, story.title), story.text, story.combinations)
