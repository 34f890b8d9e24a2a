"""How often to save, by Young's formula, by hand."""

from math import sqrt
from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "efficient_training.checkpoint_interval",
    title="How often to save",
    chapter="12",
    level=1,
    minutes=5,
    tolerance=0.6,
    hints=[
        "With 1,000 GPUs, one of them fails 1,000 times as often as a single one does.",
        "The whole machine fails every 3,000 / 1,000 = 3 hours: M = 180 minutes. δ is 1 minute.",
        "√(2 · 1 · 180) = √360: a little less than 19 · 19 = 361.",
    ],
)


@exercise.solution
def minutes_between_checkpoints() -> float:
    """A GPU fails once in 3,000 hours, on average; you use 1,000 of them.

    Saving a checkpoint takes 1 minute. After how many minutes should you save,
    by Young's formula?
    """
    minutes_between_failures = 3000 / 1000 * 60
    return sqrt(2 * 1 * minutes_between_failures)


@exercise.also_right
def rounded() -> float:
    return 19


@exercise.also_right
def to_two_decimals() -> float:
    return 18.97


@exercise.mistake("This is for one GPU: with 1,000 of them a failure comes 1,000 times as often.")
def one_gpu() -> float:
    return sqrt(2 * 3000 * 60)


@exercise.mistake("The factor 2 is missing under the root.")
def no_factor() -> float:
    return sqrt(180)


@exercise.mistake("Hours and minutes are mixed under the root: 3 hours are 180 minutes.")
def mixed_units() -> float:
    return sqrt(2 * 1 * 3)


@exercise.mistake("The root is not taken.")
def no_root() -> float:
    return 360


@exercise.mistake("These are the minutes between two failures; save more often than that.")
def between_failures() -> float:
    return 180


@exercise.mistake("Half the time between failures is no better than a guess: saving takes only a minute.")
def half_of_it() -> float:
    return 90


@exercise.property("Save more often than the machine fails, which it does every 180 minutes.")
def before_the_failure(value: Any, case: Case) -> bool:
    return bool(value < 180)
