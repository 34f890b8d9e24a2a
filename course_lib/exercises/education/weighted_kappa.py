"""Quadratic weighted kappa."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "education.weighted_kappa",
    title="Quadratic weighted kappa",
    chapter="25",
    level=2,
    minutes=15,
    hints=[
        "Two means of squared distances: over the pairs as they are, and over all pairs that chance could make.",
        "Chance pairs every score of the first rater with every score of the second: n · n pairs.",
        "observed = sum((a - b) ** 2 for a, b in zip(first, second)) / n; chance = the same over all a in first and "
        "all b in second, divided by n * n; then 1 minus observed over chance.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(n: int, low: int, high: int) -> Case:
        first = torch.randint(low, high + 1, (n,), generator=rng)
        second = (first + torch.randint(-2, 4, (n,), generator=rng)).clamp(low, high + 3)
        return {"first": [*first.tolist(), low, high], "second": [*second.tolist(), low, high - 1]}

    return [case(9, 1, 5), case(17, 4, 20), case(30, 0, 10)]


@exercise.solution
def my_quadratic_weighted_kappa(first: list[int], second: list[int]) -> float:
    """Return 1 - (mean squared distance of the pairs) / (the same by chance).

    Scores at the same place of both lists belong to the same essay. By chance each
    score of the first list is paired with each of the second.
    """
    n = len(first)
    observed = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / n
    chance = sum((a - b) ** 2 for a in first for b in second) / (n * n)
    return 1 - observed / chance


@exercise.also_right
def by_moments(first: list[int], second: list[int]) -> float:
    a, b = torch.tensor(first).double(), torch.tensor(second).double()
    chance = a.var(correction=0) + b.var(correction=0) + (a.mean() - b.mean()) ** 2
    return float(1 - ((a - b) ** 2).mean() / chance)


@exercise.also_right
def by_tables(first: list[int], second: list[int]) -> float:
    low, high = min(first + second), max(first + second)
    size = high - low + 1
    table, weights = torch.zeros(size, size), torch.zeros(size, size)
    for a, b in zip(first, second, strict=True):
        table[a - low, b - low] += 1
    for i in range(size):
        for j in range(size):
            weights[i, j] = (i - j) ** 2
    chance = table.sum(1)[:, None] * table.sum(0)[None, :] / table.sum()
    return float(1 - (weights * table).sum() / (weights * chance).sum())


@exercise.mistake("The distances are not squared: this is the linear weighted kappa.")
def linear(first: list[int], second: list[int]) -> float:
    n = len(first)
    observed = sum(abs(a - b) for a, b in zip(first, second, strict=True)) / n
    return 1 - observed / (sum(abs(a - b) for a in first for b in second) / n**2)


@exercise.mistake("Every difference counts the same: this is Cohen's kappa without weights.")
def unweighted(first: list[int], second: list[int]) -> float:
    n = len(first)
    observed = sum(a != b for a, b in zip(first, second, strict=True)) / n
    return 1 - observed / (sum(a != b for a in first for b in second) / n**2)


@exercise.mistake("This is observed / chance; kappa is 1 minus it.")
def quotient(first: list[int], second: list[int]) -> float:
    return 1 - my_quadratic_weighted_kappa(first, second)


@exercise.mistake("The sum by chance has n · n pairs, and is divided by n alone.")
def divided_by_n(first: list[int], second: list[int]) -> float:
    return 1 - (1 - my_quadratic_weighted_kappa(first, second)) / len(first)


@exercise.mistake("Chance pairs the first rater's scores with each other; the second rater has a distribution too.")
def first_with_itself(first: list[int], second: list[int]) -> float:
    n = len(first)
    observed = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / n
    return 1 - observed / (sum((a - b) ** 2 for a in first for b in first) / n**2)


@exercise.mistake("This is the correlation: a rater who gives two points less throughout would not be noticed.")
def correlation(first: list[int], second: list[int]) -> float:
    return float(torch.corrcoef(torch.tensor([first, second]).double())[0, 1])


@exercise.mistake("This is the share of equal scores; chance, and how far the others are apart, play no part.")
def share_of_equal(first: list[int], second: list[int]) -> float:
    return sum(a == b for a, b in zip(first, second, strict=True)) / len(first)
