"""Keywords by TF-IDF."""

from collections import Counter
from math import log

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "summarisation.tf_idf_keywords",
    title="Keywords by TF-IDF",
    chapter="20",
    level=2,
    minutes=12,
    hints=[
        "Two questions a word: how often does this text have it, and how many texts have it at all?",
        "The weight is count · ln(texts / texts with the word). The text itself is one of `texts`, so that no word is "
        "in none of them.",
        "`n_with = sum(word in other for other in texts)`; sort the different words by (-weight, word) and return "
        "the first k.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    told = (
        "anna lost the kite and the kite flew over the river",
        "ben and anna walked along the river and the river and the wood",
        "the town slept and the the the town and anna and the town dreamt of a kite kite kite",
        "over the hills the sun rose and a cat sat and sat and sat",
        "a sun rose",
    )
    texts = [one.split() for one in told]
    return [{"text": text, "texts": texts, "k": k} for text, k in zip(texts[:4], (4, 3, 5, 3), strict=True)]


@exercise.solution
def my_keywords(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    """Return the k words of the text with the highest TF-IDF, the best first.

    The weight is count in the text · ln(number of texts / texts with the word); words
    of the same weight stand in alphabetical order. `text` is one of `texts`.
    """
    weights = {}
    for word, count in Counter(text).items():
        n_with = sum(word in other for other in texts)
        weights[word] = count * log(len(texts) / n_with)
    return sorted(weights, key=lambda word: (-round(weights[word], 9), word))[:k]


@exercise.also_right
def by_a_counter(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    texts_with = Counter(word for other in texts for word in set(other))
    pairs = sorted((round(-text.count(word) * log(len(texts) / texts_with[word]), 9), word) for word in set(text))
    return [word for _, word in pairs[:k]]


@exercise.also_right
def in_another_base(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    words = sorted(set(text))
    rare = {word: log(len(texts), 2) - log(sum(word in other for other in texts), 2) for word in words}
    return sorted(words, key=lambda word: round(-text.count(word) * rare[word], 9))[:k]


def ranked(text: list[str], k: int, weight: object, lowest: bool = False) -> list[str]:
    sign = 1 if lowest else -1
    return sorted(set(text), key=lambda word: (sign * round(weight(word), 9), word))[:k]  # type: ignore[operator]


@exercise.mistake("Rarity plays no part: the frequent words of every text win.")
def frequency(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    return ranked(text, k, text.count)


@exercise.mistake("The count plays no part: each word counts once, however often it stands in the text.")
def rarity(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    return ranked(text, k, lambda word: log(len(texts) / sum(word in other for other in texts)))


@exercise.mistake("Rarity counts how often a word stands in all texts; count the texts that have it.")
def all_counts(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    every = [word for other in texts for word in other]
    return ranked(text, k, lambda word: text.count(word) * log(len(every) / every.count(word)))


@exercise.mistake("The fraction is upside down: a word of every text must get 0, a rare one more.")
def upside_down(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    return ranked(text, k, lambda word: text.count(word) * log(sum(word in other for other in texts) / len(texts)))


@exercise.mistake("The logarithm is missing: without it, rarity outweighs the count.")
def without_logarithm(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    return ranked(text, k, lambda word: text.count(word) * len(texts) / sum(word in other for other in texts))


@exercise.mistake("The words are in alphabetical order; the best must come first.")
def alphabetical(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    return sorted(my_keywords(text, texts, k))


@exercise.mistake("A word that the text repeats is listed more than once: rank the different words.")
def repeated(text: list[str], texts: list[list[str]], k: int) -> list[str]:
    order = my_keywords(text, texts, len(set(text)))
    return sorted(text, key=order.index)[:k]


@exercise.property("The keywords must be different words of the text.")
def of_the_text(words: list[str], case: Case) -> bool:
    return len(set(words)) == len(words) and set(words) <= set(case["text"])
