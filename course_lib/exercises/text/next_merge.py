"""Which pair to merge next, ties and all."""

import torch

from course_lib.exercises.exercise import Case, Exercise

Pair = tuple[str, str]
Counts = dict[Pair, int]

exercise = Exercise(
    "text.next_merge",
    title="Which pair is next?",
    chapter="01",
    level=2,
    minutes=10,
    hints=[
        "Two questions: which pairs have the largest count, and which of these comes first by its ids? One key for "
        "`min` or `max` can answer both.",
        "Tuples are compared from left to right. The id of a symbol is its place in the vocabulary: "
        "`vocabulary.index(symbol)`. A smaller id is better, a larger count is better: turn one of the signs.",
        "`min(pairs, key=lambda pair: (-pairs[pair], vocabulary.index(pair[0]), vocabulary.index(pair[1])))`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    n = int(torch.randint(3, 9, (1,), generator=rng))
    small = ["h", "e", "t", "a"]
    ties = {("h", "t"): n, ("t", "h"): n, ("e", "a"): n, ("h", "e"): n, ("a", "t"): 1}
    merged = ["b", "a", "n", "an"]
    return [
        {"pairs": {("a", "t"): 2, ("t", "h"): n + 2, ("h", "e"): n}, "vocabulary": small},
        {"pairs": ties, "vocabulary": small},
        {"pairs": {("an", "a"): n, ("a", "b"): 1, ("n", "b"): n, ("n", "a"): n}, "vocabulary": merged},
        {"pairs": {("an", "an"): n, ("b", "an"): n, ("b", "a"): n - 1}, "vocabulary": merged},
    ]


@exercise.solution
def my_next_merge(
    pairs: dict[tuple[str, str], int],
    vocabulary: list[str],
) -> tuple[str, str]:
    """Return the most frequent pair.

    Of equally frequent pairs, the one whose first symbol has the smaller id; then the
    one whose second symbol has. A symbol's id is its place in `vocabulary`.
    """
    return min(
        pairs,
        key=lambda pair: (-pairs[pair], vocabulary.index(pair[0]), vocabulary.index(pair[1])),
    )


@exercise.also_right
def in_two_steps(pairs: Counts, vocabulary: list[str]) -> Pair:
    most = max(pairs.values())
    best = [pair for pair in pairs if pairs[pair] == most]
    return sorted(best, key=lambda pair: [vocabulary.index(symbol) for symbol in pair])[0]


@exercise.also_right
def with_a_loop(pairs: Counts, vocabulary: list[str]) -> Pair:
    ids = {symbol: n for n, symbol in enumerate(vocabulary)}
    best: tuple[int, int, int] | None = None
    for (first, second), count in pairs.items():
        key = (-count, ids[first], ids[second])
        best = key if best is None else min(best, key)
    assert best is not None
    return vocabulary[best[1]], vocabulary[best[2]]


@exercise.mistake("Of equally frequent pairs the one that was counted first wins; the ids must decide, or the result "
                  "depends on the order of the text.")  # fmt: skip
def first_counted(pairs: Counts, vocabulary: list[str]) -> Pair:
    return max(pairs, key=lambda pair: pairs[pair])


@exercise.mistake("Of equally frequent pairs the first in the alphabet wins; the ids must decide.")
def by_alphabet(pairs: Counts, vocabulary: list[str]) -> Pair:
    return min(pairs, key=lambda pair: (-pairs[pair], pair))


@exercise.mistake("Of equally frequent pairs the one with the larger ids wins; it must be the smaller.")
def larger_ids(pairs: Counts, vocabulary: list[str]) -> Pair:
    return max(pairs, key=lambda pair: (pairs[pair], vocabulary.index(pair[0]), vocabulary.index(pair[1])))


@exercise.mistake("This is the rarest pair; take the most frequent one.")
def rarest(pairs: Counts, vocabulary: list[str]) -> Pair:
    return min(pairs, key=lambda pair: (pairs[pair], vocabulary.index(pair[0]), vocabulary.index(pair[1])))


@exercise.mistake("The ids decide before the counts: compare the counts first.")
def ids_first(pairs: Counts, vocabulary: list[str]) -> Pair:
    return min(pairs, key=lambda pair: (vocabulary.index(pair[0]), vocabulary.index(pair[1]), -pairs[pair]))


@exercise.mistake("Ties go by the second symbol's id; the first symbol decides, the second only if that is the same.")
def second_symbol(pairs: Counts, vocabulary: list[str]) -> Pair:
    return min(pairs, key=lambda pair: (-pairs[pair], vocabulary.index(pair[1]), vocabulary.index(pair[0])))


@exercise.mistake("This is the joined token; return the pair, a tuple of two symbols.")
def token(pairs: Counts, vocabulary: list[str]) -> str:
    return "".join(my_next_merge(pairs, vocabulary))


@exercise.property("No pair may be more frequent than the one returned.")
def most_frequent(pair: list[str], case: Case) -> bool:
    return case["pairs"].get(tuple(pair), 0) == max(case["pairs"].values())
