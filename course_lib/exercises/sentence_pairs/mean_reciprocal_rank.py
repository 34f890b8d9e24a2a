"""How high does the right one stand?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "sentence_pairs.mean_reciprocal_rank",
    title="Mean reciprocal rank",
    chapter="15",
    level=1,
    minutes=10,
    hints=[
        "For each query: at which place, counted from 1, does the right one stand?",
        "The query gives 1 / place, or 0 if the right one is not in the list. The mean runs over all queries.",
        "`1 / (ranking.index(answer) + 1) if answer in ranking else 0.0`, summed, divided by the number of queries.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, m: int, k: int) -> Case:
        rankings = [torch.randperm(m, generator=rng)[:k].tolist() for _ in range(n)]
        places = torch.randint(k, (n,), generator=rng).tolist()
        right = [row[place] for row, place in zip(rankings, places, strict=True)]
        right[0], right[-1] = m, rankings[-1][2]  # one is not found, one stands third
        right[1] = rankings[1][0]
        return {"rankings": rankings, "right": right}

    return [draw(5, 9, 4), draw(8, 20, 6)]


@exercise.solution
def my_mrr(rankings: list[list[int]], right: list[int]) -> float:
    """Return the mean of 1 / (place of the right one), places counted from 1.

    `rankings[i]` lists what was found for query i, the best first; `right[i]` is
    what should be there. A query whose right one is missing gives 0.
    """
    total = 0.0
    for ranking, answer in zip(rankings, right, strict=True):
        if answer in ranking:
            total += 1 / (ranking.index(answer) + 1)
    return total / len(rankings)


@exercise.also_right
def with_a_generator(rankings: list[list[int]], right: list[int]) -> float:
    found = (
        1 / place
        for ranking, answer in zip(rankings, right, strict=True)
        for place, one in enumerate(ranking, 1)
        if one == answer
    )
    return sum(found) / len(right)


@exercise.also_right
def with_tensors(rankings: list[list[int]], right: list[int]) -> float:
    hits = torch.tensor(rankings) == torch.tensor(right)[:, None]
    return float((hits / torch.arange(1, hits.shape[1] + 1)).sum(dim=1).mean())


@exercise.mistake("Queries whose right one is missing are left out of the mean; they count, with 0.")
def found_only(rankings: list[list[int]], right: list[int]) -> float:
    n_found = sum(answer in ranking for ranking, answer in zip(rankings, right, strict=True))
    return my_mrr(rankings, right) * len(rankings) / n_found


@exercise.mistake("Places are counted from 0, so the first gives 1 / 0, or is skipped; count from 1.")
def from_zero(rankings: list[list[int]], right: list[int]) -> float:
    total = 0.0
    for ranking, answer in zip(rankings, right, strict=True):
        place = ranking.index(answer) if answer in ranking else 0
        total += 1 / place if place else 0.0
    return total / len(rankings)


@exercise.mistake("Places are counted from 2: the first gives 1 / 2 instead of 1.")
def from_two(rankings: list[list[int]], right: list[int]) -> float:
    total = 0.0
    for ranking, answer in zip(rankings, right, strict=True):
        total += 1 / (ranking.index(answer) + 2) if answer in ranking else 0.0
    return total / len(rankings)


@exercise.mistake("This is the share of queries whose right one comes first: recall at 1.")
def first_only(rankings: list[list[int]], right: list[int]) -> float:
    return sum(row[0] == one for row, one in zip(rankings, right, strict=True)) / len(right)


@exercise.mistake("This is the share of queries whose right one is found at all; its place counts, too.")
def recall(rankings: list[list[int]], right: list[int]) -> float:
    return sum(one in row for row, one in zip(rankings, right, strict=True)) / len(right)


@exercise.mistake("This is 1 / (mean place); take the mean of 1 / place.")
def of_the_mean(rankings: list[list[int]], right: list[int]) -> float:
    places = [row.index(one) + 1 for row, one in zip(rankings, right, strict=True) if one in row]
    return len(places) / sum(places)


@exercise.mistake("This is the sum over queries; divide it by their number.")
def summed(rankings: list[list[int]], right: list[int]) -> float:
    return my_mrr(rankings, right) * len(rankings)


@exercise.property("A mean of numbers from 0 to 1 lies between 0 and 1.")
def is_a_share(output: float, case: Case) -> bool:
    return bool(0 <= output <= 1)
