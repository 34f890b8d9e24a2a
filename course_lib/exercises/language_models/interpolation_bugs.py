"""Three bugs in an interpolation of three orders."""

from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_interpolation(counts, weights):
    """Mix what three lengths of context say about one token.

    counts: (count, total) after 0, 1 and 2 words of context, the shortest first;
        a context that was never seen has a total of 0
    weights: of the three, their sum 1; the share of a context that was never seen
        goes to the others, in proportion
    """
    p = 1.0
    for (count, total), weight in zip(counts, weights, strict=True):
        if total > 0:
            p = p * weight * count / total
    return p / sum(weights)
'''

exercise = FindTheBug(
    "language_models.interpolation_bugs",
    title="Three bugs in an interpolation",
    chapter="02",
    level=2,
    minutes=10,
    hints=[
        "Try it by hand on counts [(5, 10), (1, 2), (0, 4)] with weights [0.2, 0.3, 0.5]: the mixture must be "
        "0.2 · 0.5 + 0.3 · 0.5 + 0.5 · 0.",
        "A mixture is a *sum*: what must p be at the start, and how does each order change it? And by what must the "
        "sum be divided, if one of the contexts was never seen?",
        "Start with `p = 0.0` and add `weight * count / total`. Divide by the sum of those weights whose context was "
        "seen: collect it in the loop.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    counts = [(3 + int(n), 10 + int(n)) for n in torch.randint(0, 9, (2,), generator=rng)]
    weights = [0.2, 0.3, 0.5]
    return [
        {"counts": [*counts, (1, 4)], "weights": weights},
        {"counts": [*counts, (0, 7)], "weights": weights},
        {"counts": [*counts, (0, 0)], "weights": weights},
        {"counts": [counts[0], (0, 0), (0, 0)], "weights": weights},
    ]


@exercise.solution
def my_interpolation(counts: list[tuple[int, int]], weights: list[float]) -> float:
    """Mix what three lengths of context say about one token."""
    p, used = 0.0, 0.0
    for (count, total), weight in zip(counts, weights, strict=True):
        if total > 0:
            p += weight * count / total
            used += weight
    return p / used


@exercise.also_right
def weights_first(counts: list[tuple[int, int]], weights: list[float]) -> float:
    kept = [weight if total else 0.0 for (_, total), weight in zip(counts, weights, strict=True)]
    shares = [count / max(total, 1) for count, total in counts]
    return sum(weight * share for weight, share in zip(kept, shares, strict=True)) / sum(kept)


@exercise.also_right
def seen_pairs_only(counts: list[tuple[int, int]], weights: list[float]) -> float:
    seen = [(count / total, weight) for (count, total), weight in zip(counts, weights, strict=True) if total]
    return float(sum(p * weight for p, weight in seen) / sum(weight for _, weight in seen))


def with_bugs(start: float, multiplied: bool, normalised: str) -> Callable[..., float]:
    def answer(counts: list[tuple[int, int]], weights: list[float]) -> float:
        p, used = start, 0.0
        for (count, total), weight in zip(counts, weights, strict=True):
            if total > 0:
                part = weight * count / total
                p = p * part if multiplied else p + part
                used += weight
        return p / {"all": sum(weights), "used": used, "number": sum(t > 0 for _, t in counts)}[normalised]

    return answer


for setting, message in {
    (1.0, True, "all"): "The three are multiplied; a mixture adds them: `p = p + weight * count / total`.",
    (1.0, True, "used"): "The three are still multiplied; a mixture adds them: `p = p + weight * count / total`.",
    (0.0, True, "used"): "p starts at 0 and is multiplied, so it stays 0; a mixture adds.",
    (1.0, False, "all"): "p starts at 1 and only grows; a sum starts at 0.",
    (1.0, False, "used"): "p still starts at 1; a sum starts at 0.",
    (0.0, False, "all"): "The weights of contexts that were never seen are lost, so that the probabilities sum to less "
    "than 1: divide by the weights that were used.",
    (0.0, False, "number"): "The sum is divided by the number of contexts seen; divide by their weights.",
}.items():
    exercise.mistake(message)(with_bugs(*setting))


@exercise.mistake("A context that was never seen is divided by its total of 0: leave it out.")
def divides_by_zero(counts: list[tuple[int, int]], weights: list[float]) -> float:
    return sum(weight * count / total for (count, total), weight in zip(counts, weights, strict=True))


@exercise.mistake("The zero count of a context that *was* seen is left out too; it says that the token is rare there.")
def zero_counts_left_out(counts: list[tuple[int, int]], weights: list[float]) -> float:
    seen = [(count / total, weight) for (count, total), weight in zip(counts, weights, strict=True) if count]
    return sum(p * weight for p, weight in seen) / sum(weight for _, weight in seen)


@exercise.property("A mixture lies between the smallest and the largest of the shares that it mixes.")
def between_its_parts(output: float, case: Case) -> bool:
    shares = [count / total for count, total in case["counts"] if total]
    return bool(min(shares) - 1e-9 <= output <= max(shares) + 1e-9)
