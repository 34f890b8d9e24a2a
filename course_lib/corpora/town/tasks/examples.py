"""What the tasks are made of: examples with what decides their split, and the tokens of both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.stories import Story
from course_lib.corpora.town.teller import Mention, Sentence, entity_type
from course_lib.corpora.town.world import Thing

NAMED = ("PERSON", "PLACE", "THING", "FOOD", "ANIMAL")
_BEFORE_NOUN = {
    "en": re.compile(r"(?:the|an?|his|her) ", re.IGNORECASE),
    "zh": re.compile(r"(?:自己)?[那一]."),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A record, the text that must not be in two splits, and the combinations that may be held out."""

    record: Any
    key: str
    combinations: tuple[str, ...] = ()


def tokens(text: str, language: Language) -> list[Span]:
    """Return the places of the tokens: words and marks in English, characters in Chinese (a number is one token).

    >>> [text[token.start : token.end] for text in ["Ben's kite, 12."] for token in tokens(text, "en")]
    ['Ben', "'s", 'kite', ',', '12', '.']
    """
    pattern = r"'s\b|\w+|[^\w\s]" if language == "en" else r"[0-9]+|[A-Za-z]+|\S"
    return [Span(match.start(), match.end(), "") for match in re.finditer(pattern, text)]


def named(sentence: Sentence, language: Language) -> list[Span]:
    """Return the named entities of a sentence, without articles and measure words, in their order."""
    found = []
    for mention in sentence.mentions:
        kind = entity_type(mention.entity)
        if mention.form == "name" and kind in NAMED:
            found.append(without_article(sentence.text, mention, language))
    return sorted(found)


def without_article(text: str, mention: Mention, language: Language) -> Span:
    """Return the place of a mention without article, possessive or measure word; its label is the type."""
    kind = entity_type(mention.entity)
    start = mention.start
    if isinstance(mention.entity, Thing) or kind == "PLACE":
        before = _BEFORE_NOUN[language].match(text, start, mention.end)
        if before and (language == "en" or isinstance(mention.entity, Thing)) and before.end() < mention.end:
            start = before.end()
    return Span(start, mention.end, kind)


def bio(text: str, spans: list[Span], language: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens of a text and a BIO tag for each."""
    words, tags = [], []
    for token in tokens(text, language):
        span = next((one for one in spans if one.start <= token.start < one.end), None)
        words.append(text[token.start : token.end])
        tags.append("O" if span is None else ("B-" if span.start == token.start else "I-") + span.label)
    return tuple(words), tuple(tags)


def combinations(sentence: Sentence) -> tuple[str, ...]:
    """Return what happened to which kind of thing in this sentence."""
    found: dict[str, None] = {}
    for event in sentence.plan.events:
        if isinstance(event.roles.get("theme"), Thing):
            found[f"{event.kind} {event.roles['theme'].name.en}"] = None
    return tuple(found)


def window(story: Story, place: int, at_least: int = 3) -> tuple[int, str]:
    """Return the sentences up to this one that are needed to know whom its pronouns mean, and where they begin.

    At least three, and more until everybody of whom they speak has been named; at most the whole story so far.
    """
    start = max(0, place - at_least + 1)
    while start and not _all_named(story.sentences[start : place + 1]):
        start -= 1
    end = story.starts[place] + len(story.sentences[place].text)
    between = " " if story.language == "en" else ""
    return start, story.text[story.starts[start] : end].replace("\n", between)


def _all_named(sentences: tuple[Sentence, ...]) -> bool:
    named_so_far: set[object] = set()
    for sentence in sentences:
        for mention in sentence.mentions:
            if mention.form == "name":
                named_so_far.add(mention.entity)
            elif mention.entity not in named_so_far:
                return False
    return True


def telling(story: Story) -> Iterator[tuple[int, Sentence]]:
    """Yield the sentences that tell events as clauses, with their place in the story."""
    for place, sentence in enumerate(story.sentences):
        if sentence.plan.form in ("clause", "and", "because") and sentence.plan.events:
            yield place, sentence
