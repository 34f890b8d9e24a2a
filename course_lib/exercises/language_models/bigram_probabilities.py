"""Count pairs of tokens, and turn the counts into the probability of the second given the first."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "language_models.bigram_probabilities",
    title="Count pairs",
    chapter="02",
    level=2,
    minutes=10,
    hints=[
        "Two counts: how often each pair occurs, and how often each token occurs as the *first* of a pair.",
        "`zip(tokens, tokens[1:])` gives the pairs, and so does `itertools.pairwise(tokens)`. The last token of "
        "the text begins no pair, so it does not count as "
        "a first.",
        "`pairs = Counter(pairwise(tokens))`, `firsts = Counter(tokens[:-1])`; the probability of each pair is "
        "`count / firsts[pair[0]]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    letters = torch.randint(0, 4, (23,), generator=rng).tolist()
    # Each word occurs, the last one elsewhere too, and firsts and seconds of a pair have different counts.
    text = ["tea", "milk", "tea", "tea", "jam", *(["tea", "milk", "jam", "bread"][n] for n in letters), "jam", "jam"]
    return [{"tokens": text}, {"tokens": ["the", "dog", "saw", "the", "cat", "and", "the", "dog"]}]


@exercise.solution
def my_bigram_probabilities(tokens: list[str]) -> dict[tuple[str, str], float]:
    """Return p(second | first) for every pair (first, second) of the text."""
    pairs = Counter(pairwise(tokens))
    firsts = Counter(tokens[:-1])
    return {pair: count / firsts[pair[0]] for pair, count in pairs.items()}


@exercise.also_right
def with_loops(tokens: list[str]) -> dict[tuple[str, str], float]:
    followers: dict[str, list[str]] = {}
    for place in range(len(tokens) - 1):
        followers.setdefault(tokens[place], []).append(tokens[place + 1])
    return {(first, one): after.count(one) / len(after) for first, after in followers.items() for one in set(after)}


@exercise.also_right
def with_sums(tokens: list[str]) -> dict[tuple[str, str], float]:
    pairs = [(tokens[i - 1], tokens[i]) for i in range(1, len(tokens))]
    return {pair: pairs.count(pair) / sum(other[0] == pair[0] for other in pairs) for pair in pairs}


def divided_by(total: Callable[[list[str], str, str], int]) -> Callable[..., dict[tuple[str, str], float]]:
    def answer(tokens: list[str]) -> dict[tuple[str, str], float]:
        pairs = Counter(pairwise(tokens))
        return {pair: count / total(tokens, *pair) for pair, count in pairs.items()}

    return answer


exercise.mistake(
    "Each count is divided by the number of all pairs: that is the probability of the *pair*, p(first, second). "
    "Divide by the pairs that begin with the first token."
)(divided_by(lambda tokens, first, second: len(tokens) - 1))
exercise.mistake("Each count is divided by the count of the second token; p(second | first) divides by the first's.")(
    divided_by(lambda tokens, first, second: tokens.count(second))
)
exercise.mistake(
    "The text's last token is counted as the first of a pair, but nothing follows it: its probabilities sum to less "
    "than 1."
)(divided_by(lambda tokens, first, second: tokens.count(first)))
exercise.mistake(
    "Each count is divided by the length of the text; divide by the pairs that begin with the first token."
)(divided_by(lambda tokens, first, second: len(tokens)))
exercise.mistake(
    "Each count is divided by the number of *different* tokens that follow; divide by how often anything follows."
)(divided_by(lambda tokens, first, second: len({b for a, b in pairwise(tokens) if a == first})))
exercise.mistake("These are counts; divide each by how often its first token begins a pair.")(
    divided_by(lambda tokens, first, second: 1)
)


@exercise.mistake("The keys are the wrong way round: (first, second), in the order of the text.")
def swapped(tokens: list[str]) -> dict[tuple[str, str], float]:
    return {(second, first): p for (first, second), p in my_bigram_probabilities(tokens).items()}


@exercise.mistake("The text is cut into pairs that do not overlap: every token but the last begins a pair.")
def without_overlap(tokens: list[str]) -> dict[tuple[str, str], float]:
    pairs = Counter(zip(tokens[::2], tokens[1::2], strict=False))
    firsts = Counter(first for first, second in pairs.elements())
    return {pair: count / firsts[pair[0]] for pair, count in pairs.items()}


@exercise.property("After each token the probabilities must sum to 1.")
def sums_to_one(output: dict[tuple[str, str], float], case: Case) -> bool:
    sums: dict[str, float] = {}
    for (first, _), p in output.items():
        sums[first] = sums.get(first, 0.0) + float(p)
    return all(abs(total - 1) < 1e-6 for total in sums.values())
