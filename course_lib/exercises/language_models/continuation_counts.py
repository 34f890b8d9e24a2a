"""After how many different words was each word seen?"""

from collections import Counter
from itertools import pairwise

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "language_models.continuation_counts",
    title="Continuation counts",
    chapter="02",
    level=2,
    minutes=10,
    hints=[
        "Look at the pairs (previous, word) of the text; `itertools.pairwise(tokens)` gives them. "
        "When does a pair count again, when it is seen a second time?",
        "Each *different* pair counts once, for its second word. A set keeps one of each.",
        "`different = set(pairwise(tokens))`, then count the second word of each: "
        "`Counter(word for _, word in different)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    letters = torch.randint(0, 4, (17,), generator=rng).tolist()
    words = ["we", "saw", "san", "francisco", "and", "san", "francisco", "and", "we", "saw", "saw", "it", "and", "it"]
    return [{"tokens": [*words, *(("we", "saw", "and", "it")[n] for n in letters), "end"]}, {"tokens": list("abcbab")}]


@exercise.solution
def my_continuation_counts(tokens: list[str]) -> dict[str, int]:
    """Return how many different words each word follows, if it follows any."""
    different = set(pairwise(tokens))
    return dict(Counter(word for _, word in different))


@exercise.also_right
def with_sets(tokens: list[str]) -> dict[str, int]:
    before: dict[str, set[str]] = {}
    for previous, word in pairwise(tokens):
        before.setdefault(word, set()).add(previous)
    return {word: len(words) for word, words in before.items()}


@exercise.also_right
def with_loops(tokens: list[str]) -> dict[str, int]:
    words = set(tokens[1:])
    return {word: len({tokens[i - 1] for i in range(1, len(tokens)) if tokens[i] == word}) for word in words}


@exercise.mistake("Each pair is counted as often as it occurs; count each *different* pair once.")
def plain_counts(tokens: list[str]) -> dict[str, int]:
    return dict(Counter(tokens[1:]))


@exercise.mistake("This is how often each word occurs; count the different words *before* it.")
def frequencies(tokens: list[str]) -> dict[str, int]:
    return dict(Counter(tokens))


@exercise.mistake("These are the different words that *follow* each word; count those that come before it.")
def followers(tokens: list[str]) -> dict[str, int]:
    return dict(Counter(previous for previous, _ in set(pairwise(tokens))))


@exercise.mistake("The first word of the text gets a predecessor, but nothing comes before it.")
def with_a_beginning(tokens: list[str]) -> dict[str, int]:
    return dict(Counter(word for _, word in {("", tokens[0]), *pairwise(tokens)}))


@exercise.mistake("The last word comes before the first: is `tokens[i - 1]` read for i = 0?")
def around_the_corner(tokens: list[str]) -> dict[str, int]:
    return dict(Counter(word for _, word in {(tokens[i - 1], tokens[i]) for i in range(len(tokens))}))


@exercise.mistake("A word that follows itself is left out; it is one of the words that come before.")
def without_itself(tokens: list[str]) -> dict[str, int]:
    return dict(Counter(word for previous, word in set(pairwise(tokens)) if previous != word))


@exercise.mistake("These are shares; the counts themselves are asked for.")
def shares(tokens: list[str]) -> dict[str, float]:
    counts = my_continuation_counts(tokens)
    return {word: count / sum(counts.values()) for word, count in counts.items()}


@exercise.property("No word can follow more words than there are different words in the text.")
def not_too_many(output: dict[str, int], case: Case) -> bool:
    return max(output.values()) <= len(set(case["tokens"][:-1]))
