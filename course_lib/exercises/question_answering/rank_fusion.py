"""Reciprocal rank fusion."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "question_answering.rank_fusion",
    title="Two rankings, one list",
    chapter="21",
    level=2,
    minutes=10,
    hints=[
        "Only places count, never scores. Go through each ranking, and add something to the item at each place.",
        "At place 1 it is 1 / (damping + 1), at place 2 it is 1 / (damping + 2). Who is missing "
        "in a ranking gets nothing from it.",
        "`for place, item in enumerate(ranking, 1): scores[item] = scores.get(item, 0) + 1 / "
        "(damping + place)`, for each ranking.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, kept: int) -> list[int]:
        return torch.randperm(n, generator=rng).tolist()[:kept]

    return [
        {"rankings": [draw(7, 7), draw(7, 4)], "damping": 60},
        {"rankings": [draw(5, 3), draw(5, 5), draw(5, 2)], "damping": 10},
    ]


@exercise.solution
def my_fusion(rankings: list[list[int]], damping: float) -> dict[int, float]:
    """Return the fused score of each item; a ranking has its best item first."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (damping + place)
    return scores


@exercise.also_right
def item_by_item(rankings: list[list[int]], damping: float) -> dict[int, float]:
    items = dict.fromkeys(item for ranking in rankings for item in ranking)
    return {item: sum(1 / (damping + 1 + one.index(item)) for one in rankings if item in one) for item in items}


@exercise.also_right
def counted_from_zero(rankings: list[list[int]], damping: float) -> dict[int, float]:
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, item in enumerate(ranking):
            scores[item] = scores.get(item, 0.0) + (damping + place + 1) ** -1
    return scores


def fused(rankings: list[list[int]], damping: float, how: str) -> dict[int, float]:
    scores: dict[int, float] = {}
    items = dict.fromkeys(item for ranking in rankings for item in ranking)
    for ranking in rankings:
        for place, item in enumerate(ranking, 1):
            worth = {
                "from zero": 1 / (damping + place - 1),
                "no damping": 1 / place,
                "place": float(damping + place),
                "item": 1 / (damping + item + 1),
                "reversed": 1 / (damping + len(ranking) - place + 1),
            }.get(how, 1 / (damping + place))
            scores[item] = worth if how == "last" else scores.get(item, 0.0) + worth
    if how == "common":
        return {item: scores[item] for item in items if all(item in one for one in rankings)}
    if how == "mean":
        return {item: score / len(rankings) for item, score in scores.items()}
    return scores


for how, message in {
    "from zero": "The first place is place 1, not 0.",
    "no damping": "The damping is not used: a first place would outweigh everything.",
    "place": "The places themselves are added up: a late place must be worth less, so take 1 / it.",
    "item": "The item's number stands where its place should.",
    "reversed": "The last item gets the most: the best one stands first.",
    "last": "Each ranking overwrites the one before: add to what an item has.",
    "common": "Items that are missing in a ranking are lost: they keep what the others give them.",
    "mean": "This is the mean over the rankings; the sum is asked for.",
}.items():

    def wrong(rankings: list[list[int]], damping: float, how: str = how) -> dict[int, float]:
        return fused(rankings, damping, how)

    exercise.mistake(message)(wrong)
