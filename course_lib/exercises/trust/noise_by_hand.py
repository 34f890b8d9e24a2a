"""How loud is the noise of a private step?"""

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "trust.noise_by_hand",
    title="The noise in a step, by hand",
    chapter="27",
    level=1,
    minutes=5,
    hints=[
        "The noise on the *sum* has a standard deviation of σ · C. What happens to it next?",
        "The sum, noise and all, is divided by the expected size of a lot. How large is that here?",
        "1,000 examples, each with probability 0.05: 50 are expected. So 2 · 0.5 / 50.",
    ],
)


@exercise.solution
def noise_in_the_mean() -> float:
    """What is the standard deviation of the noise in each number of the noisy mean?

    There are 1,000 examples; each takes part with probability 0.05.
    The clipping norm C is 0.5, and the noise multiplier σ is 2.
    """
    return 2 * 0.5 / (0.05 * 1000)


@exercise.also_right
def step_by_step() -> float:
    on_the_sum = 2 * 0.5
    expected = 50
    return on_the_sum / expected


@exercise.also_right
def as_a_fraction() -> float:
    return 1 / 50


@exercise.mistake("This is the noise on the sum; the mean divides it by the expected size of a lot.")
def on_the_sum() -> float:
    return 2 * 0.5


@exercise.mistake("The clipping norm is left out: the standard deviation is σ · C.")
def without_norm() -> float:
    return 2 / 50


@exercise.mistake("It is divided by all examples; only 50 of them are expected in a lot.")
def by_all() -> float:
    return 2 * 0.5 / 1000


@exercise.mistake("The noise comes once on the sum, so it is divided by 50, not by the root of 50.")
def by_the_root() -> float:
    return 2 * 0.5 / 50**0.5


@exercise.mistake("This is the variance; its root is asked.")
def variance() -> float:
    return (2 * 0.5 / 50) ** 2


@exercise.property("σ, C and the expected size of a lot are all that it needs.")
def is_it(value: float, case: Case) -> bool:
    return abs(value - 0.02) < 1e-9
