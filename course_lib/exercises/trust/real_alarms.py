"""Of a thousand alarms, how many are real?"""

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "trust.real_alarms",
    title="How many alarms are real?",
    chapter="27",
    level=1,
    minutes=6,
    hints=[
        "Imagine 10,000 requests. How many are dangerous, and how many of those are stopped?",
        "100 are dangerous; 90 of them are stopped. Of the 9,900 harmless ones, a tenth is stopped too.",
        "90 real alarms and 990 false ones: divide 90 by all of them.",
    ],
)


@exercise.solution
def share_that_is_real() -> float:
    """Which share of a guard's alarms is real, to two decimals?

    One request in 100 is dangerous.
    The guard misses one danger in 10, and stops one harmless request in 10.
    """
    real = 0.01 * 0.9
    false = 0.99 * 0.1
    return round(real / (real + false), 2)


@exercise.also_right
def of_ten_thousand() -> float:
    return round(90 / (90 + 990), 2)


@exercise.also_right
def to_two_decimals() -> float:
    return 0.08


@exercise.mistake("This is the share of dangers that are caught. Asked is how many of the alarms are dangers.")
def caught() -> float:
    return 0.9


@exercise.mistake("This is the share that would be dangerous without any guard.")
def prior() -> float:
    return 0.01


@exercise.mistake("This holds where dangerous and harmless requests are equally many; here 99 in 100 are harmless.")
def as_many() -> float:
    return round(0.9 / (0.9 + 0.1), 3) + 0.001


@exercise.mistake("This is the share of alarms that are false; the rest is asked.")
def false_ones() -> float:
    return round(990 / 1080, 2)


@exercise.mistake("Real alarms are divided by the false ones; divide by all alarms.")
def by_the_false() -> float:
    return round(90 / 990, 2)


@exercise.mistake("This is the share of all requests that are stopped.")
def stopped() -> float:
    return round(1080 / 10000, 2)


@exercise.property("It is between 0.07 and 0.09.")
def near(value: float, case: Case) -> bool:
    return 0.075 < value < 0.085
