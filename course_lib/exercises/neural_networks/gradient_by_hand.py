"""A gradient by hand where one number is used twice."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "neural_networks.gradient_by_hand",
    title="A gradient by hand",
    chapter="04",
    level=2,
    minutes=8,
    tolerance=0.005,
    hints=[
        "First the values: s, then the loss. Then back: the slope of the loss by s, and by how much s moves with w.",
        "w reaches s on two ways: through w · x and through w · w. What comes back on both ways is added up.",
        "The slope by s is 2 · (s - 4) = 4; s moves by x + 2w = 7 for each unit of w.",
    ],
)


@exercise.solution
def gradient() -> float:
    """What is the derivative of the loss by w, at w = 2 and x = 3?

    s = w * x + w * w - 4
    loss = (s - 4) ** 2
    """
    w, x = 2.0, 3.0
    s = w * x + w * w - 4
    return 2 * (s - 4) * (x + 2 * w)


@exercise.also_right
def a_whole_number() -> int:
    return 28


@exercise.also_right
def by_autograd() -> float:
    from course_lib.models.autograd import Value

    w, x = Value(2), Value(3)
    ((w * x + w * w - 8) ** 2).backward()
    return w.grad


@exercise.mistake("The way through w · w is missing: w is used there too, and what comes back on all ways adds up.")
def one_way() -> float:
    return 4.0 * 3


@exercise.mistake("The derivative of w · w is 2w, not w: w stands there twice.")
def half_of_the_square() -> float:
    return 4.0 * (3 + 2)


@exercise.mistake("The way through w · x is missing.")
def other_way() -> float:
    return 4.0 * 4


@exercise.mistake("This is the derivative of s by w; multiply it by that of the loss by s.")
def only_s() -> float:
    return 7.0


@exercise.mistake("This is the derivative of the loss by s; go on to w.")
def only_loss() -> float:
    return 4.0


@exercise.mistake("The 2 of the square is missing: the derivative of u² is 2u.")
def square_without_2() -> float:
    return 2.0 * 7


@exercise.mistake("This is the derivative by x, not by w.")
def by_x() -> float:
    return 4.0 * 2


@exercise.mistake("The ways are multiplied; where ways come together, they add up.")
def multiplied() -> float:
    return 4.0 * 3 * 4


@exercise.property("A larger w makes the loss larger here, so the derivative is positive; and 7 divides it.")
def plausible(value: Any, case: Case) -> bool:
    return bool(value > 0 and float(value) % 7 == 0)
