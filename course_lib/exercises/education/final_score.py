"""The score of two raters, and of a third where they are too far apart."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "education.final_score",
    title="When two raters differ",
    chapter="25",
    level=1,
    minutes=10,
    hints=[
        "How far are the first two apart? Up to `most` points their mean will do.",
        "Beyond it the third one is asked. Which of the first two is nearer to it? If both are, all three count.",
        "near = abs(first - third), abs(second - third): if equal, the mean of three; else the mean of the third "
        "and the nearer one.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    base = int(torch.randint(5, 9, (1,), generator=rng))
    triples = [
        (base, base + 1, base + 9, 2),
        (base, base + 2, base + 8, 2),
        (base, base + 6, base + 5, 2),
        (base + 7, base, base + 1, 3),
        (base, base + 4, base + 2, 3),
        (base + 5, base + 1, base + 3, 2),
        (base, base + 5, base + 9, 4),
    ]
    names = ("first", "second", "third", "most")
    return [dict(zip(names, one, strict=True)) for one in triples]


@exercise.solution
def my_final_score(first: int, second: int, third: int, most: int) -> float:
    """Return the mean of two raters if they are at most `most` points apart.

    Otherwise return the mean of the third rater and whichever of the two is nearer
    to it; of all three, if both are as near.
    """
    if abs(first - second) <= most:
        return (first + second) / 2
    one, other = abs(first - third), abs(second - third)
    if one == other:
        return (first + second + third) / 3
    return (third + (first if one < other else second)) / 2


@exercise.also_right
def by_sorting(first: int, second: int, third: int, most: int) -> float:
    if max(first, second) - min(first, second) <= most:
        return first / 2 + second / 2
    ranked = sorted([first, second], key=lambda score: abs(score - third))
    if abs(ranked[0] - third) == abs(ranked[1] - third):
        return sum((first, second, third)) / 3
    return (ranked[0] + third) / 2


@exercise.also_right
def by_lists(first: int, second: int, third: int, most: int) -> float:
    kept = [first, second]
    if abs(first - second) > most:
        nearest = min(abs(first - third), abs(second - third))
        kept = [third] + [one for one in (first, second) if abs(one - third) == nearest]
    return sum(kept) / len(kept)


@exercise.mistake("The third rater plays no part, however far the first two are apart.")
def never_asked(first: int, second: int, third: int, most: int) -> float:
    return (first + second) / 2


@exercise.mistake("The third rater is asked every time; up to `most` points apart the mean of two will do.")
def always_asked(first: int, second: int, third: int, most: int) -> float:
    return my_final_score(first, second, third, -1)


@exercise.mistake("At exactly `most` points apart the third rater is asked: it says at most.")
def strictly(first: int, second: int, third: int, most: int) -> float:
    return my_final_score(first, second, third, most - 1)


@exercise.mistake("The third is averaged with the one that is farther away.")
def farther(first: int, second: int, third: int, most: int) -> float:
    if abs(first - second) <= most:
        return (first + second) / 2
    one, other = abs(first - third), abs(second - third)
    if one == other:
        return (first + second + third) / 3
    return (third + (first if one > other else second)) / 2


@exercise.mistake("All three are averaged: an outlier keeps a third of the say.")
def all_three(first: int, second: int, third: int, most: int) -> float:
    return (first + second) / 2 if abs(first - second) <= most else (first + second + third) / 3


@exercise.mistake("The third rater alone decides; the nearer of the first two counts as well.")
def third_alone(first: int, second: int, third: int, most: int) -> float:
    return (first + second) / 2 if abs(first - second) <= most else float(third)


@exercise.mistake("If both are as near, one of them is dropped: all three count then.")
def tie_dropped(first: int, second: int, third: int, most: int) -> float:
    if abs(first - second) <= most:
        return (first + second) / 2
    return (third + (first if abs(first - third) <= abs(second - third) else second)) / 2
