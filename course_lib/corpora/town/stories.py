"""Stories: what happened in a small world, told in English or Chinese, with every mention marked."""

from __future__ import annotations

from dataclasses import dataclass, field

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.chinese import Chinese
from course_lib.corpora.town.english import English
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.plan import plan, title
from course_lib.corpora.town.simulate import simulate
from course_lib.corpora.town.teller import Sentence, Teller
from course_lib.corpora.town.world import Thing, World


@dataclass(frozen=True)
class Story:
    """A story with its sentences and the world in which it happened."""

    title: str
    text: str
    language: Language
    sentences: tuple[Sentence, ...] = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)  # where each sentence starts in the text
    world: World = field(repr=False)

    @property
    def combinations(self) -> tuple[str, ...]:
        """What happened to which kind of thing ("lend umbrella"): what compositional splits hold out."""
        found = {
            f"{event.kind} {event.roles['theme'].name.en}": None
            for event in self.world.events
            if isinstance(event.roles.get("theme"), Thing)
        }
        return tuple(found)


def teller(language: Language, chance: Chance, world: World, tense: str = "past") -> Teller:
    """Return a teller for one text about a world; only the English one has tenses."""
    return English(chance, world, tense) if language == "en" else Chinese(chance, world)


def story(town: Town, language: Language, chance: Chance, n_events: int = 10) -> Story:
    """Return a story of about `n_events` events. The same chance tells the same story in both languages."""
    world = simulate(town, chance, n_events)
    sentence_plans = plan(world, chance)
    name = title(world, chance)
    tense = "present" if chance.happens(0.15) else "past"
    voice = teller(language, chance, world, tense)
    sentences = tuple(voice.sentence(one) for one in sentence_plans)
    text, starts = "", []
    for sentence in sentences:
        if text:
            text += "\n" if sentence.plan.new_day else " " if language == "en" else ""
        starts.append(len(text))
        text += sentence.text
    return Story(voice.title(name), text, language, sentences, tuple(starts), world)
