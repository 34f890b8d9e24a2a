"""Texts of all genres, each below a line of controls that says what it is: to train a writer that does as it is told.

    poem | rhyme aabb | mood calm | topic rain | lines 4
    Rain
    The rain is falling on the town, ...

So that the writer can do without, one text in ten has the control "any" alone, and in the others each control but the
genre is left out one time in six. Left out as well are the combinations that the tasks hold out (`sets.py`): poems with
such a topic and mood, say. What the writer makes of them shows whether controls can be combined anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from course_lib.corpora.dataset import TextCorpus
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.coherence import sentences
from course_lib.corpora.town.genres.control_lines import ANY, control_line
from course_lib.corpora.town.genres.letters import letter
from course_lib.corpora.town.genres.news import article
from course_lib.corpora.town.genres.poems import poem
from course_lib.corpora.town.genres.products import product_copy
from course_lib.corpora.town.genres.reviews import review
from course_lib.corpora.town.genres.scripts import script
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.corpora.town.tasks import sets
from course_lib.corpora.town.tasks.examples import Example

LONGEST = 620  # characters of a text, so that it fits into a small model's context
WITHOUT_ANY, WITHOUT_ONE = 0.1, 1 / 6
STORY_SENTENCES = (3, 4, 5, 6)
HELD_OUT = {"poem": 4, "script": 10, "product": 10}  # one combination in so many; for others as in their tasks


@dataclass(frozen=True)
class Piece:
    """A text, what it is, and what a compositional split may hold out."""

    genre: str
    controls: dict[str, str]
    text: str
    combination: str

    @property
    def line(self) -> str:
        """The whole control line."""
        return control_line(self.genre, self.controls)


def _story(town: Town, chance: Chance) -> Piece | None:
    told, n = story(town, "en", chance, n_events=6), chance.pick(STORY_SENTENCES)
    text = " ".join(sentences(told.text.replace("\n", " "))[:n])
    names = {person.name.en for person in town.people}
    about = next((word for word in re.findall(r"\w+", sentences(text)[0]) if word in names), None)
    if about is None or len(sentences(text)) != n:
        return None
    return Piece("story", {"about": about, "sentences": str(n)}, text, about)


def _script(town: Town, chance: Chance) -> Piece:
    one = script(town, chance)
    controls = {"scene": one.scene, "mood": one.mood, "speeches": str(one.speeches)}
    return Piece("script", controls, one.text, one.combination)


def _poem(town: Town, chance: Chance) -> Piece:
    one = poem(town, "en", chance)
    controls = {
        "rhyme": one.rhyme_scheme,
        "mood": one.mood,
        "topic": one.topic,
        "lines": str(len(one.lines)),
    }
    return Piece("poem", controls, one.text, one.combination)


def _news(town: Town, chance: Chance) -> Piece:
    one = article(town, "en", chance)
    controls = {"topic": one.topic, "sentences": str(len(sentences(one.text)))}
    return Piece("news", controls, one.text, one.combination)


def _review(town: Town, chance: Chance) -> Piece:
    one = review(town, "en", chance)
    controls = {"verdict": one.label, "of": one.kind, "sentences": str(len(sentences(one.text)))}
    return Piece("review", controls, one.text, one.combination)


def _product(_: Town, chance: Chance) -> Piece:
    one = product_copy(chance)
    controls = {"item": one.item, "tone": one.tone, "sentences": str(one.sentences)}
    return Piece("product", controls, one.text, one.combination)


def _letter(town: Town, chance: Chance) -> Piece | None:
    one = letter(town, "en", chance)
    if one.label != "ham":
        return None
    return Piece("letter", {"kind": one.kind, "tone": one.tone}, one.text, one.combination)


Maker = Callable[[Town, Chance], Piece | None]
MAKERS: dict[str, tuple[Maker, int]] = {  # and in how many of a hundred texts
    "story": (_story, 18),
    "script": (_script, 18),
    "poem": (_poem, 20),
    "news": (_news, 12),
    "review": (_review, 12),
    "product": (_product, 10),
    "letter": (_letter, 10),
}
TASK_OF = {"news": "news", "review": "reviews", "letter": "letters"}


def pieces(genre: str, seed: int = 0, town: Town | None = None) -> Iterator[tuple[Piece, str]]:
    """Yield texts of a genre with the split that each is in: train, dev, test or composed.

    Raises:
        ValueError: if there is no such genre.
    """
    if genre not in MAKERS:
        raise ValueError(f"genre must be one of {', '.join(MAKERS)}, got {genre!r}.")
    place, (make, _) = town or Town(), MAKERS[genre]
    one_in = sets.TASKS[TASK_OF[genre]].one_in if genre in TASK_OF else HELD_OUT.get(genre)
    number = 0
    while True:
        one = make(place, Chance("writing", place.seed, genre, seed, number))
        number += 1
        if one is not None and len(one.text) <= LONGEST:
            combinations = (one.combination,) if one_in else ()
            yield one, sets.split_of(Example(None, one.text, combinations), one_in or 1)


def some_left_out(one: Piece, chance: Chance) -> str:
    """Return the control line of a text as the writer learns from it, with controls left out by chance."""
    if chance.happens(WITHOUT_ANY):
        return ANY
    kept = {key: value for key, value in one.controls.items() if not chance.happens(WITHOUT_ONE)}
    return control_line(one.genre, kept)


def writing_text(size: int = 1_000_000, seed: int = 0, town: Town | None = None) -> TextCorpus:
    """Return documents below their control lines, a blank line between two, of about `size` characters together.

    Only documents of the split "train" are in it.

    Raises:
        ValueError: if `size` is not positive.
    """
    if size < 1:
        raise ValueError(f"size must be positive, got {size}.")
    streams = {genre: pieces(genre, seed, town) for genre in MAKERS}
    shares = [share for _, share in MAKERS.values()]
    chance = Chance("writing text", seed)
    documents: list[str] = []
    length = 0
    while length < size:
        genre = chance.weighted(tuple(MAKERS), shares)
        one = next(one for one, split in streams[genre] if split == "train")
        documents.append(f"{some_left_out(one, chance)}\n{one.text}")
        length += len(documents[-1]) + 2
    return TextCorpus("town/writing", "\n\n".join(documents) + "\n", "en", sets.LICENCE, sets.CITATION)
