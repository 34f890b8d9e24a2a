"""The margin of the rewards that a model implies, by hand."""

from math import exp

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "tuning_and_alignment.implied_reward",
    title="The rewards that a model implies",
    chapter="17",
    level=1,
    minutes=5,
    tolerance=0.005,
    hints=[
        "The reward of an answer is β times how much its log-probability has risen since the start.",
        "The chosen answer rose by 3, from -12 to -9; the rejected one rose by 4.",
        "0.2 · 3 - 0.2 · 4: a negative margin, though the chosen answer has become more likely.",
    ],
)


@exercise.solution
def margin() -> float:
    """By how much is the chosen answer's implied reward above the rejected one's?

                    log p now     log p at the start
      chosen           -9             -12
      rejected         -7             -11

    beta = 0.2
    """
    return 0.2 * (-9 + 12) - 0.2 * (-7 + 11)


@exercise.also_right
def as_a_number() -> float:
    return -0.2


@exercise.also_right
def from_the_differences() -> float:
    return 0.2 * ((-9 - -7) - (-12 - -11))


@exercise.mistake("The reference is left out: a reward counts how far the model has moved from it.")
def without_reference() -> float:
    return 0.2 * (-9 + 7)


@exercise.mistake("β is missing: the log-ratios are multiplied by it.")
def without_beta() -> float:
    return -1.0


@exercise.mistake("That is the chosen answer's reward alone; take the rejected one's from it.")
def chosen_alone() -> float:
    return 0.6


@exercise.mistake("That is the rejected answer's reward alone; it is taken from the chosen one's.")
def rejected_alone() -> float:
    return 0.8


@exercise.mistake("The sign is turned round: chosen less rejected.")
def turned_round() -> float:
    return 0.2


@exercise.mistake("The rewards are added; the margin is their difference.")
def added() -> float:
    return 1.4


@exercise.mistake("The log-ratios are divided by β; they are multiplied by it.")
def divided() -> float:
    return -5.0


@exercise.mistake("That is σ(margin), the probability that the chosen answer is preferred; the margin itself is asked.")
def probability() -> float:
    return 1 / (1 + exp(0.2))
