"""A bag of words: how often each known word stands in a text."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "classification.bag_counts",
    title="A bag of words",
    chapter="13",
    level=1,
    minutes=8,
    hints=[
        "Lower-case the text and split it at blanks; the vocabulary says at which place each word is counted.",
        "Start with as many zeros as there are words in the vocabulary. A word that is not in it counts for nothing.",
        "`counts = [0] * len(vocabulary)`; then for each word of `text.lower().split()`: "
        "`if word in vocabulary: counts[vocabulary[word]] += 1`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    vocabulary = {"soup": 2, "good": 0, "not": 3, "was": 1}  # its order is not that of the places
    return [
        {"text": "Not good was the soup not good", "vocabulary": vocabulary},
        {"text": "The cake was WAS lovely", "vocabulary": vocabulary},
        {"text": "goodness soups", "vocabulary": vocabulary},
    ]


@exercise.solution
def my_bag(text: str, vocabulary: dict[str, int]) -> list[int]:
    """Return how often each word of the vocabulary stands in the text, at its place.

    Words are parted by blanks; capital letters count as small ones.
    """
    counts = [0] * len(vocabulary)
    for word in text.lower().split():
        if word in vocabulary:
            counts[vocabulary[word]] += 1
    return counts


@exercise.also_right
def sorted_words(text: str, vocabulary: dict[str, int]) -> list[int]:
    words = text.lower().split()
    return [words.count(word) for word in sorted(vocabulary, key=vocabulary.__getitem__)]


@exercise.also_right
def with_bincount(text: str, vocabulary: dict[str, int]) -> torch.Tensor:
    places = [vocabulary[w] for w in text.lower().split() if w in vocabulary]
    return torch.bincount(torch.tensor(places, dtype=torch.long), minlength=len(vocabulary))


@exercise.mistake("Capital letters hide words: lower-case the text first.")
def case_kept(text: str, vocabulary: dict[str, int]) -> list[int]:
    words = text.split()
    return [words.count(word) for word in sorted(vocabulary, key=vocabulary.__getitem__)]


@exercise.mistake("Each word counts once at most here; add up how often it stands there.")
def presence(text: str, vocabulary: dict[str, int]) -> list[int]:
    return [min(1, n) for n in sorted_words(text, vocabulary)]


@exercise.mistake("Parts of words are counted too (`text.count`): good in goodness. Split into words first.")
def parts(text: str, vocabulary: dict[str, int]) -> list[int]:
    lower = text.lower()
    return [lower.count(word) for word in sorted(vocabulary, key=vocabulary.__getitem__)]


@exercise.mistake("The counts stand in the order of the dictionary; each word's place is its value there.")
def dictionary_order(text: str, vocabulary: dict[str, int]) -> list[int]:
    words = text.lower().split()
    return [words.count(word) for word in vocabulary]


@exercise.mistake("A word outside the vocabulary stops the program; it counts for nothing.")
def unknown_fails(text: str, vocabulary: dict[str, int]) -> list[int]:
    counts = [0] * len(vocabulary)
    for word in text.lower().split():
        counts[vocabulary[word]] += 1
    return counts


@exercise.mistake("Words outside the vocabulary are counted at place 0, which belongs to another word.")
def unknown_at_zero(text: str, vocabulary: dict[str, int]) -> list[int]:
    counts = [0] * len(vocabulary)
    for word in text.lower().split():
        counts[vocabulary.get(word, 0)] += 1
    return counts


@exercise.mistake("These are the places of the words, one a word; asked for is one count a place.")
def places(text: str, vocabulary: dict[str, int]) -> list[int]:
    return [vocabulary[word] for word in text.lower().split() if word in vocabulary]
