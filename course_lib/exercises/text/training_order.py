"""The lines of byte-pair training, shuffled, among them two that do not belong."""

from collections import Counter
from itertools import pairwise

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "text.training_order",
    title="Put the lines of training in order",
    chapter="01",
    level=2,
    minutes=10,
    hints=[
        "Which lines stand before the loop, which within it, which after? Within it: what must be known before a pair "
        "can be chosen, and what changes once it is chosen?",
        "Count, choose, note, merge. Two lines are not needed: pairs must be counted anew each time, so the counting "
        "belongs into the loop; and it is the most frequent pair that is merged.",
        "G and D begin; then E, H, C, A; B ends.",
    ],
    signature="def my_training(words, n_merges, count_pairs, merge_pair):",
    lines=[
        "    words = {merge_pair(word, pair): words[word] for word in words}",
        "return merges",
        "    merges.append(pair)",
        "for _ in range(n_merges):",
        "    pairs = count_pairs(words)",
        "pairs = count_pairs(words)",
        "merges = []",
        "    pair = max(pairs, key=lambda pair: (pairs[pair], pair))",
        "    pair = min(pairs, key=lambda pair: (pairs[pair], pair))",
    ],
)


def count_pairs(words: dict[tuple[str, ...], int]) -> Counter[tuple[str, str]]:
    return Counter(pair for word, count in words.items() for pair in pairwise(word) for _ in range(count))


def merge_pair(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    symbols = list(word)
    for i in range(len(symbols)):
        if tuple(symbols[i : i + 2]) == pair:
            symbols[i : i + 2] = ["".join(pair)]
    return tuple(symbols)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    count = int(torch.randint(2, 6, (1,), generator=rng))
    tools = {"count_pairs": count_pairs, "merge_pair": merge_pair}
    return [
        {"words": {tuple("low"): count, tuple("lower"): 2, tuple("newest"): 6}, "n_merges": 4, **tools},
        {"words": {tuple("the"): count, tuple("then"): 1, tuple("hat"): 3}, "n_merges": 3, **tools},
    ]


exercise.solution("GDEHCAB")
exercise.also_right("GDEHACB")
exercise.also_right("g, d, e, h, c, a, b")

exercise.mistake(
    "Each round finds the same pair again. The words must be merged (line A), and the pairs counted anew in each round "
    "(line E, not F)."
)("GFDHCAB")
exercise.mistake("Line I takes the rarest pair; it must be the most frequent one.")("GDEICAB")
exercise.mistake("The pairs are never noted: the list of merges stays empty. Line C is missing.")("GDEHAB")
exercise.mistake("A pair is chosen before the pairs are counted.")("GDHECAB")
exercise.mistake("A line uses the pair before one is chosen.")("GDEACHB")
exercise.mistake("A line of the loop stands before the loop begins, or the list of merges within it.")("DGEHCAB")


@exercise.property("Each merge must be new: no pair twice.")
def no_pair_twice(merges: list[list[str]], case: Case) -> bool:
    return len({tuple(pair) for pair in merges}) == len(merges)
