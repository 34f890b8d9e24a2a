"""Kneser-Ney over word pairs."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import torch

from course_lib.exercises.exercise import Case, Exercise
from course_lib.models.kneser_ney import KneserNey

exercise = Exercise(
    "language_models.kneser_ney_bigram",
    title="Kneser-Ney over pairs",
    chapter="02",
    level=3,
    minutes=20,
    hints=[
        "Two parts. What is left of the pair's count after the discount, as a share of all that follows `previous`? "
        "And what was taken, handed out by the continuation shares.",
        "`continuation` is the number of different pairs that end in `word`, divided by the number of all different "
        "pairs. What was taken is `discount` times the number of *different* followers of `previous`.",
        "`(max(count - discount, 0) + discount * n_followers * continuation) / total`; if `previous` was never "
        "followed by anything, return `continuation` alone.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    letters = torch.randint(0, 4, (11,), generator=rng).tolist()
    words = ["in", "san", "francisco", "we", "saw", "san", "francisco", "and", "we", "saw", "it", "and", "it"]
    text = [*words, "saw", "san", "francisco", *(("we", "saw", "and", "it")[n] for n in letters), "it", "end"]
    queries = [("francisco", "san"), ("saw", "we"), ("francisco", "saw"), ("it", "end"), ("in", "we")]
    return [{"word": word, "previous": before, "tokens": text, "discount": 0.75} for word, before in queries]


@exercise.solution
def my_kneser_ney(word: str, previous: str, tokens: list[str], discount: float) -> float:
    """Return p(word | previous): the pair's count less a discount, and what was taken
    from all pairs that begin with `previous`, shared out by continuation counts.
    """
    pairs = Counter(pairwise(tokens))
    continuation = sum(second == word for _, second in pairs) / len(pairs)
    followers = [count for (first, _), count in pairs.items() if first == previous]
    if not followers:
        return continuation
    kept = max(pairs[previous, word] - discount, 0)
    return (kept + discount * len(followers) * continuation) / sum(followers)


@exercise.also_right
def from_the_library(word: str, previous: str, tokens: list[str], discount: float) -> float:
    return KneserNey(tokens, 2, discounts=[0.0, discount]).probability(word, [previous])


@exercise.also_right
def two_parts(word: str, previous: str, tokens: list[str], discount: float) -> float:
    pairs = list(pairwise(tokens))
    after = [b for a, b in pairs if a == previous]
    lower = len({a for a, b in pairs if b == word}) / len(set(pairs))
    weight = discount * len(set(after)) / len(after) if after else 1.0
    return (max(after.count(word) - discount, 0) / len(after) if after else 0.0) + weight * lower


def variant(
    lower: Callable[[list[str], Counter[tuple[str, str]], str], float] | None = None,
    kept: Callable[[float, float], float] = lambda count, discount: max(count - discount, 0),
    given: Callable[[list[int], float], float] = lambda followers, discount: discount * len(followers),
    unseen: bool = True,
) -> Callable[..., float]:
    def answer(word: str, previous: str, tokens: list[str], discount: float) -> float:
        pairs = Counter(pairwise(tokens))
        p = sum(second == word for _, second in pairs) / len(pairs) if lower is None else lower(tokens, pairs, word)
        followers = [count for (first, _), count in pairs.items() if first == previous]
        if not followers:
            return p if unseen else 0.0
        return (kept(pairs[previous, word], discount) + given(followers, discount) * p) / sum(followers)

    return answer


exercise.mistake("What was taken is shared out by how often words occur; use after how many different words.")(
    variant(lower=lambda tokens, pairs, word: tokens.count(word) / len(tokens))
)
exercise.mistake(
    "The continuation count is divided by the number of all pairs with their repetitions; divide by the different ones."
)(variant(lower=lambda tokens, pairs, word: sum(b == word for _, b in pairs) / (len(tokens) - 1)))
exercise.mistake("The continuation count is not divided by the number of different pairs.")(
    variant(lower=lambda tokens, pairs, word: sum(b == word for _, b in pairs))
)
exercise.mistake("A count of 0 less the discount is negative: `max(count - discount, 0)`.")(
    variant(kept=lambda count, discount: count - discount)
)
exercise.mistake("The discount is given back but was never taken: the probabilities sum to more than 1.")(
    variant(kept=lambda count, discount: count)
)
exercise.mistake(
    "What was taken is lost: hand it to the continuation shares, or the probabilities sum to less than 1."
)(variant(given=lambda followers, discount: 0.0))
exercise.mistake("The discount is taken from each *different* follower, so it is given back once for each of them.")(
    variant(given=lambda followers, discount: discount)
)
exercise.mistake("The discount is given back once for each occurrence; it was taken once for each different follower.")(
    variant(given=lambda followers, discount: discount * sum(followers))
)
exercise.mistake("After a word that nothing ever followed, the continuation share alone is the answer, not 0.")(
    variant(unseen=False)
)


@exercise.property("A probability lies between 0 and 1.")
def is_a_probability(output: float, case: Case) -> bool:
    return bool(0 <= output <= 1)
