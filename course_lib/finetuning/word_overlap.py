"""Baselines for pairs of texts: the most frequent label, the second text alone, and the words that both have.

They read nothing: what they get right shows how much of a task asks for no reading.
Source of the second: Gururangan et al. (2018), https://arxiv.org/abs/1803.02324; Poliak et
al. (2018), https://arxiv.org/abs/1805.01042.
Tested by tests/finetuning/test_word_overlap.py.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from course_lib.corpora.records import TextPair
from course_lib.models.bag_of_words import Bag, train

Language = Literal["en", "zh"]
BINS = 5  # of the share of words that are in both


def shared_words(first: str, second: str, language: Language = "en") -> float:
    """Return how many different words are in both texts, as a share of those in either: Jaccard's measure.

    >>> shared_words("A dog runs.", "The dog runs home.")
    0.4

    Raises:
        ValueError: if neither text has a word.
    """
    ours, theirs = (set(Bag(language, n=1).of(text)) for text in (first, second))
    if not ours | theirs:
        raise ValueError(f"there must be a word in one of the texts, got {first!r} and {second!r}.")
    return len(ours & theirs) / len(ours | theirs)


def most_frequent(known: Sequence[TextPair], pairs: Sequence[TextPair]) -> list[str]:
    """Return the label that most of the known pairs have, for each pair."""
    (label, _), *_ = Counter(one.label for one in known).most_common(1)
    return [label] * len(pairs)


def hypothesis_only(known: Sequence[TextPair], pairs: Sequence[TextPair], language: Language = "en") -> list[str]:
    """Return labels that a bag of words gives to the second texts, the first unread."""
    return guessed(known, pairs, lambda pair: pair.second, language)


def overlap_and_words(known: Sequence[TextPair], pairs: Sequence[TextPair], language: Language = "en") -> list[str]:
    """Return labels from the second text's words and from how many of them the first has too."""
    return guessed(known, pairs, partial(marked, language=language), language)


def guessed(
    known: Sequence[TextPair],
    pairs: Sequence[TextPair],
    words: Callable[[TextPair], str],
    language: Language,
) -> list[str]:
    model = train([words(one) for one in known], [one.label for one in known], Bag(language, n=1))
    return model.predict([words(one) for one in pairs])


def marked(pair: TextPair, language: Language = "en") -> str:
    """Return the second text with a word that says what share of its words the first has.

    >>> marked(TextPair("A dog runs.", "The dog runs home.", ""))
    'shared2of5 The dog runs home.'
    """
    ours, theirs = (set(Bag(language, n=1).of(text)) for text in (pair.first, pair.second))
    share = len(ours & theirs) / max(1, len(theirs))
    return f"shared{int(share * BINS)}of{BINS} {pair.second}"
