"""How often two words stand near each other."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "word_vectors.cooccurrences",
    title="Count neighbours in a window",
    chapter="03",
    level=2,
    minutes=10,
    hints=[
        "Visit each place of each sentence, and from there each place at most `window` away, on both sides.",
        "Mind the borders: the neighbours of place i lie between max(0, i - window) and min(length, i + window + 1), "
        "and i itself is none of them. Words of another sentence are no neighbours.",
        "For each sentence, each i and each such j != i: `counts[sentence[i], sentence[j]] += 1`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    fixed = [[3, 0, 1, 1, 4, 2], [2, 4, 3], [5]]
    drawn = [torch.randint(0, 6, (n,), generator=rng).tolist() for n in (7, 1, 5)]
    return [
        {"sentences": fixed, "vocab_size": 6, "window": 1},
        {"sentences": fixed, "vocab_size": 6, "window": 2},
        {"sentences": drawn, "vocab_size": 7, "window": 3},
    ]


@exercise.solution
def my_counts(
    sentences: list[list[int]],
    vocab_size: int,
    window: int,
) -> Float[Tensor, "words contexts"]:
    """Count how often each word (row) has each word (column) within `window` places.

    Sentences are lists of word numbers. Neighbours stand in the same sentence.
    """
    counts = torch.zeros(vocab_size, vocab_size)
    for sentence in sentences:
        for i, word in enumerate(sentence):
            for j in range(max(0, i - window), min(len(sentence), i + window + 1)):
                if i != j:
                    counts[word, sentence[j]] += 1
    return counts


@exercise.also_right
def by_distance(sentences: list[list[int]], vocab_size: int, window: int) -> Tensor:
    counts = torch.zeros(vocab_size, vocab_size)
    for sentence in sentences:
        for distance in range(1, window + 1):
            for left, right in zip(sentence, sentence[distance:], strict=False):
                counts[left, right] += 1
                counts[right, left] += 1
    return counts


@exercise.also_right
def by_slices(sentences: list[list[int]], vocab_size: int, window: int) -> Tensor:
    counts = [[0.0] * vocab_size for _ in range(vocab_size)]
    for sentence in sentences:
        for i in range(len(sentence)):
            for context in sentence[max(0, i - window) : i] + sentence[i + 1 : i + window + 1]:
                counts[sentence[i]][context] += 1
    return torch.tensor(counts)


@exercise.mistake("Only neighbours on the right are counted; those on the left are neighbours too.")
def right_only(sentences: list[list[int]], vocab_size: int, window: int) -> Tensor:
    counts = torch.zeros(vocab_size, vocab_size)
    for sentence in sentences:
        for i in range(len(sentence)):
            for context in sentence[i + 1 : i + window + 1]:
                counts[sentence[i], context] += 1
    return counts


@exercise.mistake("Each place counts itself as its own neighbour: leave out j == i.")
def itself(sentences: list[list[int]], vocab_size: int, window: int) -> Tensor:
    counts = my_counts(sentences, vocab_size, window)
    for sentence in sentences:
        for word in sentence:
            counts[word, word] += 1
    return counts


@exercise.mistake(
    "The window ends one place early on the right: a range's end is not included, so it is i + window + 1."
)
def one_short(sentences: list[list[int]], vocab_size: int, window: int) -> Tensor:
    counts = torch.zeros(vocab_size, vocab_size)
    for sentence in sentences:
        for i in range(len(sentence)):
            for context in sentence[max(0, i - window) : i] + sentence[i + 1 : i + window]:
                counts[sentence[i], context] += 1
    return counts


@exercise.mistake("Neighbours are counted across the end of a sentence.")
def across(sentences: list[list[int]], vocab_size: int, window: int) -> Tensor:
    return my_counts([[word for sentence in sentences for word in sentence]], vocab_size, window)


@exercise.mistake(
    "At the left border the index becomes negative, and Python then counts from the end of the sentence: use max(0, …)."
)
def wrapped(sentences: list[list[int]], vocab_size: int, window: int) -> Tensor:
    counts = torch.zeros(vocab_size, vocab_size)
    for sentence in sentences:
        for i in range(len(sentence)):
            for j in range(i - window, min(len(sentence), i + window + 1)):
                if i != j and -len(sentence) <= j:
                    counts[sentence[i], sentence[j]] += 1
    return counts


@exercise.mistake("Each pair is noted once at most (a 1, or `= 1`); count how often: `+= 1`.")
def only_whether(sentences: list[list[int]], vocab_size: int, window: int) -> Tensor:
    return (my_counts(sentences, vocab_size, window) > 0).float()


@exercise.mistake("A repeated word is not counted as its own neighbour: compare places (i != j), not words.")
def words_compared(sentences: list[list[int]], vocab_size: int, window: int) -> Tensor:
    return my_counts(sentences, vocab_size, window).fill_diagonal_(0)


@exercise.property("If a is a neighbour of b, then b is one of a: the table equals its mirror image.")
def symmetric(counts: Tensor, case: Case) -> bool:
    table = torch.as_tensor(counts)
    return torch.equal(table, table.T)
