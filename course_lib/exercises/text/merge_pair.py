"""Merging a pair everywhere in a word: the second half of a step of byte-pair encoding."""

import torch

from course_lib.exercises.exercise import Case, Exercise

Pair = tuple[str, str]

exercise = Exercise(
    "text.merge_pair",
    title="Merge a pair",
    chapter="01",
    level=2,
    minutes=15,
    hints=[
        "Walk through the symbols with an index. At each place there are two cases: the pair starts here, or it does "
        "not. By how much does the index grow in each?",
        "A `while` loop serves better than `for`, since you must jump over both symbols of a pair. Mind the last "
        "symbol, which has no neighbour.",
        "`if symbols[i:i + 2] == list(pair)`: append `pair[0] + pair[1]` and add 2 to `i`; otherwise append "
        "`symbols[i]` and add 1.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    ends = "uvw"[int(torch.randint(0, 3, (1,), generator=rng))]
    return [
        {"symbols": ["l", "o", "w", "e", "r"], "pair": ("l", "o")},
        {"symbols": ["t", "h", "a", "t", "h", ends], "pair": ("t", "h")},
        {"symbols": ["a", "a", "a"], "pair": ("a", "a")},
        {"symbols": ["b", "a", "a", "a", "a"], "pair": ("a", "a")},
        {"symbols": ["th", "e", "t", "h", "e"], "pair": ("th", "e")},
        {"symbols": ["x", "ba", "b"], "pair": ("a", "b")},
        {"symbols": ["n", "e", "e", "r"], "pair": ("e", "r")},
    ]


@exercise.solution
def my_merge(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    """Put one symbol in place of each `pair` of neighbours, from left to right."""
    merged, i = [], 0
    while i < len(symbols):
        if symbols[i : i + 2] == list(pair):
            merged.append(pair[0] + pair[1])
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return merged


@exercise.also_right
def in_place(symbols: list[str], pair: Pair) -> list[str]:
    word = list(symbols)
    for i in range(len(word)):
        if tuple(word[i : i + 2]) == tuple(pair):
            word[i : i + 2] = ["".join(pair)]
    return word


@exercise.also_right
def looking_back(symbols: list[str], pair: Pair) -> list[str]:
    merged: list[str] = []
    free = False  # may the last symbol be the first of a pair?
    for symbol in symbols:
        if free and (merged[-1], symbol) == pair:
            merged[-1] += symbol
            free = False
        else:
            merged.append(symbol)
            free = True
    return merged


@exercise.mistake("Only the first pair is merged; go on through the whole word.")
def first_only(symbols: list[str], pair: Pair) -> list[str]:
    for i in range(len(symbols) - 1):
        if (symbols[i], symbols[i + 1]) == pair:
            return [*symbols[:i], pair[0] + pair[1], *symbols[i + 2 :]]
    return symbols


@exercise.mistake("One symbol is used twice: of 'a a a' only the first two can merge. After a merge jump over both.")
def overlapping(symbols: list[str], pair: Pair) -> list[str]:
    merged, used = [], False
    for i, symbol in enumerate(symbols):
        if tuple(symbols[i : i + 2]) == pair:
            merged.append(pair[0] + pair[1])
            used = True
        elif used:
            used = False
        else:
            merged.append(symbol)
    return merged


@exercise.mistake("Pairs are merged from right to left: 'a a a' must become 'aa a', not 'a aa'.")
def from_the_right(symbols: list[str], pair: Pair) -> list[str]:
    return [s[::-1] for s in my_merge([s[::-1] for s in symbols[::-1]], (pair[1][::-1], pair[0][::-1]))[::-1]]


@exercise.mistake("The last symbol is lost when no pair ends the word.")
def last_lost(symbols: list[str], pair: Pair) -> list[str]:
    merged, i = [], 0
    while i < len(symbols) - 1:
        whole = (symbols[i], symbols[i + 1]) == pair
        merged.append(pair[0] + pair[1] if whole else symbols[i])
        i += 2 if whole else 1
    return merged


@exercise.mistake("The merged symbol is put in, but its second half stays as well: jump over two symbols.")
def second_half_stays(symbols: list[str], pair: Pair) -> list[str]:
    return [
        pair[0] + pair[1] if tuple(symbols[i : i + 2]) == pair else symbol for i, symbol in enumerate(symbols)
    ]  # fmt: skip


@exercise.mistake("This replaces letters, not symbols: 'ba' followed by 'b' holds no symbol 'a'. Compare symbols.")
def in_a_string(symbols: list[str], pair: Pair) -> list[str]:
    return " ".join(symbols).replace(" ".join(pair), "".join(pair)).split(" ")


@exercise.mistake("Nothing is joined: the pair stays two symbols.")
def nothing(symbols: list[str], pair: Pair) -> list[str]:
    return list(symbols)


@exercise.property("Joined, the symbols must spell the same word as before.")
def same_word(merged: list[str], case: Case) -> bool:
    return "".join(merged) == "".join(case["symbols"])
