"""Which words of a clause speak most for the flag?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "medicine_and_law.strongest_words",
    title="The evidence of a flag",
    chapter="26",
    level=2,
    minutes=10,
    hints=[
        "Where can a run of `width` words begin? In a clause of 7 words with width 3: at 5 places.",
        "The weight of a run is the sum of its words' weights; a word without a weight adds 0.",
        "`max(starts, key=lambda at: sum(...))` returns the first of equals; return `words[at : at + width]`.",
    ],
)
Weights = dict[str, float]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    first = 0.5 + torch.rand(1, generator=rng).item()
    weights = {"alone": first, "raise": 0.9, "any": 0.8, "time": 0.7}
    weights |= {"tenant": -3.0, "may": 0.4, "rent": -0.2}
    clause = ["the", "landlord", "alone", "may", "raise", "the", "rent", "at", "any", "time", "the", "tenant", "likes"]
    other = [
        "the",
        "tenant",
        "may",
        "leave",
        "at",
        "any",
        "time",
        "and",
        "the",
        "landlord",
        "alone",
        "may",
        "raise",
        "it",
    ]
    spread = ["alone", "tenant", "tenant", "and", "any", "time", "may", "raise", "tenant", "alone"]
    twice = ["any", "time", "and", "then", "some", "more", "any", "time"]
    return [
        {"words": clause, "weights": weights, "width": 3},
        {"words": other, "weights": weights, "width": 4},
        {"words": spread, "weights": {**weights, "alone": 1.7}, "width": 2},
        {"words": twice, "weights": weights, "width": 2},
    ]


@exercise.solution
def my_evidence(words: list[str], weights: dict[str, float], width: int) -> list[str]:
    """Return the run of `width` words with the largest sum of weights.

    Of equals, the first. Positive weights speak for unfair; a word that has none
    counts 0.
    """
    starts = range(len(words) - width + 1)
    best = max(starts, key=lambda at: sum(weights.get(one, 0.0) for one in words[at : at + width]))
    return words[best : best + width]


@exercise.also_right
def by_loop(words: list[str], weights: Weights, width: int) -> list[str]:
    best, most = words[:width], float("-inf")
    for at in range(len(words) - width + 1):
        total = sum(weights.get(one, 0.0) for one in words[at : at + width])
        if total > most + 1e-12:
            best, most = words[at : at + width], total
    return best


@exercise.also_right
def by_unfold(words: list[str], weights: Weights, width: int) -> list[str]:
    values = torch.tensor([weights.get(one, 0.0) for one in words], dtype=torch.float64)
    sums = [round(one, 9) for one in values.unfold(0, width, 1).sum(-1).tolist()]
    at = sums.index(max(sums))
    return words[at : at + width]


@exercise.mistake("The run begins at the strongest word; the strongest run may begin before it.")
def from_the_strongest(words: list[str], weights: Weights, width: int) -> list[str]:
    at = max(range(len(words)), key=lambda i: weights.get(words[i], 0.0))
    at = min(at, len(words) - width)
    return words[at : at + width]


@exercise.mistake("These are the strongest words wherever they stand; evidence is a run, that a reader can find.")
def wherever(words: list[str], weights: Weights, width: int) -> list[str]:
    order = sorted(range(len(words)), key=lambda i: -weights.get(words[i], 0.0))[:width]
    return [words[i] for i in sorted(order)]


@exercise.mistake("The size of a weight is taken without its sign: words that speak for fair count as evidence.")
def without_sign(words: list[str], weights: Weights, width: int) -> list[str]:
    return my_evidence(words, {one: abs(w) for one, w in weights.items()}, width)


@exercise.mistake("The run has one word too many.")
def one_more(words: list[str], weights: Weights, width: int) -> list[str]:
    return my_evidence(words, weights, width + 1)


@exercise.mistake("Of equal runs this is the last; return the first.")
def the_last(words: list[str], weights: Weights, width: int) -> list[str]:
    starts = range(len(words) - width, -1, -1)
    best = max(starts, key=lambda at: round(sum(weights.get(one, 0.0) for one in words[at : at + width]), 9))
    return words[best : best + width]


@exercise.mistake("The runs are laid end to end; one can begin at every word.")
def end_to_end(words: list[str], weights: Weights, width: int) -> list[str]:
    starts = range(0, len(words) - width + 1, width)
    best = max(starts, key=lambda at: sum(weights.get(one, 0.0) for one in words[at : at + width]))
    return words[best : best + width]


@exercise.mistake("This run speaks most for fair: take the largest sum.")
def weakest(words: list[str], weights: Weights, width: int) -> list[str]:
    return my_evidence(words, {one: -w for one, w in weights.items()}, width)


@exercise.property("The evidence stands in the clause, word after word.")
def stands_there(value: list, case: Case) -> bool:
    return f" {' '.join(value)} " in f" {' '.join(case['words'])} "
