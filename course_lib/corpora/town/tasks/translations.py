"""Translations: sentences, and sentences whose pronouns or kinship words need the sentences before."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.corpora.records import Translation
from course_lib.corpora.town.stories import Story
from course_lib.corpora.town.tasks.examples import Example, combinations, window


def sentences(english: Story, chinese: Story) -> Iterator[Example]:
    """Yield the sentences of a story with their translations."""
    for one, other in zip(english.sentences, chinese.sentences, strict=True):
        yield Example(Translation(one.text, other.text), one.text, combinations(one))


def in_context(english: Story, chinese: Story) -> Iterator[Example]:
    """Yield sentences with a pronoun or a word of kinship, together with the sentences that say who is meant.

    "Her brother" is 哥哥 or 弟弟: only a sentence before says which. The last lines of source and target belong
    together; the lines before are the context.
    """
    for place, (one, other) in enumerate(zip(english.sentences, chinese.sentences, strict=True)):
        if any(mention.form in ("pronoun", "description") for mention in (*one.mentions, *other.mentions)):
            start = min(window(english, place)[0], window(chinese, place)[0])
            source = "\n".join(sentence.text for sentence in english.sentences[start : place + 1])
            target = "\n".join(sentence.text for sentence in chinese.sentences[start : place + 1])
            if start < place:
                yield Example(Translation(source, target), source, combinations(one))


def documents(english: Story, chinese: Story) -> Iterator[Example]:
    """Yield whole stories."""
    yield Example(Translation(english.text, chinese.text), english.text, english.combinations)
