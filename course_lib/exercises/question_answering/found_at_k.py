"""Recall at k and MRR over questions with one right passage each."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "question_answering.found_at_k",
    title="Recall@k and MRR",
    chapter="21",
    level=2,
    minutes=12,
    hints=[
        "For each question: at which place does its passage stand? Count places from 1.",
        "Recall@k asks whether the place is at most k. The reciprocal rank is 1 / place, and 0 if "
        "the passage is not in the ranking at all.",
        "Sum both over the questions, divide both by the number of questions; `ranking.index(one) "
        "+ 1` is the place if `one in ranking`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, kept: int, k: int) -> Case:
        rankings = [torch.randperm(12, generator=rng).tolist()[:kept] for _ in range(n)]
        places = [0, k - 1, k, kept - 1, kept - 2]
        right = [one[places[i]] if i < len(places) else 50 for i, one in enumerate(rankings)]
        return {"rankings": rankings, "right": right, "k": k}

    return [draw(7, 9, 3), draw(6, 6, 2)]


@exercise.solution
def my_recall_and_mrr(
    rankings: list[list[int]],
    right: list[int],
    k: int,
) -> tuple[float, float]:
    """Return recall@k and MRR; passage right[i] answers question i."""
    hits, reciprocal = 0, 0.0
    for ranking, passage in zip(rankings, right, strict=True):
        if passage in ranking:
            place = ranking.index(passage) + 1
            hits += place <= k
            reciprocal += 1 / place
    return hits / len(right), reciprocal / len(right)


@exercise.also_right
def in_two_sums(rankings: list[list[int]], right: list[int], k: int) -> tuple[float, float]:
    n = len(rankings)
    recall = sum(one in some[:k] for some, one in zip(rankings, right, strict=True)) / n
    ranks = [
        sum(1 / place for place, item in enumerate(some, 1) if item == one)
        for some, one in zip(rankings, right, strict=True)
    ]
    return recall, sum(ranks) / n


@exercise.also_right
def in_tensors(rankings: list[list[int]], right: list[int], k: int) -> tuple[float, float]:
    hits = torch.tensor(rankings) == torch.tensor(right)[:, None]
    weights = 1 / torch.arange(1, hits.shape[1] + 1, dtype=torch.float64)
    recall = hits[:, :k].any(dim=1).double().mean()
    return recall.item(), (hits * weights).sum(dim=1).mean().item()


def counted(rankings: list[list[int]], right: list[int], k: int, how: str) -> tuple[float, float]:
    hits, reciprocal, n_found = 0, 0.0, 0
    for ranking, passage in zip(rankings, right, strict=True):
        if passage in ranking:
            place = ranking.index(passage) + 1
            n_found += 1
            hits += place <= (k - 1 if how == "less than k" else k + 1 if how == "one more" else k)
            if how == "cut" and place > k:
                continue
            reciprocal += 1 / (place + 1) if how == "off by one" else 1 / place
        elif how == "missing":
            reciprocal += 1 / (len(ranking) + 1)
    n = n_found if how == "found only" else len(right)
    recall = hits / n / (k if how == "precision" else 1)
    return recall, reciprocal / n if how != "mean place" else n / reciprocal


for how, message in {
    "less than k": "A passage at place k counts: recall@k looks at the first k places.",
    "one more": "Recall@k looks at k places; yours looks at one more.",
    "off by one": "In MRR the first place must give 1: count places from 1, and once only.",
    "missing": "A passage that is not in the ranking gives 0 to MRR.",
    "found only": "The mean runs over all questions, also those whose passage was not found.",
    "precision": "This is precision@k: with one right passage, recall@k is 1 or 0 a question.",
    "cut": "MRR looks at the whole ranking here, not only at the first k.",
    "mean place": "MRR is the mean of 1 / place, not 1 / that mean.",
}.items():

    def wrong(rankings: list[list[int]], right: list[int], k: int, how: str = how) -> tuple[float, float]:
        return counted(rankings, right, k, how)

    exercise.mistake(message)(wrong)
