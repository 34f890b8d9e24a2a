"""What shared words find: the sentence that answers a question, the place that it asks for, the gist of a document.

Baselines for `course_lib.metrics.difficulty`, without any training. Words weigh by their rarity, idf
(Spärck Jones 1972, https://doi.org/10.1108/eb026526).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, reduce
from itertools import combinations
from math import fsum, log
from statistics import fmean
from typing import Any, Literal, NamedTuple

from course_lib.corpora.records import Question, Summary
from course_lib.models.bag_of_words import Bag

LONGEST = {"en": (1, 3), "zh": (2, 4)}  # runs of words in the bag of words and in the best; characters in Chinese
SENTENCE = re.compile(r'\S.*?(?:[.!?]["”]?(?=\s)|[。！？]”?|$)', re.DOTALL)


class Numbers(NamedTuple):
    """The numbers of a `Difficulty`."""

    chance: float
    majority: float
    bag_of_words: float
    best: float
    n_test: int
    unanswerable: float = 0.0


def share(found: Sequence[Any], right: Sequence[Any]) -> float:
    """Return the share of answers that are right.

    >>> share(["a", "b", "b", "b"], ["a", "b", "c", "d"])
    0.5
    """
    return sum(one == other for one, other in zip(found, right, strict=True)) / len(right)


def of_questions(train: Sequence[Question], test: Sequence[Question], language: Literal["en", "zh"]) -> Numbers:
    """Return for how many questions with an answer the sentence is found that holds it."""
    asked = [one for one in test if one.answerable]
    cut = cache(lambda context: [(found.start(), found[0]) for found in SENTENCE.finditer(context)])
    right = [
        max(at for at, (start, _) in enumerate(cut(one.context)) if start <= one.answers[0].start) for one in asked
    ]
    found = []
    for n in LONGEST[language]:
        words = cache(Bag(language, n).of)
        rarity = idf([words(text) for context in {one.context for one in (*train, *test)} for _, text in cut(context)])
        found.append(
            [closest(words(one.question), [words(text) for _, text in cut(one.context)], rarity) for one in asked]
        )
    guess = fmean(1 / len(cut(one.context)) for one in asked)
    first, one_word, runs = (share(answers, right) for answers in ([0] * len(right), *found))
    return Numbers(guess, first, one_word, runs, len(asked), 1 - len(asked) / len(test))


def of_places(train: Sequence[Question], test: Sequence[Question], language: Literal["en", "zh"]) -> Numbers:
    """Return how often the right one of the places is chosen that a context names; always the same is its last."""
    places = sorted({answer.text for one in train for answer in one.answers})
    words, pieces = (Bag(language, n).of for n in LONGEST[language])
    guess, found = [], []
    for one in test:
        known = {place: one.context.rfind(place) for place in places if place in one.context}
        named = sorted(known, key=lambda place: -known[place]) or places[:1]
        cut = [(found.start(), found[0]) for found in SENTENCE.finditer(one.context)]
        around = [
            max((start, text) for start, text in cut if start <= max(0, known.get(place, 0)))[1] for place in named
        ]
        chosen = [closest(of(one.question), [of(text) for text in around], None) for of in (words, pieces)]
        guess.append((one.answers[0].text in named) / len(named))
        found.append((named[0], *(named[at] for at in chosen)))
    right = [one.answers[0].text for one in test]
    last, one_word, runs = (share(answers, right) for answers in zip(*found, strict=True))
    return Numbers(fmean(guess), last, one_word, runs, len(test))


def sentences(text: str) -> list[tuple[int, str]]:
    """Return the sentences with the places where they start; abbreviations are not known.

    >>> sentences('"Stop!" he said. So she did.')
    [(0, '"Stop!"'), (8, 'he said.'), (17, 'So she did.')]
    """
    return [(found.start(), found[0]) for found in SENTENCE.finditer(text)]


def idf(texts: Sequence[Counter[str]]) -> dict[str, float]:
    """Return how rare each word is: log(texts / texts with it)."""
    texts_with = Counter(word for one in texts for word in one)
    return {word: log(len(texts) / n) for word, n in texts_with.items()}


def closest(question: Counter[str], texts: Sequence[Counter[str]], rarity: dict[str, float] | None) -> int:
    """Return the text that shares the most with the question, each word as much as it is rare; the first of several."""
    shared = [
        sum(1.0 if rarity is None else rarity.get(one, 0) for one in sorted(question.keys() & text)) for text in texts
    ]
    return shared.index(max(shared))


def of_summaries(train: Sequence[Summary], test: Sequence[Summary], language: Literal["en", "zh"]) -> Numbers:
    """Return which share of the different words of the first summary stand in three sentences.

    Chance is the mean over all choices of three, majority the first three, best the best three (an oracle).
    """
    words = Bag(language, 1).of
    rarity = idf([words(one.document) for one in (*train, *test)])
    results = []
    for one in test:
        wanted = {word: 1 << at for at, word in enumerate(words(one.summaries[0]))}
        bags = [words(sentence) for sentence in one.sentences]
        bits = [reduce(int.__or__, (wanted.get(word, 0) for word in bag), 0) for bag in bags]
        count = Counter(word for bag in bags for word in bag)
        weights = [fsum(count[word] * rarity[word] for word in bag) for bag in bags]
        heavy = sorted(range(len(bags)), key=lambda at: -weights[at])[:3]
        every = [(a | b | c).bit_count() for a, b, c in combinations(bits + [0] * (3 - len(bits)), 3)]
        chosen = [reduce(int.__or__, picked).bit_count() for picked in (bits[:3], [bits[at] for at in heavy])]
        results.append([n / len(wanted) for n in (fmean(every), *chosen, max(every))])
    chance, lead, heaviest, best = (fmean(column) for column in zip(*results, strict=True))
    return Numbers(chance, lead, heaviest, best, len(test))
