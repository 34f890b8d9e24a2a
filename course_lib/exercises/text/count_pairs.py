"""Counting neighbours: the first half of a step of byte-pair encoding."""

from collections import Counter
from itertools import pairwise

import torch

from course_lib.exercises.exercise import Case, Exercise

Words = dict[tuple[str, ...], int]

exercise = Exercise(
    "text.count_pairs",
    title="Count the pairs",
    chapter="01",
    level=1,
    minutes=10,
    hints=[
        "Two loops: over the words, and over the neighbours within a word. `pairwise(word)`, of itertools, gives the "
        "neighbours; so does `zip(word, word[1:])`.",
        "A word that stands in the text five times brings each of its pairs five times: add the word's count, not 1.",
        "`pairs[pair] = pairs.get(pair, 0) + count`, for each pair of each word; return `pairs`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def count() -> int:
        return int(torch.randint(2, 9, (1,), generator=rng))

    return [
        {"words": {tuple("low"): count(), tuple("lot"): count() + 9}},
        {"words": {tuple("banana"): count(), tuple("nab"): 11}},
        {"words": {tuple("aaa"): count()}},
        {"words": {("th", "e"): count(), ("th", "e", "n"): 3, ("a",): 7}},
    ]


@exercise.solution
def my_count_pairs(words: dict[tuple[str, ...], int]) -> dict[tuple[str, str], int]:
    """Count how often each pair of symbols stands side by side.

    `words` has each different word, cut into symbols, and how often it occurs.
    """
    pairs: dict[tuple[str, str], int] = {}
    for word, count in words.items():
        for pair in pairwise(word):
            pairs[pair] = pairs.get(pair, 0) + count
    return pairs


@exercise.also_right
def with_zip(words: Words) -> dict[tuple[str, str], int]:
    pairs: dict[tuple[str, str], int] = {}
    for word, count in words.items():
        for first, second in zip(word[:-1], word[1:], strict=True):  # noqa: RUF007
            pairs[first, second] = pairs.setdefault((first, second), 0) + count
    return pairs


@exercise.also_right
def with_a_counter(words: Words) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for word, count in words.items():
        for pair in pairwise(word):
            pairs[pair] += count
    return pairs


@exercise.also_right
def repeated(words: Words) -> dict[tuple[str, ...], int]:
    return Counter((w[i], w[i + 1]) for w, n in words.items() for i in range(len(w) - 1) for _ in range(n))


@exercise.mistake("Each word counts once; count its pairs as often as the word occurs.")
def frequency_ignored(words: Words) -> dict[tuple[str, str], int]:
    return dict(Counter(pair for word in words for pair in pairwise(word)))


@exercise.mistake("The last count of a pair replaces those before: add to what is there.")
def overwritten(words: Words) -> dict[tuple[str, str], int]:
    return {pair: count for word, count in words.items() for pair in pairwise(word)}


@exercise.mistake("A pair is counted once a word, though it may stand in it twice, as 'an' does in 'banana'.")
def once_a_word(words: Words) -> dict[tuple[str, str], int]:
    pairs: Counter[tuple[str, str]] = Counter()
    for word, count in words.items():
        for pair in set(pairwise(word)):
            pairs[pair] += count
    return pairs


@exercise.mistake("You step over two symbols at a time; every symbol but the last begins a pair.")
def steps_of_two(words: Words) -> dict[tuple[str, str], int]:
    pairs: Counter[tuple[str, str]] = Counter()
    for word, count in words.items():
        for pair in zip(word[::2], word[1::2], strict=False):
            pairs[pair] += count
    return pairs


@exercise.mistake("Pairs run from one word into the next; a pair must lie within a word.")
def across_words(words: Words) -> dict[tuple[str, str], int]:
    pairs: Counter[tuple[str, str]] = Counter(with_a_counter(words))
    for first, second in pairwise(words):
        pairs[first[-1], second[0]] += 1
    if len(words) == 1:
        (word, count), *_ = words.items()
        pairs[word[-1], word[0]] += count - 1
    return pairs


@exercise.mistake("('a', 'b') and ('b', 'a') are counted together: the order within a pair matters.")
def unordered(words: Words) -> dict[tuple[str, ...], int]:
    pairs: Counter[tuple[str, ...]] = Counter()
    for pair, count in with_a_counter(words).items():
        pairs[tuple(sorted(pair))] += count
    return pairs


@exercise.mistake("The keys are joined to strings; they must be pairs, since ('th', 'e') and ('t', 'he') differ.")
def joined(words: Words) -> dict[str, int]:
    return {"".join(pair): count for pair, count in with_a_counter(words).items()}


@exercise.property("A word of n symbols has n - 1 pairs: all counts together must say so.")
def as_many_as_there_are(pairs: dict[tuple[str, str], int], case: Case) -> bool:
    return sum(pairs.values()) == sum((len(word) - 1) * count for word, count in case["words"].items())
