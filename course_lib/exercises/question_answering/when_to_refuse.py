"""The threshold below which a system should be silent."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "question_answering.when_to_refuse",
    title="When to refuse",
    chapter="21",
    level=3,
    minutes=15,
    hints=[
        "Only the margins themselves need to be tried as thresholds, and one below all of them. "
        "What does each of them earn?",
        "An answer is given where margin > threshold: + 1 if it is right, - cost if it is wrong. A refusal earns 0.",
        "Loop over `[min(margins) - 1, *sorted(margins)]`; keep a threshold only if its points are *more* "
        "than the best so far, so that of equals the lowest stays.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, cost: float) -> Case:
        margins = torch.randperm(4 * n, generator=rng)[:n].double() / 4
        chances = torch.rand(n, generator=rng) * n * 1.2
        right = (chances < margins).tolist()
        return {"margins": margins.tolist(), "right": right, "cost": cost}

    some = {"margins": [4.0, 3.0, 2.0, 1.0, 0.5], "right": [True, True, False, True, False]}
    return [
        {**some, "cost": 1.0},
        {**some, "cost": 0.1},
        {"margins": [1.0, 2.0], "right": [False, False], "cost": 1.0},
        {"margins": [2.0, 1.0, 3.0], "right": [True, True, True], "cost": 1.0},
        {"margins": [4.0, 3.0, 2.0, 1.0], "right": [True, False, False, True], "cost": 0.3},
        draw(15, 0.5),
        draw(21, 2.0),
        {
            "margins": [6.0, 5.0, 4.0, 3.0, 2.0],
            "right": [False, True, True, True, False],
            "cost": 0.5,
        },
    ]


@exercise.solution
def my_threshold(margins: list[float], right: list[bool], cost: float) -> float:
    """Return the threshold that earns the most points; of equals, the lowest.

    A question is answered if its margin is above the threshold. A right answer earns
    1, a wrong one loses `cost`, a refusal earns nothing. Try each margin, and the
    lowest minus 1, at which everything is answered.
    """
    best, best_points = 0.0, float("-inf")
    for threshold in [min(margins) - 1, *sorted(margins)]:
        points = 0.0
        for margin, ok in zip(margins, right, strict=True):
            if margin > threshold:
                points += 1 if ok else -cost
        if points > best_points + 1e-9:
            best, best_points = threshold, points
    return best


@exercise.also_right
def with_max(margins: list[float], right: list[bool], cost: float) -> float:
    def points(threshold: float) -> float:
        pairs = zip(margins, right, strict=True)
        return round(sum((1 if ok else -cost) for m, ok in pairs if m > threshold), 6)

    return max([min(margins) - 1, *sorted(margins)], key=points)


@exercise.also_right
def in_one_pass(margins: list[float], right: list[bool], cost: float) -> float:
    pairs = sorted(zip(margins, right, strict=True), reverse=True)
    best, best_points, points = pairs[0][0], 0.0, 0.0
    for place, (_, ok) in enumerate(pairs):
        points += 1 if ok else -cost
        below = pairs[place + 1][0] if place + 1 < len(pairs) else pairs[-1][0] - 1
        if points >= best_points - 1e-9:
            best, best_points = below, points
    return best


def chosen(margins: list[float], right: list[bool], cost: float, how: str) -> float:
    thresholds = [min(margins) - 1, *sorted(margins)]
    if how == "no silence":
        thresholds = thresholds[:-1]
    if how == "never all":
        thresholds = thresholds[1:]
    if how == "highest":
        thresholds = thresholds[::-1]
    best, best_points = thresholds[0], float("-inf")
    for threshold in thresholds:
        points, n = 0.0, 0
        for margin, ok in zip(margins, right, strict=True):
            if margin >= threshold if how == "at least" else margin > threshold:
                n += 1
                points += (1 if ok else 0) if how == "free" else (1 if ok else -cost)
                if how == "cost one" and not ok:
                    points += cost - 1
        if how == "share":
            points = points / n if n else 0.0
        if points > best_points + 1e-9:
            best, best_points = threshold, points
    return best


for how, message in {
    "free": "Wrong answers cost nothing here: then it is best to answer everything.",
    "cost one": "A wrong answer loses 1 whatever `cost` says.",
    "at least": "A margin that equals the threshold is not above it: the answer is refused.",
    "no silence": "The highest margin was not tried: a system may have to refuse everything.",
    "never all": "A threshold below all margins was not tried: it may be best to answer everything.",
    "highest": "Of thresholds with equal points, the lowest is wanted: it answers more.",
    "share": "The points are divided by the number of answers: then one sure answer beats fifty good ones.",
}.items():

    def wrong(margins: list[float], right: list[bool], cost: float, how: str = how) -> float:
        return chosen(margins, right, cost, how)

    exercise.mistake(message)(wrong)
