"""Is a story coherent, is it right? Its sentences are read one after the other, and each is held against those before.

For stories that nobody simulated, such as a model's. `truth.py` judges a sentence about a world that is known whole;
here the world is what the text has said so far (`told.py`), and what is known of the town's people.
Left out: what people believe of things, whose a thing is called (Anna's kite), money, and what no template of the
tellers says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from course_lib.corpora.town.lexicon import ADJECTIVES, FOODS, THINGS, Language
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.reader import Reader
from course_lib.corpora.town.told import Statement, Told
from course_lib.corpora.town.world import Thing, World

_NOTHING_HAPPENS = {  # what is said or planned
    "en": r"\"|\b(?:wants?|wanted|decide[sd]?|hope[sd]?|means?|meant|intend(?:s|ed)?|mind|wish) to ",
    "zh": "“|想|打算|决定|拿定主意",
}
_SPEECH = r"\w+ (?:ask|call|cri|cry|sa[iy]|shout|sigh|tell|told)"


def judged(text: str, town: Town, language: Language = "en") -> list[Statement]:
    """Return the statements of a story in their order, judged.

    Args:
        text: a story as the tellers write them, or as a model does; a new line begins a new day.
        town: whose people it is about.
        language: of the text.
    """
    story = Told(cast_of(text, town, language))
    reader = Reader(story.world, language)
    found = []
    for number, day in enumerate(text.strip().split("\n")):
        if number:
            story.sleep()
        for sentence in sentences(day):
            clauses = reader.read(sentence)
            for place, readings in enumerate(clauses):
                found.append(story.hear(sentence, readings, language, again=place > 0))
            if not clauses[0] and not re.search(_NOTHING_HAPPENS[language], sentence):
                story.forget(reader.before)
    return found


def sentences(text: str) -> list[str]:
    """Return the sentences of a text in English or Chinese.

    >>> sentences('Anna lost the kite. "Oh no!" she cried.')
    ['Anna lost the kite.', '"Oh no!" she cried.']
    """
    english = rf'(?<=[.!?])\s+|(?<=[.!?]")\s+(?=[A-Z"])(?!{_SPEECH})'
    parts = re.split(rf"{english}|(?<=[。！？])(?!”)|(?<=[。！？]”)", text)
    return [part.strip() for part in parts if part and part.strip()]


def cast_of(text: str, town: Town, language: Language) -> World:
    """Return a world with the people and the things that a text names, where nothing has happened yet."""
    named = sorted(_named(text, town, language), key=lambda one: one[0])
    looks = "|".join(one.words[language] for one in ADJECTIVES)
    things = []
    for noun in dict.fromkeys((*THINGS, *FOODS)):
        word = noun.name[language]
        bounds = r"\b" if language == "en" else ""
        if re.search(rf"{bounds}{word}{bounds}", text):
            look = re.search(rf"({looks}) ?{word}{bounds}", text)
            by_words = {one.words[language]: one for one in ADJECTIVES}
            things.append(Thing(noun, by_words[look[1]] if look else ADJECTIVES[0]))
    return World(town, tuple(person for _, person in named), tuple(things), "")


def _named(text: str, town: Town, language: Language) -> Iterator[tuple[int, Person]]:
    """Yield the people that a text names, each with the place of the first mention."""
    for person in town.people:
        name = person.name[language]
        if found := re.search(rf"\b{name}\b" if language == "en" else name, text):
            yield found.start(), person
