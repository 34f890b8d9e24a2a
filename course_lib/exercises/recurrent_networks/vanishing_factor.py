"""What is left of a gradient after ten steps, by hand."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "recurrent_networks.vanishing_factor",
    title="A gradient's way through ten steps",
    chapter="05",
    level=1,
    minutes=5,
    tolerance=2e-5,
    hints=[
        "How much does h_1 change if h_0 changes by 1? And h_2, if h_1 changes by that?",
        "Each step multiplies by the weight 0.5; the inputs are added and do not matter to the derivative. From h_0 to "
        "h_10 there are ten steps.",
        "It is 0.5 to the tenth power, 1 / 1024.",
    ],
)


@exercise.solution
def gradient() -> float:
    """What is the derivative of h_10 with respect to h_0, to four decimals or as a fraction?

    h_t = 0.5 * h_(t-1) + x_t     for t = 1 to 10, with no tanh
    every x_t = 1
    """
    return float(0.5**10)


@exercise.also_right
def rounded() -> float:
    return 0.00098


@exercise.also_right
def as_a_fraction() -> float:
    return 1 / 1024


@exercise.mistake("The ten factors 0.5 are added; the chain rule multiplies them.")
def added() -> float:
    return 0.5 * 10


@exercise.mistake("The weight is divided by the number of steps; the chain rule multiplies one factor a step.")
def divided() -> float:
    return 0.5 / 10


@exercise.mistake("This is one factor too few: from h_0 to h_10 there are ten steps.")
def one_too_few() -> float:
    return float(0.5**9)


@exercise.mistake("This is one factor too many: from h_0 to h_10 there are ten steps.")
def one_too_many() -> float:
    return float(0.5**11)


@exercise.mistake("This is the way of one step; there are ten.")
def one_step() -> float:
    return 0.5


@exercise.mistake("This is the inverse: a weight below 1 makes the gradient smaller with each step.")
def inverse() -> float:
    return float(2**10)


@exercise.mistake("This is h_10 itself, if h_0 is 0. The question is how much h_10 changes when h_0 does.")
def the_state() -> float:
    return sum(0.5**t for t in range(10))


@exercise.mistake("The inputs add their part to h_10, and none to its derivative with respect to h_0.")
def with_the_inputs() -> float:
    return sum(0.5**t for t in range(11))


@exercise.property("A weight between 0 and 1 makes the gradient smaller with each step, and leaves it positive.")
def is_small(value: Any, case: Case) -> bool:
    return bool(0 < value < 1)
