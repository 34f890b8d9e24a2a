"""Summaries that read nothing: the first sentences of a text, or some at random; what every summariser must beat.

Tested by tests/applications/summarisation/test_lead.py.
"""

from collections.abc import Sequence

from course_lib.corpora.town.chance import Chance


def check_n(n: int, sentences: Sequence[str]) -> None:
    """Refuse a summary of no sentences, and a text that is not cut into sentences."""
    if isinstance(sentences, str) or not sentences:
        raise ValueError(f"there must be a list of sentences, got {sentences!r}.")
    if n < 1:
        raise ValueError(f"a summary must have at least 1 sentence, got n = {n}.")


def lead(sentences: Sequence[str], n: int = 3) -> list[int]:
    """Return the places of the first n sentences, or of all.

    >>> lead(["He came.", "He saw.", "He won."], 2)
    [0, 1]
    """
    check_n(n, sentences)
    return [*range(min(n, len(sentences)))]


def at_random(sentences: Sequence[str], n: int = 3, seed: int | str = 0) -> list[int]:
    """Return the places of n sentences, drawn by the seed and the text, in the order of the text."""
    check_n(n, sentences)
    chance = Chance("summary", seed, *sentences)
    return sorted(chance.some(range(len(sentences)), min(n, len(sentences))))


def extract(sentences: Sequence[str], places: Sequence[int]) -> str:
    """Return the sentences at these places as one text, in the order of the text.

    >>> extract(["He came.", "He saw.", "He won."], [2, 0])
    'He came. He won.'
    """
    return " ".join(sentences[place] for place in sorted(places))
