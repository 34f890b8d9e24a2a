"""From a number to a point of the scale, by limits."""

import bisect

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "education.cut_points",
    title="From numbers to points",
    chapter="25",
    level=1,
    minutes=5,
    hints=[
        "With the limits 2.5 and 3.5 there are three points: below both, between them, above both.",
        "The point is `lowest` and one more for each limit that lies below the number.",
        "[lowest + sum(number > limit for limit in limits) for number in numbers]",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(limits: list[float], lowest: int) -> Case:
        drawn = (torch.rand(8, generator=rng).double() * (limits[-1] - limits[0] + 4) + limits[0] - 2).tolist()
        return {
            "numbers": [*drawn, limits[0], limits[-1], limits[0] - 3, limits[-1] + 3],
            "limits": limits,
            "lowest": lowest,
        }

    return [case([2.5, 3.25, 7.0], 1), case([8.0, 9.5, 11.0, 16.5], 4)]


@exercise.solution
def my_points(numbers: list[float], limits: list[float], lowest: int) -> list[int]:
    """Return a point for each number: `lowest`, and 1 more for each limit below it.

    A number that equals a limit is not above it.
    """
    return [lowest + sum(number > limit for limit in limits) for number in numbers]


@exercise.also_right
def by_bisection(numbers: list[float], limits: list[float], lowest: int) -> list[int]:
    return [lowest + bisect.bisect_left(limits, number) for number in numbers]


@exercise.also_right
def by_torch(numbers: list[float], limits: list[float], lowest: int) -> list[int]:
    found = torch.bucketize(torch.tensor(numbers).double(), torch.tensor(limits).double())
    return (found + lowest).tolist()


@exercise.mistake("A number that equals a limit is not above it: > and not >=.")
def or_equal(numbers: list[float], limits: list[float], lowest: int) -> list[int]:
    return [lowest + sum(number >= limit for limit in limits) for number in numbers]


@exercise.mistake("The scale begins at 0: add `lowest`.")
def from_zero(numbers: list[float], limits: list[float], lowest: int) -> list[int]:
    return my_points(numbers, limits, 0)


@exercise.mistake("The scale begins one point too high: below all limits lies `lowest` itself.")
def one_too_high(numbers: list[float], limits: list[float], lowest: int) -> list[int]:
    return my_points(numbers, limits, lowest + 1)


@exercise.mistake("The numbers are rounded, and the limits play no part.")
def rounded(numbers: list[float], limits: list[float], lowest: int) -> list[int]:
    return [min(lowest + len(limits), max(lowest, round(number))) for number in numbers]


@exercise.mistake("The limits above a number are counted: the best essays get the lowest points.")
def turned(numbers: list[float], limits: list[float], lowest: int) -> list[int]:
    return [lowest + sum(number < limit for limit in limits) for number in numbers]


@exercise.mistake("The last limit is left out, so that the highest point is never given.")
def last_missing(numbers: list[float], limits: list[float], lowest: int) -> list[int]:
    return my_points(numbers, limits[:-1], lowest)
