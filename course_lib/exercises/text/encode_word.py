"""Encoding a word: the merges are applied in the order in which they were learned."""

from itertools import pairwise

import torch

from course_lib.exercises.exercise import Case, Exercise

Pair = tuple[str, str]

exercise = Exercise(
    "text.encode_word",
    title="From merges to tokens",
    chapter="01",
    level=2,
    minutes=15,
    hints=[
        "Training did the first merge everywhere, then the second everywhere, and so on. Do the same to this one word.",
        "Two loops: the outer one over the merges in their order, the inner one through the word, from left to right. "
        "Do not choose by length, nor by what comes first in the word.",
        "Start with `symbols = list(word)`; for each pair walk with an index, and where `symbols[i:i + 2]` is the "
        "pair, set `symbols[i:i + 2] = [first + second]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    last = "xyz"[int(torch.randint(0, 3, (1,), generator=rng))]
    return [
        {"word": "lower", "merges": [("e", "r"), ("l", "o"), ("lo", "w")]},
        {"word": "then" + last, "merges": [("h", "e"), ("t", "h"), ("th", "e"), ("he", "n")]},
        {"word": "abcab", "merges": [("b", "c"), ("a", "b")]},
        {"word": "abab", "merges": [("a", "b"), ("ab", "ab")]},
        {"word": "hehehe", "merges": [("e", "h"), ("h", "e")]},
        {"word": "aaab", "merges": [("a", "b"), ("a", "a")]},
        {"word": "abc", "merges": [("b", "c"), ("a", "bc"), ("a", "b")]},
        {"word": "q", "merges": [("q", "u")]},
    ]


@exercise.solution
def my_encode(word: str, merges: list[tuple[str, str]]) -> list[str]:
    """Cut `word` into characters, and merge pairs in the order of `merges`."""
    symbols = list(word)
    for first, second in merges:
        i = 0
        while i < len(symbols) - 1:
            if (symbols[i], symbols[i + 1]) == (first, second):
                symbols[i : i + 2] = [first + second]
            i += 1
    return symbols


@exercise.also_right
def by_rank(word: str, merges: list[Pair]) -> list[str]:
    ranks = {tuple(pair): rank for rank, pair in enumerate(merges)}
    symbols = list(word)
    while known := [(ranks[pair], n) for n, pair in enumerate(pairwise(symbols)) if pair in ranks]:
        _, n = min(known)
        symbols[n : n + 2] = ["".join(symbols[n : n + 2])]
    return symbols


@exercise.also_right
def building_lists(word: str, merges: list[Pair]) -> list[str]:
    symbols = [*word]
    for pair in merges:
        done: list[str] = []
        rest = symbols
        while rest:
            n = 2 if tuple(rest[:2]) == tuple(pair) else 1
            done.append("".join(rest[:n]))
            rest = rest[n:]
        symbols = done
    return symbols


@exercise.mistake("This takes the longest token at each place, as WordPiece does; BPE applies its merges in order.")
def longest_match(word: str, merges: list[Pair]) -> list[str]:
    tokens, start = {a + b for a, b in merges} | {*word}, 0
    cut = []
    while start < len(word):
        end = max(end for end in range(start + 1, len(word) + 1) if word[start:end] in tokens)
        cut.append(word[start:end])
        start = end
    return cut


@exercise.mistake("This merges the first known pair from the left; the pair that was learned first comes first.")
def leftmost(word: str, merges: list[Pair]) -> list[str]:
    symbols, known = [*word], {*map(tuple, merges)}
    while found := [n for n, pair in enumerate(pairwise(symbols)) if pair in known]:
        symbols[found[0] : found[0] + 2] = ["".join(symbols[found[0] : found[0] + 2])]
    return symbols


@exercise.mistake("The merges are applied from the last learned to the first: turn the order round.")
def last_first(word: str, merges: list[Pair]) -> list[str]:
    return my_encode(word, merges[::-1])


@exercise.mistake("Each merge is applied once only; apply it at every place in the word.")
def once_each(word: str, merges: list[Pair]) -> list[str]:
    symbols = list(word)
    for pair in merges:
        for i in range(len(symbols) - 1):
            if (symbols[i], symbols[i + 1]) == tuple(pair):
                symbols[i : i + 2] = ["".join(pair)]
                break
    return symbols


@exercise.mistake("Merged symbols are not merged again: ('lo', 'w') must see the 'lo' that an earlier merge made.")
def characters_only(word: str, merges: list[Pair]) -> list[str]:
    return my_encode(word, [pair for pair in merges if len(pair[0]) == len(pair[1]) == 1])


@exercise.mistake("Only the first merge is applied; go on through the list.")
def first_merge_only(word: str, merges: list[Pair]) -> list[str]:
    return my_encode(word, merges[:1])


@exercise.mistake("Nothing is merged: these are the characters.")
def characters(word: str, merges: list[Pair]) -> list[str]:
    return list(word)


@exercise.mistake("The merged token is put in, but its second half stays as well.")
def second_half_stays(word: str, merges: list[Pair]) -> list[str]:
    symbols = list(word)
    for pair in merges:
        i = 0
        while i < len(symbols) - 1:
            if (symbols[i], symbols[i + 1]) == tuple(pair):
                symbols[i] = "".join(pair)
            i += 1
    return symbols
