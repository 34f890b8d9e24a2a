"""Choose among finished translations of different lengths."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "translation.best_by_length",
    title="Length normalisation",
    chapter="19",
    level=1,
    minutes=5,
    hints=[
        "A log-probability is negative, and falls with every token. What must be done before texts of different "
        "length are compared?",
        "Divide the sum by length ** penalty. Which is larger, -4 / 2 or -4 / 4?",
        "`scores = [total / length**penalty for total, length in ...]`, then the place of the largest.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    texts = [(-4.0, 2), (-3.5, 3), (-6.0, 8), (-30.0, 20)]
    longer = [(-9.0, 4), (-3.0, 1), (-5.5, 2), (-30.0, 20)]
    extra = [(-float(n) * 1.5 - 1, int(n)) for n in (torch.randperm(9, generator=rng) + 1)[:5].tolist()]
    return [
        *({"candidates": texts, "penalty": penalty} for penalty in (0.0, 0.5, 1.0, 2.0)),
        *({"candidates": longer, "penalty": penalty} for penalty in (0.0, 0.5, 1.0, 2.0)),
        *({"candidates": extra, "penalty": penalty} for penalty in (0.0, 1.0)),
    ]


@exercise.solution
def my_best(candidates: list[tuple[float, int]], penalty: float) -> int:
    """Return the place of the best candidate: each is (summed log-probability, length).

    A candidate's score is its sum divided by length ** penalty.
    """
    scores = [total / length**penalty for total, length in candidates]
    return scores.index(max(scores))


@exercise.also_right
def with_max(candidates: list[tuple[float, int]], penalty: float) -> int:
    def score(place: int) -> float:
        total, length = candidates[place]
        return total * length**-penalty

    return max(range(len(candidates)), key=score)


@exercise.also_right
def with_tensors(candidates: list[tuple[float, int]], penalty: float) -> int:
    table = torch.tensor(candidates, dtype=torch.float64)
    return int((table[:, 0] / table[:, 1] ** penalty).argmax())


@exercise.mistake("The lengths are ignored: that is right for a penalty of 0 only.")
def sums(candidates: list[tuple[float, int]], penalty: float) -> int:
    return my_best(candidates, 0.0)


@exercise.mistake("The mean is taken whatever the penalty: raise the length to it.")
def means(candidates: list[tuple[float, int]], penalty: float) -> int:
    return my_best(candidates, 1.0)


@exercise.mistake("The smallest score is taken: of negative numbers, too, the largest is best.")
def worst(candidates: list[tuple[float, int]], penalty: float) -> int:
    scores = [total / length**penalty for total, length in candidates]
    return scores.index(min(scores))


@exercise.mistake("The sum is multiplied by the length's power; divide by it.")
def multiplied(candidates: list[tuple[float, int]], penalty: float) -> int:
    return my_best(candidates, -penalty)


@exercise.mistake("The length is multiplied by the penalty; it is raised to it.")
def times(candidates: list[tuple[float, int]], penalty: float) -> int:
    scores = [total / (length * penalty or 1) for total, length in candidates]
    return scores.index(max(scores))


@exercise.mistake("The longest candidate is taken, whatever it scores.")
def longest(candidates: list[tuple[float, int]], penalty: float) -> int:
    return max(range(len(candidates)), key=lambda i: candidates[i][1])
